import ServiceLifecycle

/// Lets forecasters live through the past, one after the other, so that no cycle waits for that.
struct WarmUpService: Service {
  let mailbox: EngineMailbox

  func run() async throws {
    await cancelWhenGracefulShutdown {
      for await job in mailbox.warmUps { mailbox.post(job.run()) }
    }
  }
}
