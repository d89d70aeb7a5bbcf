import ServiceLifecycle

/// Lets forecasters and promises live through the past, one after the other, so that no cycle waits for that.
struct WarmUpService: Service {
  let mailbox: EngineMailbox

  func run() async throws {
    await cancelWhenGracefulShutdown {
      for await job in mailbox.warmUps {
        // What waits is handed out even after the end was asked for.
        if Task.isCancelled { return }
        switch job {
        case .forecaster(let job): mailbox.post(job.run())
        case .promise(let job): if let promise = job.run() { mailbox.post(promise) }
        }
      }
    }
  }
}
