/// The error of an attempt that gets as far as `isFar` says before its time is up. On a busy machine it may not get so far: then it is made again with
/// twice the time, up to some minutes.
///
/// - Returns: the last attempt's error; nil where it succeeded.
public func errorInGrowingTime<Failure: Error>(
  from first: Duration = .milliseconds(400), isFar: (Failure) -> Bool,
  of attempt: (_ timeout: Duration) async -> Failure?
) async -> Failure? {
  var timeout = first
  while true {
    let error = await attempt(timeout)
    guard let error, !isFar(error), timeout < .seconds(100) else { return error }
    timeout *= 2
  }
}
