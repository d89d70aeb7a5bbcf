import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import HTTPClient
import ScalerContract
import TestSupport
import Testing
import Transport

/// The feeds for KEDA and the HPA of the program as it runs, over TLS with client certificates.
@Suite struct FeedTests {
  /// What cannot keep what its configuration says does not start.
  @Test func serversThatWouldLetAnyoneInDoNotStart() async throws {
    let certificates = try await TestCertificates()
    let folder = try TemporaryDirectory()
    try folder.write("basic_auth_users: {}\n", to: "plain.yaml")
    try folder.write(
      "tls_server_config: { cert_file: \(certificates.server), key_file: \(certificates.serverKey) }\n",
      to: "tls.yaml")
    for (listener, expected) in [
      (
        "config_file: plain.yaml",
        "`config_file`: the file sets up no TLS; expected one with a `tls_server_config`"
      ),
      (
        "config_file: tls.yaml, allowed_names: [a]",
        "`allowed_names`: the file of `config_file` asks for no certificate"
      ),
    ] {
      let file = try folder.write(
        """
        external_metrics: { listen: "127.0.0.1:0", \(listener) }
        sources: [{ name: jobs, redis: { url: "redis://127.0.0.1:1" } }]
        workloads: [{ name: workers, signals: [{ name: backlog, list: queue, per_replica: 10 }] }]
        """, to: "outrider.yaml")
      let result = try await run(
        OutriderProcess.program, ["run", "--config", file, "--web.listen-address", "127.0.0.1:0"])
      #expect(result.status != 0)
      #expect(result.errors.contains(expected), "\(result.errors)")
    }
  }

  @Test func kedaAndTheAggregationLayerReadOverMutualTLS() async throws {
    let redis = try await TestRedis()
    defer { redis.stop() }
    try await redis.command("EVAL", "for i=1,30 do redis.call('RPUSH','queue',i) end", "0")
    let certificates = try await TestCertificates()
    let folder = try TemporaryDirectory()
    let web = try folder.write(
      """
      tls_server_config:
        cert_file: \(certificates.server)
        key_file: \(certificates.serverKey)
        client_auth_type: RequireAndVerifyClientCert
        client_ca_file: \(certificates.authority)
      """, to: "web.yaml")
    let (grpcPort, httpsPort) = (try freePort(), try freePort())
    let file = try folder.write(
      """
      interval: 200ms
      grpc: { listen: "127.0.0.1:\(grpcPort)", config_file: "\(web)" }
      external_metrics: { listen: "127.0.0.1:\(httpsPort)", config_file: "\(web)", allowed_names: [test client] }
      sources: [{ name: jobs, redis: { url: "redis://127.0.0.1:\(redis.port)", timeout: 150ms } }]
      workloads:
        - name: workers
          mode: live
          signals: [{ name: backlog, list: queue, per_replica: 10 }]
      """, to: "outrider.yaml")
    let outrider = try await OutriderProcess(configuration: file)
    defer { outrider.stop() }
    try await outrider.waitForMetric(#"outrider_recommended_replicas{workload="workers"}"#) {
      $0 == 3
    }

    for port in [grpcPort, httpsPort] {
      try await eventually("port \(port) is served") { accepts(port: port) }
    }

    // The aggregation layer.
    let client = HTTPClient()
    defer { client.shutdown() }
    let url =
      "https://127.0.0.1:\(httpsPort)/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/outrider_recommended_replicas?labelSelector=workload%3Dworkers"
    func ask(showing certificate: String, key: String) async throws -> HTTPClientResponse {
      let tls = TLSOptions(caFile: certificates.authority, certFile: certificate, keyFile: key)
      return try await client.execute(HTTPClientRequest(url: url, timeout: ampleTime, tls: tls))
    }
    let answer = try await ask(showing: certificates.client, key: certificates.clientKey)
    #expect(answer.status == 200)
    #expect(String(decoding: answer.body, as: UTF8.self).contains(#""value":"3""#))
    await #expect(throws: HTTPClientError.self, "without a certificate") {
      _ = try await client.execute(
        HTTPClientRequest(
          url: url, timeout: ampleTime, tls: TLSOptions(caFile: certificates.authority)))
    }

    // Another certificate of the same authority.
    let refused = try await ask(showing: certificates.server, key: certificates.serverKey)
    #expect(refused.status == 401)
    #expect(String(decoding: refused.body, as: UTF8.self).contains("common name is test server"))
    try await eventually("the log tells") {
      outrider.log.contains("not in allowed_names\" common_name=\"test server\"")
    }

    // KEDA.
    var request = Externalscaler_GetMetricsRequest()
    request.scaledObjectRef.scalerMetadata = ["workload": "workers"]
    let asked = request
    let replicas = try await withGRPCClient(
      transport: .http2NIOPosix(
        target: .ipv4(address: "127.0.0.1", port: Int(grpcPort)),
        transportSecurity: .mTLS(
          certificateChain: [.file(path: certificates.client, format: .pem)],
          privateKey: .file(path: certificates.clientKey, format: .pem)
        ) {
          $0.trustRoots = .certificates([.file(path: certificates.authority, format: .pem)])
          $0.serverCertificateVerification = .noHostnameVerification
        })
    ) { client in
      try await Externalscaler_ExternalScaler.Client(wrapping: client).getMetrics(asked)
        .metricValues.first?.metricValue
    }
    #expect(replicas == 3)
    await #expect(throws: (any Error).self, "without a certificate") {
      try await withGRPCClient(
        transport: .http2NIOPosix(
          target: .ipv4(address: "127.0.0.1", port: Int(grpcPort)),
          transportSecurity: .tls {
            $0.trustRoots = .certificates([.file(path: certificates.authority, format: .pem)])
            $0.serverCertificateVerification = .noHostnameVerification
          })
      ) { client in
        var options = CallOptions.defaults
        options.timeout = .seconds(5)
        _ = try await Externalscaler_ExternalScaler.Client(wrapping: client).getMetrics(
          asked, options: options)
      }
    }
    outrider.signal(SIGTERM)
    #expect(try await outrider.wait() == 0)
  }
}
