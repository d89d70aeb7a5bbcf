import Configuration
import RedisClient
import Testing

@testable import SignalSources

@Suite struct RedisErrorTests {
  @Test(arguments: [
    ("WRONGTYPE Operation against a key", "wrong_type"), ("NOPERM no access", "authentication"),
    ("NOAUTH Authentication required.", "authentication"),
    ("LOADING Redis is loading", "unavailable"),
    ("MASTERDOWN Link is down", "unavailable"),
    ("BUSY Redis is busy running a script", "unavailable"),
    ("CLUSTERDOWN The cluster is down", "unavailable"), ("MOVED 3999 127.0.0.1:6381", "query"),
    ("ERR unknown command", "query"), ("ERR no such key", "query"), ("", "query"),
  ])
  func errorRepliesSurfaceByName(_ reply: String, _ reason: String) {
    let reading = RedisQuery(selector: .list(key: "a")).reading(of: .error(reply), now: someMoment)
    #expect(reading.outcome == reason)
    #expect(reading.message == reply)
  }

  @Test(arguments: [
    (SignalSelector.list(key: "a"), RedisValue.bulk([0x31])), (.set(key: "a"), .null),
    (.hash(key: "a", field: "f"), .integer(1)), (.key("a"), .array([])),
    (.stream(key: "a", group: "g", count: .lag), .integer(1)),
    (.stream(key: "a", group: "g", count: .lag), .array([.integer(1)])),
    (
      .stream(key: "a", group: "g", count: .lag),
      .array([
        .array([.bulk([0x6E, 0x61, 0x6D, 0x65]), .bulk([0x67]), .status("lag"), .status("x")])
      ])
    ),
  ])
  func repliesOfAnotherKindAreMalformed(_ selector: SignalSelector, _ reply: RedisValue) {
    let reading = RedisQuery(selector: selector).reading(of: reply, now: someMoment)
    #expect(reading.outcome == "malformed")
  }

  @Test func groupsWithoutAWholeListOfFieldsAreNone() {
    let query = RedisQuery(selector: .stream(key: "a", group: "g", count: .pending))
    for items in [[], [RedisValue.status("name")], [.null, .null, .integer(1)]] {
      #expect(query.reading(of: .array([.array(items)]), now: someMoment).outcome == "absent")
    }
  }
}
