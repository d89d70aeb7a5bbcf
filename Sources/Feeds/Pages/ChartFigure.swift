import TimeSeries

/// A chart with what stands around it: its name, its scale and its moments as text of the page.
struct ChartFigure {
  var chart: Chart
  /// What it shows, in a few words.
  var caption: HTML
  /// Whether scale and moments stand beside it; a small drawing has none.
  var hasAxes = true

  /// The figure; where nothing is known it says so.
  var html: HTML {
    guard let drawing = chart.svg, let scale = chart.scale else {
      return """
        <figure><figcaption>\(caption)</figcaption><p class="empty">Nothing is remembered of this time.</p></figure>

        """
    }
    guard hasAxes else {
      return "<figure class=\"small\">\(drawing)<figcaption>\(caption)</figcaption></figure>\n"
    }
    let middle = scale.low / 2 + scale.high / 2
    return """
      <figure><figcaption>\(caption)</figcaption>
      <div class="plot"><div class="scale" aria-hidden="true"><span>\(PageText.number(scale.high))</span>\
      <span>\(PageText.number(middle))</span><span>\(PageText.number(scale.low))</span></div>\
      <div class="drawing">\(drawing)</div></div>
      <div class="moments" aria-hidden="true">\(moments)</div>
      <p class="readout" aria-hidden="true"></p></figure>

      """
  }

  /// Four moments, evenly apart, as the labels stand below the drawing.
  private var moments: [HTML] {
    let span = chart.through - chart.from
    return (0...3).map { part in
      let time = chart.from + .milliseconds(span.milliseconds * Int64(part) / 3)
      return "<span>\(PageText.axis(time, span: span))\(part == 3 ? " UTC" : "")</span>"
    }
  }
}
