/// The keys of `actuate` and `scale_target`.
enum ActuationTable {
  static let actuate = Block<ActuationSettings, ActuationSettings>(
    title: "actuate", noun: "`actuate`",
    introduction: """
      Where no autoscaler is to act, Outrider can: it patches the scale of every live workload with a `scale_target`, while it holds \
      a Lease. Without this key it never does. See [Actuation](actuation.md).
      """,
    example: """
      actuate: { namespace: outrider, dry_run: true }
      workloads:
        - name: checkout
          mode: live
          scale_target: { namespace: shop, name: checkout }
          signals:
            - { query: 'sum(rate(http_requests_total[2m]))', per_replica: 25 }
      """,
    initial: { ActuationSettings() },
    keys: [
      .value(
        "url", \.url, .url(["http", "https"], example: "https://kubernetes.default.svc"),
        "The base URL of the Kubernetes API."),
      .value(
        "token_file", \.tokenFile, .path("a file with a token"),
        "The file with the bearer token; it is read anew for each request."),
      .value(
        "ca_file", \.caFile, .path("a PEM file of authorities"),
        "The file with the authorities to trust, PEM."),
      .value("namespace", \.namespace, .text("a namespace"), "The namespace of the lease."),
      .value("lease", \.lease, .text("a lease's name"), "The lease's name."),
      .optional(
        "identity", \.identity, .text("a name"), absent: "the host's name and the process",
        "Who takes the lease."),
      .value("dry_run", \.isDryRun, .flag, "Whether the API is only asked what it would do."),
    ],
    finish: { settings, _, _ in settings })

  static let target = Block<ScaleTargetSettings, ScaleTargetSettings>(
    title: "workloads[].scale_target", noun: "`scale_target`",
    introduction: "The object whose scale `actuate` changes.",
    initial: { ScaleTargetSettings() },
    keys: [
      .required("name", \.name, .text("an object's name"), "Its name."),
      .value("namespace", \.namespace, .text("a namespace"), "Its namespace."),
      .value("api_version", \.apiVersion, .text("a group and version"), "Its group and version."),
      .value(
        "resource", \.resource, .text("a resource"),
        "Its resource, in the plural: `deployments`, `statefulsets`, or any other with a scale subresource."
      ),
    ],
    elsewhere: ["kind": "`resource`", "apiVersion": "`api_version`"],
    finish: { settings, given, loading in
      for (key, text) in [
        ("name", settings.name), ("namespace", settings.namespace),
        ("resource", settings.resource),
      ] where given.isWhole && !text.utf8.allSatisfy(isNameByte) {
        loading.report(
          given.keyPlace(key), "`\(key)` is \"\(text)\"; expected letters, digits, `-` and `.`")
      }
      if given.isWhole,
        settings.apiVersion.split(separator: "/", omittingEmptySubsequences: false).count != 2
          || !settings.apiVersion.utf8.allSatisfy({ isNameByte($0) || $0 == UInt8(ascii: "/") })
      {
        loading.report(
          given.keyPlace("api_version"),
          "`api_version` is \"\(settings.apiVersion)\"; expected a group and version such as `apps/v1`"
        )
      }
      return settings
    })

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: ".")
  }
}
