import Feeds
import GRPCCore
import ScalerContract

/// KEDA's external scaler.
struct ScalerService: Externalscaler_ExternalScaler.SimpleServiceProtocol {
  let answers: ScalerAnswers
  let hub: ActivityHub<Bool>

  func isActive(
    request: Externalscaler_ScaledObjectRef, context: ServerContext
  ) async throws -> Externalscaler_IsActiveResponse {
    var response = Externalscaler_IsActiveResponse()
    response.result = try answers.isActive(ScalerAnswers.Trigger(request.scalerMetadata))
    return response
  }

  func streamIsActive(
    request: Externalscaler_ScaledObjectRef,
    response: RPCWriter<Externalscaler_IsActiveResponse>, context: ServerContext
  ) async throws {
    let trigger = try ScalerAnswers.Trigger(request.scalerMetadata)
    do {
      _ = try answers.replicas(trigger)
    } catch {
      // What is not known yet may become known while the stream is open; what is not there will not.
      guard error.code == .unavailable else { throw error }
    }
    let (values, end) = hub.values(from: answers.snapshot) { snapshot in
      (try? ScalerAnswers.replicas(trigger, in: snapshot)).map { Double($0) > trigger.activation }
    }
    try await withRPCCancellationHandler {
      for await isActive in values {
        var message = Externalscaler_IsActiveResponse()
        message.result = isActive
        try await response.write(message)
      }
    } onCancelRPC: {
      end()
    }
  }

  func getMetricSpec(
    request: Externalscaler_ScaledObjectRef, context: ServerContext
  ) async throws -> Externalscaler_GetMetricSpecResponse {
    let trigger = try ScalerAnswers.Trigger(request.scalerMetadata)
    do {
      _ = try answers.replicas(trigger)
    } catch {
      // The specification is known before the number is: then the HPA is there when that comes.
      guard error.code == .unavailable else { throw error }
    }
    var spec = Externalscaler_MetricSpec()
    spec.metricName = ScalerAnswers.metric
    // One replica for each that is recommended, as AverageValue.
    spec.targetSize = 1
    spec.targetSizeFloat = 1
    var response = Externalscaler_GetMetricSpecResponse()
    response.metricSpecs = [spec]
    return response
  }

  func getMetrics(
    request: Externalscaler_GetMetricsRequest, context: ServerContext
  ) async throws -> Externalscaler_GetMetricsResponse {
    let trigger = try ScalerAnswers.Trigger(request.scaledObjectRef.scalerMetadata)
    let replicas = try answers.replicas(trigger)
    var value = Externalscaler_MetricValue()
    value.metricName = request.metricName.isEmpty ? ScalerAnswers.metric : request.metricName
    value.metricValue = Int64(replicas)
    value.metricValueFloat = Double(replicas)
    var response = Externalscaler_GetMetricsResponse()
    response.metricValues = [value]
    return response
  }
}
