import JSON
import Testing

@Suite struct JSONReaderTests {
  @Test func readsPieceByPiece() throws {
    let text =
      #" {"id":"H1","skip":{"deep":[1,{"x":[]}]},"values":[605.0,null,7,-1e2],"last":true}"#
    var id = ""
    var values: [Double] = []
    var last = false
    try JSONReader.read(Array(text.utf8)) { (reader) throws(JSONError) in
      try reader.beginObject()
      while let key = try reader.nextKey() {
        switch key {
        case "id": id = try reader.readString()
        case "values": try reader.readNumbers(into: &values)
        case "last": last = try reader.readBool()
        default: try reader.skipValue()
        }
      }
      try reader.finish()
    }
    #expect(id == "H1")
    #expect(last)
    #expect(values.count == 4)
    #expect(values[0] == 605 && values[1].isNaN && values[2] == 7 && values[3] == -100)
  }

  @Test(arguments: [
    ("{\"a\":1}", "expected an array, found '{'"),
    ("[1,\"2\"]", "expected a number or null, found '\"'"),
    ("[1,nul]", "expected null, found 'n'"),
    ("[1", "expected ',' or ']', found the end"),
  ])
  func anotherKindIsAnError(_ text: String, _ message: String) {
    let error = #expect(throws: JSONError.self) {
      try JSONReader.read(Array(text.utf8)) { (reader) throws(JSONError) in
        var values: [Double] = []
        try reader.readNumbers(into: &values)
      }
    }
    #expect(error?.message == message)
  }

  @Test func callsOutOfOrderAreErrors() {
    #expect(throws: JSONError.self) {
      try JSONReader.read(Array("[1]".utf8)) { (reader) throws(JSONError) in
        _ = try reader.nextKey()
      }
    }
    #expect(throws: JSONError.self) {
      try JSONReader.read(Array("{}".utf8)) { (reader) throws(JSONError) in
        try reader.beginObject()
        _ = try reader.nextElement()
      }
    }
  }

  @Test func skippingChecksWhatItSkips() {
    for text in ["[1,{\"a\":tru}]", "[\"\\q\"]", "[1}", "{\"a\":[1,2}", "[[[1]]"] {
      #expect(throws: JSONError.self, "\(text)") {
        try JSONReader.read(Array(text.utf8)) { (reader) throws(JSONError) in
          try reader.skipValue()
          try reader.finish()
        }
      }
    }
  }
}
