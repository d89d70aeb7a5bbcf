/// The cheapest schedule without overload, by one who knows everything: total_i = max(need_i ... need_{i+D}).
///
/// The k-th replica must serve whenever the need is k or more; to keep it through a gap of g ticks costs g, to let it go and ask for it again in time D: the least of
/// both is what the formula does, for every k at once.
public enum OracleSchedule {
  /// The totals for `needs`; the window shrinks at the end. O(n).
  public static func totals(_ needs: ArraySlice<Int>, startup: Int) -> [Int] {
    var totals = [Int](repeating: 0, count: needs.count)
    var window: [Int] = []
    var head = 0
    for place in totals.indices.reversed() {
      let need = needs[needs.startIndex + place]
      while window.count > head, needs[needs.startIndex + window[window.count - 1]] <= need {
        window.removeLast()
      }
      window.append(place)
      while window[head] > place + startup { head += 1 }
      totals[place] = needs[needs.startIndex + window[head]]
    }
    return totals
  }
}
