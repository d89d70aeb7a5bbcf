extension DashboardVariable {
  /// The variable as Grafana has it.
  var grafana: GrafanaValue {
    let named: GrafanaValue = ["name": .string(name), "label": .string(label), "hide": 0]
    switch choices {
    case .dataSources:
      return named + [
        "type": "datasource", "query": "prometheus", "refresh": 1, "multi": false,
        "includeAll": false, "current": [:],
      ]
    case .labelValues(let values, let selector):
      // Asked again whenever the time changes: workloads come and go.
      return named
        + [
          "type": "query", "datasource": .prometheus,
          "query": "label_values(\(selector), \(values))", "refresh": 2, "sort": .whole(sort),
          "multi": .bool(takesSeveral), "includeAll": .bool(takesSeveral),
        ]
        + .optional("regex", isNumber ? "/^([0-9]+)/" : nil)
        + .optional("allValue", takesSeveral ? ".+" : nil)
        + ["current": current]
    }
  }

  private var sort: Int { isNumber ? 3 : 1 }

  private var current: GrafanaValue {
    if takesSeveral { return ["text": ["All"], "value": ["$__all"]] }
    // Until Grafana has asked: a number, for what reads the queries before that.
    return isNumber ? ["text": "75", "value": "75"] : [:]
  }
}

extension GrafanaValue {
  /// The data source that is chosen at the top of the dashboard.
  static let prometheus: GrafanaValue = ["type": "prometheus", "uid": "${datasource}"]
}
