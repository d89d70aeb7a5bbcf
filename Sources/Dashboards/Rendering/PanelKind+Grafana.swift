extension PanelKind {
  /// Grafana's name of the panel.
  var type: String {
    switch self {
    case .timeSeries: "timeseries"
    case .stat: "stat"
    case .table: "table"
    case .bars: "bargauge"
    case .states: "state-timeline"
    }
  }

  /// The panel's options.
  var options: GrafanaValue {
    let legend: GrafanaValue = [
      "showLegend": true, "displayMode": "list", "placement": "bottom", "calcs": [],
    ]
    let reduction: GrafanaValue = ["calcs": ["lastNotNull"], "fields": "", "values": false]
    switch self {
    case .timeSeries:
      return ["legend": legend, "tooltip": ["mode": "multi", "sort": "desc"]]
    case .stat:
      return [
        "reduceOptions": reduction, "colorMode": "value", "graphMode": "none",
        "justifyMode": "auto", "orientation": "auto", "textMode": "auto", "wideLayout": true,
      ]
    case .table:
      return ["showHeader": true, "cellHeight": "sm", "footer": ["show": false]]
    case .bars:
      return [
        "reduceOptions": reduction, "displayMode": "basic", "orientation": "horizontal",
        "showUnfilled": true, "valueMode": "color", "namePlacement": "auto",
      ]
    case .states:
      return [
        "legend": legend, "tooltip": ["mode": "single", "sort": "none"], "mergeValues": true,
        "showValue": "never", "rowHeight": 0.8, "alignValue": "center",
      ]
    }
  }

  /// How values are drawn: what Grafana calls custom fields.
  var drawing: GrafanaValue {
    switch self {
    case .timeSeries(let drawing): drawing.grafana
    case .states: ["fillOpacity": 80, "lineWidth": 0]
    case .table: ["align": "auto", "filterable": true]
    case .stat, .bars: [:]
    }
  }

  /// What makes one table of the answers to several queries, and leaves out what no column shows.
  var transformations: GrafanaValue? {
    guard case .table(let columns) = self else { return nil }
    var order: [GrafanaValue.Member] = []
    var hidden: [GrafanaValue.Member] = []
    var labels: Set<String> = []
    for case .label(let name) in columns.map(\.content) {
      order.append(GrafanaValue.Member(key: name, value: .whole(order.count)))
      labels.insert(name)
    }
    for name in ["Time", "job"] where !labels.contains(name) {
      hidden.append(GrafanaValue.Member(key: name, value: true))
    }
    if !columns.contains(where: { $0.content == .query }) {
      hidden.append(GrafanaValue.Member(key: "Value", value: true))
    }
    return [
      ["id": "merge", "options": [:]],
      [
        "id": "organize",
        "options": [
          "excludeByName": .record(hidden), "indexByName": .record(order), "renameByName": [:],
        ],
      ],
    ]
  }
}

extension PanelKind.Drawing {
  /// The drawing as Grafana has it. Gaps stay gaps: what is not known is not drawn.
  var grafana: GrafanaValue {
    let isStacked = self == .stacked
    let isLogarithmic = self == .logarithmic
    return [
      "drawStyle": "line",
      "lineInterpolation": self == .steps || isStacked ? "stepAfter" : "linear",
      "lineWidth": isStacked ? 0 : 1, "fillOpacity": isStacked ? 60 : 0, "showPoints": "auto",
      "pointSize": 4, "spanNulls": false,
      "stacking": ["mode": isStacked ? "normal" : "none", "group": "A"],
      "scaleDistribution": isLogarithmic ? ["type": "log", "log": 10] : ["type": "linear"],
    ] + .optional("axisSoftMin", isLogarithmic ? nil : 0)
  }
}
