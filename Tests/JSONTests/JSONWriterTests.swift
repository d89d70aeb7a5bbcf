import JSON
import Testing

@Suite struct JSONWriterTests {
  @Test func writesCompactText() {
    var writer = JSONWriter()
    let missing: Double? = nil
    writer.beginObject()
    writer.member("name", "check\"out\\\n\u{1}\u{1F}ü")
    writer.member("count", 3)
    writer.member("ratio", 0.93)
    writer.member("on", true)
    writer.member("missing", missing)
    writer.member("unknown", Double.nan)
    writer.member("values", [1, 2.5, .infinity])
    writer.member("names", ["a", "b"])
    writer.key("nested")
    writer.beginArray()
    writer.beginObject()
    writer.endObject()
    writer.beginArray()
    writer.endArray()
    writer.integer(-7)
    writer.bool(false)
    writer.null()
    writer.endArray()
    writer.endObject()
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"name":"check\"out\\\n\u0001\u001fü","count":3,"ratio":0.93,"on":true,"#
        + #""missing":null,"unknown":null,"values":[1,2.5,null],"names":["a","b"],"#
        + #""nested":[{},[],-7,false,null]}"#)
  }

  @Test func linesStandAlone() {
    var writer = JSONWriter()
    for index in 0..<2 {
      writer.beginObject()
      writer.member("t", index)
      writer.endObject()
      writer.endLine()
    }
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "{\"t\":0}\n{\"t\":1}\n")
    writer.removeAll()
    writer.number(0.1)
    #expect(writer.bytes == Array("0.1".utf8))
  }
}
