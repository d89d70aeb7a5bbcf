extension Dashboard {
  /// The schema of Grafana 10.4, which later ones read and bring up to date.
  private static let schemaVersion = 39

  /// The text of the dashboard's file, as Grafana imports it.
  ///
  /// It depends on the dashboard alone: equal dashboards have equal texts.
  public var text: String { grafana.indented + "\n" }

  private var grafana: GrafanaValue {
    [
      "uid": .string(uid), "title": "Outrider / \(title)", "description": .string(summary),
      "tags": [.string(Self.tag)], "schemaVersion": .whole(Self.schemaVersion), "version": 1,
      "editable": false, "graphTooltip": 1, "timezone": "browser", "refresh": "30s",
      "time": ["from": "now-\(range)", "to": "now"], "annotations": ["list": []],
      "links": [Self.others], "templating": ["list": .list(variables.map(\.grafana))],
      "panels": .list(panels),
    ]
  }

  /// Leads to the other dashboards, with the same choices and the same time.
  private static let others: GrafanaValue = [
    "type": "dashboards", "title": "Outrider", "icon": "external link", "tags": [.string(tag)],
    "asDropdown": true, "includeVars": true, "keepTime": true, "targetBlank": false,
    "tooltip": "The other dashboards, with the same choices and the same time", "url": "",
  ]

  /// Headings and panels, numbered from 1 in their order.
  private var panels: [GrafanaValue] {
    var layout = GridLayout()
    var panels: [GrafanaValue] = []
    for section in sections {
      layout.endLine()
      let place = layout.place(width: GridLayout.columns, height: 1)
      panels.append([
        "id": .whole(panels.count + 1), "type": "row", "title": .string(section.title),
        "collapsed": false, "gridPos": place.grafana, "panels": [],
      ])
      for panel in section.panels {
        let place = layout.place(width: panel.width, height: panel.height)
        panels.append(panel.grafana(id: panels.count + 1, at: place))
      }
    }
    return panels
  }
}

extension GridPlace {
  /// The place as Grafana has it.
  var grafana: GrafanaValue {
    ["x": .whole(x), "y": .whole(y), "w": .whole(width), "h": .whole(height)]
  }
}
