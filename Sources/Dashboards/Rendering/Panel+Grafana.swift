extension Panel {
  /// The panel as Grafana has it.
  func grafana(id: Int, at place: GridPlace) -> GrafanaValue {
    [
      "id": .whole(id), "type": .string(kind.type), "title": .string(title),
      "description": .string(summary), "datasource": .prometheus, "gridPos": place.grafana,
    ]
      + repetition
      + [
        "fieldConfig": ["defaults": defaults, "overrides": .list(overrides)],
        "options": kind.options,
      ]
      + .optional("transformations", kind.transformations)
      + ["targets": .list(queries.indices.map(target))]
  }

  private var repetition: GrafanaValue {
    guard let repeats else { return [:] }
    return ["repeat": .string(repeats), "repeatDirection": "v"]
  }

  private var defaults: GrafanaValue {
    [
      "unit": .string(unit.rawValue), "color": ["mode": .string(colorMode)],
      "thresholds": ["mode": "absolute", "steps": .list(steps)],
      "mappings": .list(mappings),
    ]
      + .optional("min", minimum.map { .number($0) })
      + .optional("max", maximum.map { .number($0) })
      + .optional("noValue", absence.map { .string($0) })
      + .optional(
        "links",
        leadsToWorkload ? [Self.workloadLink("${__field.labels.workload:percentencode}")] : nil)
      + ["custom": kind.drawing]
  }

  private var colorMode: String {
    switch kind {
    case .timeSeries: "palette-classic"
    case .stat, .table, .bars, .states: "thresholds"
    }
  }

  private var steps: [GrafanaValue] {
    let steps =
      thresholds.isEmpty
      ? [PanelThreshold(value: nil, colour: kind == .stat ? .idle : .neutral)] : thresholds
    return steps.map { step in
      ["color": .string(step.colour.rawValue), "value": step.value.map { .number($0) } ?? .null]
    }
  }

  private var mappings: [GrafanaValue] {
    guard !meanings.isEmpty else { return [] }
    let options = meanings.enumerated().map { index, meaning in
      GrafanaValue.Member(
        key: "\(meaning.value)",
        value: [
          "text": .string(meaning.text), "color": .string(meaning.colour.rawValue),
          "index": .whole(index),
        ])
    }
    return [["type": "value", "options": .record(options)]]
  }

  /// The name of the query at `index`: A, B, C and so on.
  private func reference(_ index: Int) -> String {
    String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index)))
  }

  private func target(_ index: Int) -> GrafanaValue {
    let query = queries[index]
    let isTable = if case .table = kind { true } else { false }
    return [
      "refId": .string(reference(index)), "datasource": .prometheus, "editorMode": "code",
      "expr": .string(query.expression), "legendFormat": .string(query.legend),
      "instant": .bool(query.isInstant), "range": .bool(!query.isInstant),
      "format": isTable ? "table" : "time_series",
    ]
  }

  // MARK: What differs from field to field

  private var overrides: [GrafanaValue] {
    if case .table(let columns) = kind { return columnOverrides(columns) }
    return queries.enumerated().compactMap { index, query in
      let properties: GrafanaValue
      switch query.look {
      case .plain: return nil
      case .strong:
        properties = [["id": "custom.lineWidth", "value": 3]]
      case .dashed:
        properties = [
          ["id": "custom.lineStyle", "value": ["fill": "dash", "dash": [8, 6]]],
          ["id": "custom.fillOpacity", "value": 0],
        ]
      case .filled(let name):
        properties = [
          ["id": "custom.fillBelowTo", "value": .string(name)],
          ["id": "custom.fillOpacity", "value": 15],
        ]
      }
      return [
        "matcher": ["id": "byFrameRefID", "options": .string(reference(index))],
        "properties": properties,
      ]
    }
  }

  private func columnOverrides(_ columns: [TableColumn]) -> [GrafanaValue] {
    var next = 0
    return columns.map { column in
      let field: String
      var properties: [GrafanaValue] = [["id": "displayName", "value": .string(column.title)]]
      switch column.content {
      case .label(let name):
        field = name
        properties.append(["id": "unit", "value": .string(PanelUnit.text.rawValue)])
        if name == "workload", leadsToWorkload {
          let link = Self.workloadLink("${__value.text:percentencode}")
          properties.append(["id": "links", "value": [link]])
        }
      case .query:
        // A table of one query calls its column otherwise than one of several.
        field = queries.count == 1 ? "Value" : "Value #\(reference(next))"
        next += 1
        if let unit = column.unit {
          properties.append(["id": "unit", "value": .string(unit.rawValue)])
        }
      }
      return [
        "matcher": ["id": "byName", "options": .string(field)], "properties": .list(properties),
      ]
    }
  }

  /// Leads to the dashboard of the workload that `name` stands for, with the same choices and the same time.
  private static func workloadLink(_ name: String) -> GrafanaValue {
    let choices = "${datasource:queryparam}&${job:queryparam}&${instance:queryparam}"
    return [
      "title": "Open the workload",
      "url": "/d/outrider-workload?var-workload=\(name)&\(choices)&${__url_time_range}",
    ]
  }
}
