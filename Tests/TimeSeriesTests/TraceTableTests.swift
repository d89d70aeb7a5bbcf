import Testing
import TimeSeries
import TestSupport

struct TraceTableTests {
  @Test(arguments: [
    "timestamp,value\n0,1.5\n60,\n120,NaN\n",
    "\u{FEFF}timestamp,value\r\n1970-01-01T00:00:00Z,1.5\r\n1970-01-01T01:01:00+01:00,nan\r\n\r\n120,+Inf",
    "when , \"value\"\n\n1970-01-01 00:00:00, 1.5 \n1970-01-01 00:01:00,\"\"\n\"1970-01-01T00:02:00\",\n",
  ])
  func tracesInEveryDialect(text: String) throws {
    let table = try TraceTable(csv: Array(text.utf8))
    #expect(table.timestamps.map(\.milliseconds) == [0, 60_000, 120_000])
    #expect(table.columns.map(\.name) == ["value"])
    let values = table.column(named: "value")?.values ?? []
    #expect(values.first == 1.5 && values.count == 3 && values.dropFirst().allSatisfy(\.isNaN))
    #expect(
      table.samples(ofColumn: 0).first == Sample(timestamp: Timestamp(milliseconds: 0), value: 1.5))
    #expect(table.usualStep == .seconds(60))
  }

  @Test func severalColumnsAndQuotedNames() throws {
    let text = "t,\"requests, total\",\"the \"\"rest\"\"\"\n1,2,3\n2,-4e-3,1e3\n"
    let table = try TraceTable(csv: Array(text.utf8))
    #expect(table.columns.map(\.name) == ["requests, total", "the \"rest\""])
    #expect(table.columns.map(\.values) == [[2, -0.004], [3, 1000]])
    #expect(table.column(named: "none") == nil)
  }

  @Test(arguments: [
    ("", 1, "found no header row"), ("\n\n", 1, "found no header row"),
    ("timestamp,value\n", 1, "found no row"), ("timestamp\n1\n", 1, "found one column"),
    ("0,1\n1,2\n", 1, "expected a header row"), ("t,,b\n", 1, "no name for column 2"),
    ("t,a,a\n", 1, "two columns named 'a'"), ("t,a\n0,1\n1\n", 3, "found 1 cells, expected 2"),
    ("t,a\n0,1,2\n", 2, "found 3 cells"),
    ("t,a\n\nx,1\n", 3, "found the time 'x', expected Unix seconds"),
    ("t,a\n0,1\n0,2\n", 3, "expected one after 1970-01-01T00:00:00Z"),
    ("t,a\n5,1\n4,2\n", 3, "expected one after"), ("t,a\n0,1.2.3\n", 2, "found '1.2.3' for 'a'"),
    ("t,a\n0,0x10\n", 2, "expected a decimal number"),
    ("t,a\n0,1e999\n", 2, "expected a decimal number"),
    ("t,a\n0,\"1\n", 2, "quote that is not closed"),
    ("t,a\n0,\"1\"2\n", 2, "quote that is not closed"),
    ("t,a\n1e300,1\n", 2, "found the time"),
  ])
  func complaintsNameTheLineAndWhatWasExpected(text: String, line: Int, part: String) {
    do throws(TraceError) {
      let table = try TraceTable(csv: Array(text.utf8))
      Issue.record("\(text.debugDescription) was taken as \(table)")
    } catch {
      #expect(error.line == line)
      #expect(error.description.contains(part), "\(error)")
    }
  }

  @Test func longCellsAreCutInComplaints() {
    let text = "t,a\n0,\(String(repeating: "y", count: 10_000))\n"
    do throws(TraceError) {
      _ = try TraceTable(csv: Array(text.utf8))
      Issue.record("it was taken")
    } catch {
      #expect(error.message.utf8.count < 150)
    }
  }

  @Test func randomBytesNeverTrap() {
    var random = SeededGenerator(seed: 1)
    let alphabet = Array("0123456789.,-+eE:TZ \"\r\n\u{FEFF}x".utf8) + [0xFF, 0x00]
    for _ in 0..<5000 {
      let noise = (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in
        alphabet.randomElement(using: &random)
      }
      do throws(TraceError) {
        let table = try TraceTable(csv: Array("t,a\n0,1\n".utf8) + noise)
        #expect(table.columns[0].values.count == table.timestamps.count)
      } catch {
        #expect(error.line >= 1)
      }
    }
  }

  @Test func decimalNumbersAreThoseOfTheStandardLibrary() {
    var random = SeededGenerator(seed: 2)
    var texts = [
      "0", "-0", "+5", ".5", "5.", "00012.500", "9007199254740993", "9007199254740992", "1e22",
      "1e23", "1e-400",
      "0.1", "123456789012345678901234567890", "4.9e-324", "1.7976931348623157e308",
      "0.30000000000000004",
      "90071992547409919", "1.00000000000000000000000000001",
    ]
    for _ in 0..<5000 {
      texts.append("\(Double(bitPattern: random.next()))")
      texts.append("\(Double.random(in: -1e6...1e6, using: &random))")
      texts.append(
        "\(Int.random(in: -99...99_999_999, using: &random)).\(random.next() % 10_000_000)")
    }
    for text in texts where !text.contains("n") {
      #expect(
        Double(decimalText: Array(text.utf8))?.bitPattern == Double(text)?.bitPattern, "\(text)")
    }
    for text in [
      "", "-", ".", "e5", "1e", "1e400", "inf", "nan", "0x1p3", " 1", "1 ", "1,5", "--1", "1-",
      "1e5.0",
    ] {
      #expect(Double(decimalText: Array(text.utf8)) == nil, "\(text)")
    }
  }
}
