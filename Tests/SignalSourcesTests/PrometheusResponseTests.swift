import JSON
import SignalSources
import Testing
import TimeSeries

@Suite struct PrometheusResponseTests {
  private func parse(
    _ text: String, labels: PrometheusResponse.LabelReading = .decoded
  ) throws -> PrometheusResponse {
    try PrometheusResponse.parse(Array(text.utf8), labels: labels)
  }

  private func success(_ type: String, _ result: String) -> String {
    #"{"status":"success","data":{"resultType":"\#(type)","result":\#(result)}}"#
  }

  private func sample(_ milliseconds: Int64, _ value: Double) -> Sample {
    Sample(timestamp: Timestamp(milliseconds: milliseconds), value: value)
  }

  @Test func readsVectors() throws {
    let response = try parse(
      success(
        "vector",
        #"[{"metric":{"__name__":"up","job":"a\"b\u00e9"},"value":[1435781430.781,"1"]},{"metric":{},"value":[1435781430,"-0.5e-3"]}]"#
      ))
    #expect(response.isSuccess)
    #expect(
      response.data
        == .vector([
          .init(
            labels: [.init(name: "__name__", value: "up"), .init(name: "job", value: "a\"bé")],
            samples: [sample(1_435_781_430_781, 1)], hasHistograms: false),
          .init(
            labels: [], samples: [sample(1_435_781_430_000, -0.0005)], hasHistograms: false),
        ]))
  }

  @Test func readsMatrices() throws {
    let text = success(
      "matrix",
      #"[{"metric":{"a":"b"},"values":[[1,"2"],[1.5,"NaN"],[1.75,"+Inf"],[2.001,"-Inf"],[3,"4.25"],[4.000, "5"] ,[5,"6"]]},{"metric":{"c":"d"},"values":[]}]"#
    )
    let response = try parse(text)
    guard case .matrix(let series) = response.data else {
      Issue.record("expected a matrix")
      return
    }
    #expect(series.count == 2)
    #expect(series[0].labels == [.init(name: "a", value: "b")])
    #expect(
      series[0].samples.map(\.timestamp.milliseconds) == [
        1000, 1500, 1750, 2001, 3000, 4000, 5000,
      ])
    #expect(series[0].samples[1].value.isNaN)
    #expect(
      series[0].samples.enumerated().filter { $0.offset != 1 }.map(\.element.value)
        == [2, .infinity, -.infinity, 4.25, 5, 6])
    #expect(series[1].samples.isEmpty)

    guard case .matrix(let skipped) = try parse(text, labels: .skipped).data else {
      Issue.record("expected a matrix")
      return
    }
    #expect(skipped.map(\.labels) == [[], []])
    #expect(skipped[0].samples.count == 7)
  }

  @Test func readsScalarsAndStrings() throws {
    #expect(
      try parse(success("scalar", #"[1.25,"7"]"#)).data == .scalar(sample(1250, 7)))
    #expect(
      try parse(success("string", #"[1,"x\ty"]"#)).data
        == .string("x\ty", at: Timestamp(milliseconds: 1000)))
  }

  @Test func readsFailures() throws {
    let response = try parse(
      #"{"status":"error","errorType":"bad_data","error":"parse \"error\"","data":null}"#)
    #expect(!response.isSuccess)
    #expect(response.data == nil)
    #expect(response.errorType == "bad_data")
    #expect(response.error == "parse \"error\"")
  }

  @Test func readsWarningsAndInfos() throws {
    let response = try parse(
      #"{"warnings":["partial"],"infos":["a","b"],"data":{"resultType":"vector","result":[]},"status":"success"}"#
    )
    #expect(response.warnings == ["partial"])
    #expect(response.infos == ["a", "b"])
    #expect(response.data == .vector([]))
  }

  @Test func membersComeInAnyOrderAndUnknownOnesAreSkipped() throws {
    let response = try parse(
      """
       { "isPartial" : false, "data" : { "stats":{"a":[1,{}]}, "result" : [ { "value" : [ 1 , "2" ] ,
      "x":null, "metric" : { "a" : "b" } } ] , "resultType" : "vector" } , "status" : "success" }

      """)
    #expect(
      response.data
        == .vector([
          .init(
            labels: [.init(name: "a", value: "b")], samples: [sample(1000, 2)],
            hasHistograms: false)
        ]))
  }

  @Test func histogramsAreNamedAndAreNoNumbers() throws {
    let histogram = #"[1,{"count":"2","sum":"3","buckets":[[0,"1","2","2"]]}]"#
    let vector = try parse(success("vector", #"[{"metric":{},"histogram":\#(histogram)}]"#))
    #expect(vector.data == .vector([.init(labels: [], samples: [], hasHistograms: true)]))
    let matrix = try parse(
      success("matrix", #"[{"metric":{},"values":[[1,"2"]],"histograms":[\#(histogram)]}]"#))
    #expect(
      matrix.data
        == .matrix([.init(labels: [], samples: [sample(1000, 2)], hasHistograms: true)]))
  }

  @Test(arguments: [
    ("", 0, "expected an object, found the end"),
    ("<html>", 0, "expected an object, found '<'"),
    ("[]", 0, "expected an object, found '['"),
    ("{}", 2, "expected a status"),
    (#"{"status":"ok"}"#, 14, "expected the status success or error, found ok"),
    (#"{"status":1}"#, 10, "expected a string, found '1'"),
    (#"{"status":"success"}"#, 20, "expected data"),
    (#"{"status":"success","status":"error"}"#, 29, "status comes twice"),
    (#"{"status":"error"} x"#, 19, "expected the end of the text, found 'x'"),
    (#"{"status":"success","data":{"result":[]}}"#, 40, "expected a resultType"),
    (#"{"status":"success","data":{"resultType":"vector"}}"#, 50, "expected a result"),
    (
      #"{"status":"success","data":{"resultType":"streams","result":[]}}"#, 60,
      "expected the resultType vector, matrix, scalar or string, found streams"
    ),
  ])
  func saysWhatWasExpected(_ text: String, _ offset: Int, _ message: String) {
    let error = #expect(throws: JSONError.self) { try parse(text) }
    #expect(error?.message == message)
    #expect(error?.offset == offset)
  }

  @Test(arguments: [
    ("vector", #"{}"#), ("vector", #"[1]"#), ("vector", #"[{}]"#),
    ("vector", #"[{"metric":{}}]"#), ("vector", #"[{"value":[1,"2"]}]"#),
    ("vector", #"[{"metric":{},"values":[[1,"2"]]}]"#),
    ("vector", #"[{"metric":{"a":1},"value":[1,"2"]}]"#),
    ("vector", #"[{"metric":{"a":"b","a":"c"},"value":[1,"2"]}]"#),
    ("vector", #"[{"metric":{},"value":[1,"2"],"value":[1,"2"]}]"#),
    ("vector", #"[{"metric":{},"value":[1,2]}]"#),
    ("vector", #"[{"metric":{},"value":["1","2"]}]"#),
    ("vector", #"[{"metric":{},"value":[1,"2",3]}]"#), ("vector", #"[{"metric":{},"value":[1]}]"#),
    ("vector", #"[{"metric":{},"value":[]}]"#), ("vector", #"[{"metric":{},"value":[1,"x"]}]"#),
    ("vector", #"[{"metric":{},"value":[1,""]}]"#),
    ("vector", #"[{"metric":{},"value":[1e30,"2"]}]"#),
    ("vector", #"[{"metric":{},"histogram":{}}]"#),
    ("matrix", #"[{"metric":{},"value":[1,"2"]}]"#),
    ("matrix", #"[{"metric":{},"values":[[1,"2"],]}]"#),
    ("matrix", #"[{"metric":{},"values":[,[1,"2"]]}]"#),
    ("matrix", #"[{"metric":{},"values":[[1,"NaN"],,[1,"2"]]}]"#),
    ("matrix", #"[{"metric":{},"values":[[1,"2"][1,"2"]]}]"#),
    ("matrix", #"[{"metric":{},"values":[[01,"2"]]}]"#),
    ("matrix", #"[{"metric":{},"values":[[1,"2]]}]"#),
    ("matrix", #"[{"metric":{},"values":[1,"2"]}]"#), ("matrix", #"[{"metric":{},"values":null}]"#),
    ("scalar", #""1""#), ("scalar", #"[1,"0x1"]"#), ("scalar", "[]"), ("string", "[1,2]"),
  ])
  func refusesWhatIsNoResult(_ type: String, _ result: String) {
    #expect(throws: JSONError.self) { try parse(success(type, result)) }
    // The same where the result comes before its type.
    #expect(throws: JSONError.self) {
      try parse(#"{"status":"success","data":{"result":\#(result),"resultType":"\#(type)"}}"#)
    }
  }

  @Test func everyTruncationIsAnError() throws {
    let text = success(
      "matrix",
      #"[{"metric":{"a":"\u00e9"},"values":[[1.5,"2"],[2.5,"NaN"]]},{"metric":{},"values":[]}]"#)
    let bytes = Array(text.utf8)
    _ = try PrometheusResponse.parse(bytes)
    for length in 0..<bytes.count {
      let error = #expect(throws: JSONError.self) {
        try PrometheusResponse.parse(Array(bytes[..<length]))
      }
      #expect(try #require(error?.offset) <= length)
    }
  }
}
