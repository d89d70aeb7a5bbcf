import Exposition

/// A page with everything that a page can have.
struct ExamplePage {
  var page = MetricPage()
  var build, value, errors, fetch, empty, age: MetricPage.FamilyID

  init() throws {
    build = try page.add(
      MetricFamily("outrider_build_info", .info, help: "The version that runs, always 1."))
    value = try page.add(
      MetricFamily(
        "outrider_signal_value", .gauge, help: "Back\\slash, \"quotes\" and\na line feed."))
    errors = try page.add(
      MetricFamily("outrider_source_errors_total", .counter, help: "Failed fetches by reason."))
    fetch = try page.add(
      MetricFamily(
        "outrider_source_fetch_duration_seconds", .histogram,
        help: "How long a source takes to answer.", unit: "seconds"))
    empty = try page.add(
      MetricFamily("outrider_headroom_ratio", .gauge, help: "Unknown as yet.", unit: "ratio"))
    age = try page.add(
      MetricFamily(
        "outrider_signal_age_seconds", .gauge, help: "Time since the value was true.",
        unit: "seconds"))

    page[build].append(try LabelBlock(["version": "1.0.0", "revision": "abc"]), 1)
    let requests = try LabelBlock(["workload": "checkout", "signal": "requests"])
    page[value].append(requests, 812.5)
    page[value].append(try LabelBlock(["workload": "checkout", "signal": "cpu"]), nil)
    page[value].append(
      try LabelBlock(["workload": "quote\" back\\slash\nline ü🚀", "signal": ""]), -1e-7)
    page[value].append(try LabelBlock(["workload": "nan"]), .nan)
    page[value].append(try LabelBlock(["workload": "infinite"]), .infinity)
    var failures = Counter()
    failures.add()
    failures.add(2)
    page[errors].append(try LabelBlock(["source": "main", "reason": "timeout"]), failures)
    var histogram = try Histogram(bounds: [0.005, 0.25, 1, 2.5])
    for duration in [0.001, 0.005, 0.3, 0.9, 7] { histogram.observe(duration) }
    try page[fetch].addSeries(try LabelBlock(["source": "main"]), histogram)
    page[empty].addSeries(requests, nil)
    page[age].append(1_700_000_000.25)
  }
}
