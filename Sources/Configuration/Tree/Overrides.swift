/// Values from `OUTRIDER_*` variables, put into a configuration.
///
/// What follows the prefix is a path whose parts are joined by `__`: keys in any letter case, and items of
/// a list by name or index. What a path leads to and is not there is made.
struct Overrides {
  static let prefix = "OUTRIDER_"

  private let variables: [(name: String, path: [String], value: String)]

  /// The overrides in `environment`; variables that are not meant as such are passed over.
  init(environment: [String: String]) {
    variables =
      environment.filter {
        $0.key.hasPrefix(Self.prefix) && !ReservedVariable.contains($0.key, value: $0.value)
      }
      .map { name, value in
        (name, Self.parts(of: name.dropFirst(Self.prefix.count)), value)
      }
      // Items by index come before items by name, lower ones first, so that each finds its list.
      .sorted { left, right in
        for (first, second) in zip(left.path, right.path) where first != second {
          switch (EnvironmentName.index(first), EnvironmentName.index(second)) {
          case (let first?, let second?): return first < second
          case (_?, nil): return true
          case (nil, _?): return false
          default: return first < second
          }
        }
        return (left.path.count, left.name) < (right.path.count, right.name)
      }
  }

  /// `root` with every override in it; those that lead nowhere are reported.
  func apply(to root: inout Node, outline: BlockOutline, loading: LoadingContext) {
    for variable in variables {
      let scalar = Node.Scalar(
        expanding: variable.value, isPlain: true, at: .variable(variable.name), in: loading)
      let change = OverrideChange(variable: variable.name, scalar: scalar, path: variable.path)
      do throws(Mismatch) {
        try change.apply(to: &root, .block(outline), at: 0)
      } catch {
        loading.report(.variable(variable.name), error.message)
      }
    }
  }

  private static func parts(of path: Substring) -> [String] {
    var parts: [String] = []
    var rest = path
    while let mark = rest.scalarRange(of: "__") {
      parts.append(String(rest[..<mark.lowerBound]))
      rest = rest[mark.upperBound...]
    }
    return parts + [String(rest)]
  }
}
