internal import InstanceMix

/// One entry of `node_pools` while it is read.
struct NodePoolDraft: MixHolder {
  var name = ""
  var mix = MixSettings(catalogue: "")
  var pods: [PodSettings] = []
}

/// The keys of a node pool.
enum NodePoolTable {
  static let nodePool = Block<NodePoolDraft, NodePoolSettings>(
    title: "node_pools[]", noun: "a node pool",
    introduction: """
      Instances that several workloads share: the cheapest that hold the recommended replicas of all of them side by \
      side. A mix counts only when every replica has been placed on one of its instances.
      """,
    example: """
      node_pools:
        - name: general
          catalogue: catalogues/aws-us-east-1.csv
          reserve: { cpu: 200m, memory: 1GiB }
          pods:
            - { workload: checkout, per_replica: { cpu: 2, memory: 4GiB } }
            - { workload: search, per_replica: { cpu: 500m, memory: 6GiB } }
      workloads:
        - { name: checkout, signals: [{ query: 'sum(rate(http_requests_total[2m]))', per_replica: 25 }] }
        - { name: search, signals: [{ query: 'sum(rate(search_requests_total[2m]))', per_replica: 10 }] }
      """,
    initial: { NodePoolDraft() },
    keys: [
      .required(
        "name", \.name, .name(of: "a node pool"),
        "Unique name. It is the label `node_pool` on /metrics."),
      .list(
        "pods", \.pods, pod, isRequired: true, nameOf: { $0.workload }, "What runs on it."),
    ] + MixTable.terms(),
    elsewhere: MixTable.termsElsewhere.merging([
      "per_replica": "it in an entry of `pods`", "workloads": "`pods`",
      "rps_per_replica": "`per_replica` in an entry of `pods`",
    ]) { $1 },
    finish: { draft, given, loading in
      MixTable.checkTerms(draft.mix, given, loading)
      var settings = NodePoolSettings(name: draft.name, mix: draft.mix)
      settings.pods = draft.pods
      return settings
    })

  static let pod = Block<PodSettings, PodSettings>(
    title: "node_pools[].pods[]", noun: "an entry of `pods`",
    introduction: "A workload whose replicas run on the pool.",
    initial: { PodSettings(workload: "") },
    keys: [
      .required(
        "workload", \.workload, .name(of: "a workload"), "The name of an entry of `workloads`."),
      .block(
        "per_replica", \.need, MixTable.need, default: "none: it is needed",
        "What one replica needs."),
    ],
    elsewhere: [
      "name": "`workload`", "cpu": "it under `per_replica`", "memory": "it under `per_replica`",
    ],
    finish: { pod, given, loading in
      if !given.has("per_replica") {
        loading.report(
          given.place,
          "key `per_replica` is missing in an entry of `pods`; expected a mapping with `cpu`, `memory` or `gpu`"
        )
      }
      if let names = loading.workloads, !given.isBroken("workload"), given.has("workload"),
        !names.contains(pod.workload)
      {
        loading.report(
          given.place(of: "workload"),
          "workload \(Quotation.of(pod.workload)) is not configured; expected \(NearestName.suggestion(for: pod.workload, in: names))"
        )
      }
      return pod
    })
}
