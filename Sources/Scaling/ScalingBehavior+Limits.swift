public import TimeSeries

/// The two halves of a behavior, in the order in which Kubernetes applies them: first
/// ``stabilized(_:current:at:history:)``, then ``rateLimited(_:current:standing:at:history:)``. Neither
/// records anything; the caller does, since only it knows what came of the answer.
///
/// Source: Kubernetes, "Horizontal Pod Autoscaling", sections "Scaling policies" and "Stabilization
/// window", and the functions `stabilizeRecommendationWithBehaviors` and
/// `convertDesiredReplicasWithBehaviorRate` of its controller.
extension ScalingBehavior {
  /// The replicas after both stabilization windows: `current`, raised to the smallest wish within the
  /// window of scaling up, lowered to the largest within the window of scaling down.
  ///
  /// A wish as old as the window no longer counts; the present one always does.
  ///
  /// - Parameters:
  ///   - wish: The replicas wished for now.
  ///   - current: The replicas there are.
  ///   - history: The wishes before this one.
  public func stabilized(
    _ wish: Int, current: Int, at: Timestamp, history: ReplicaHistory
  ) -> Int {
    let (smallest, largest) = history.extremes(
      with: wish, at: at,
      smallestWithin: scaleUp.stabilizationWindow.milliseconds(upTo: ReplicaHistory.longestWindow),
      largestWithin: scaleDown.stabilizationWindow.milliseconds(upTo: ReplicaHistory.longestWindow))
    return min(max(current, smallest), largest)
  }

  /// The wish, kept within what the policies allow from `current`.
  ///
  /// A policy allows its value of change since the start of its period, when there were `current` less
  /// what was added within the period and more what was removed. A percentage of the replicas at the
  /// start is rounded to the larger change, so that it allows at least one. A direction whose rules
  /// have no policies is not limited.
  ///
  /// Percentages are counted in whole numbers, so that 100 replicas may grow by 10 % to 110. The
  /// controller of Kubernetes multiplies by 1.1 in binary floating point and allows 111.
  ///
  /// - Parameters:
  ///   - wish: The replicas wished for.
  ///   - current: The replicas there are.
  ///   - standing: Replicas that are known to stand, which no limit on growth refuses.
  ///   - history: The changes before this one.
  public func rateLimited(
    _ wish: Int, current: Int, standing: Int? = nil, at: Timestamp, history: ReplicaHistory
  ) -> Int {
    let rules = wish > current ? scaleUp : scaleDown
    let changes = rules.policies.map { policy in
      let period = policy.period.milliseconds(upTo: ReplicaHistory.longestPeriod)
      let recent = history.change(within: period, at: at)
      let start = min(max(0, current - recent), ReplicaCount.most)
      // From here on both directions are one: how much more change does the policy leave from now on?
      let change = policy.change(from: start)
      return wish > current ? change - recent : change + recent
    }
    let allowed: Int? =
      switch rules.selectPolicy {
      case .max: changes.max()
      case .min: changes.min()
      case .disabled: 0
      }
    guard let allowed else { return wish }
    if wish > current {
      return min(wish, max(current + max(0, allowed), standing ?? 0))
    }
    return max(wish, current - max(0, allowed))
  }
}

extension ScalingBehavior.Policy {
  /// The change that is allowed in one period that starts with `replicas`, rounded up.
  func change(from replicas: Int) -> Int {
    // Within 31 bits each, so that their product stays within 63.
    let value = min(max(0, value), ReplicaCount.most)
    return switch kind {
    case .pods: value
    case .percent: (replicas * value + 99) / 100
    }
  }
}
