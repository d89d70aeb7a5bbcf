import ServiceLifecycle

/// Lets forecasters and promises live through the past, one after the other, so that no cycle waits for that.
struct WarmUpService: Service {
  let mailbox: EngineMailbox

  func run() async throws {
    await cancelWhenGracefulShutdown {
      for await job in mailbox.warmUps {
        switch job {
        case .forecaster(let job): mailbox.post(job.run())
        case .promise(let job): mailbox.post(job.run())
        }
      }
    }
  }
}
