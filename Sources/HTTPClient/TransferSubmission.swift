internal import Transport

/// A request on its way to the loop.
struct TransferSubmission: Sendable {
  /// The transfer's number, to cancel it by.
  let identifier: UInt64

  /// The request, checked.
  let plan: TransferPlan

  /// When its time is up.
  let deadline: ContinuousClock.Instant

  /// Where the answer goes.
  let continuation: CheckedContinuation<Result<HTTPClientResponse, HTTPClientError>, Never>
}

/// The way from callers to the loop.
typealias TransferInbox = Inbox<TransferSubmission, HTTPClientError>
