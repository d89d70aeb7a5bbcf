/// One panel: a title, what it means, and the queries that it draws.
public struct Panel: Hashable, Sendable {
  /// The title.
  public var title: String

  /// What the numbers mean, what is good, and what it means where there are none.
  public var summary: String

  /// How it draws.
  public var kind: PanelKind

  /// The unit of its values.
  public var unit: PanelUnit

  /// Its width, of 24 columns.
  public var width: Int

  /// Its height, in rows of 30 pixels.
  public var height: Int

  /// What it draws.
  public var queries: [PanelQuery]

  /// The bottom of the scale; nil: that of the values.
  public var minimum: Double?

  /// The top of the scale; nil: that of the values.
  public var maximum: Double?

  /// Which values are fine and which are not; empty: all are alike.
  public var thresholds: [PanelThreshold]

  /// Values that have a meaning of their own.
  public var meanings: [ValueMeaning]

  /// What is written where there is no series at all; nil: Grafana's words.
  public var absence: String?

  /// Where a click on a series leads; its labels name the workload.
  public var leadsToWorkload: Bool

  /// The variable for each of whose values the panel is drawn; nil: it is drawn once.
  public var repeats: String?

  /// A panel.
  public init(
    _ title: String, _ summary: String, _ kind: PanelKind, _ unit: PanelUnit, width: Int,
    height: Int = 8, minimum: Double? = nil, maximum: Double? = nil,
    thresholds: [PanelThreshold] = [], meanings: [ValueMeaning] = [], absence: String? = nil,
    leadsToWorkload: Bool = false, repeats: String? = nil, _ queries: [PanelQuery]
  ) {
    self.title = title
    self.summary = summary
    self.kind = kind
    self.unit = unit
    self.width = width
    self.height = height
    self.queries = queries
    self.minimum = minimum
    self.maximum = maximum
    self.thresholds = thresholds
    self.meanings = meanings
    self.absence = absence
    self.leadsToWorkload = leadsToWorkload
    self.repeats = repeats
  }

  /// One number of now; `unknown` where there is none.
  static func number(
    _ title: String, _ summary: String, _ unit: PanelUnit, width: Int = 4,
    thresholds: [PanelThreshold] = [], meanings: [ValueMeaning] = [], absence: String = "unknown",
    _ expression: String, legend: String = ""
  ) -> Panel {
    Panel(
      title, summary, .stat, unit, width: width, height: 4, thresholds: thresholds,
      meanings: meanings, absence: absence, [.now(expression, legend)])
  }
}
