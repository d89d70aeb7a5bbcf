/// One entry of `limits` while it is read.
struct LimitDraft: Sendable {
  var resource = ""
  var perReplica: Double?
  var available: Double?
  var reserve = 0.0
}

/// The keys of a limit.
enum LimitTable {
  /// Of one workload.
  static let own = Block<LimitDraft, LimitSettings>(
    title: "workloads[].limits[]", noun: "a limit",
    introduction: """
      A resource that there is only so much of: cores, memory, network, storage, dollars an hour, or anything that a replica takes a known amount \
      of. What there is no room for is not recommended, and the explanation says what was short.
      """,
    example: """
      limits:
        - { resource: memory, available: 256GiB, reserve: 10% }
      workloads:
        - name: checkout
          signals:
            - { query: 'sum(rate(http_requests_total[2m]))', per_replica: 25 }
          limits:
            - { resource: memory, per_replica: 4GiB }
            - { resource: dollars_per_hour, per_replica: 0.096, available: 2 }
      """,
    initial: { LimitDraft() },
    keys: [
      .required("resource", \.resource, .name(of: "a resource"), "Its name."),
      .optional(
        "per_replica", \.perReplica, .quantity, absent: "an error",
        "What one replica takes, as a number or a size such as `4GiB`."),
      .optional(
        "available", \.available, .quantity, absent: "what the top level has of it",
        "What there is for this workload."),
      .value("reserve", \.reserve, share, "The share of that which is kept free."),
    ],
    finish: { draft, given, loading in
      guard let perReplica = draft.perReplica else {
        if given.isWhole {
          loading.report(
            given.place, "a limit says nothing of what a replica takes; expected `per_replica`")
        }
        return nil
      }
      return LimitSettings(
        resource: draft.resource, perReplica: perReplica, available: draft.available,
        reserve: draft.reserve)
    })

  /// Of all workloads together.
  static let shared = Block<LimitDraft, LimitSettings>(
    title: "limits[]", noun: "a limit",
    introduction: "What all workloads together may take of a resource; see `limits` of a workload.",
    initial: { LimitDraft() },
    keys: [
      .required("resource", \.resource, .name(of: "a resource"), "Its name."),
      .optional(
        "available", \.available, .quantity, absent: "an error",
        "What there is, as a number or a size such as `256GiB`."),
      .value("reserve", \.reserve, share, "The share of that which is kept free."),
    ],
    finish: { draft, given, loading in
      guard let available = draft.available else {
        if given.isWhole {
          loading.report(given.place, "a limit says nothing of what there is; expected `available`")
        }
        return nil
      }
      return LimitSettings(
        resource: draft.resource, perReplica: nil, available: available, reserve: draft.reserve)
    })

  private static let share = ScalarType<Double>.ratio(
    "a share from zero to below one, such as `10%` or `0.1`", bounds: "0 to 1"
  ) { $0 >= 0 && $0 < 1 }
}

extension ScalarType where Value == Double {
  /// A number above zero, with or without a unit of bytes.
  static var quantity: ScalarType {
    ScalarType(
      name: "quantity", expected: "a number above zero, or a size such as `512Mi` or `4GiB`",
      read: { (text, _) throws(Mismatch) in
        let split = text.firstIndex { $0.isLetter && $0 != "e" && $0 != "E" } ?? text.endIndex
        guard let number = DecimalText.number(DecimalText.withoutTrailingSpaces(text[..<split])),
          let unit = ByteUnit.factor(of: String(text[split...])), number > 0,
          (number * unit).isFinite
        else { throw Mismatch("") }
        return number * unit
      }, write: { DecimalText.short($0) })
  }
}
