import Testing

@testable import Bus

@Suite("Delivery", .timeLimit(.minutes(3)))
struct DeliveryTests {
    private let expected = Delivery(
        streamSequence: 1_234, attempts: 2, pending: 7, storedAtUnixNanoseconds: 1_700_000_000_123_456_789)

    @Test("the reply subject of an older server is read")
    func older() {
        #expect(Delivery(replySubject: "$JS.ACK.ALERTS_main.scorer_main_a.2.1234.99.1700000000123456789.7") == expected)
    }

    @Test("the reply subject of a newer server, with domain, account and token, is read")
    func newer() {
        let subject = "$JS.ACK.hub.ACCHASH.ALERTS_main.scorer_main_a.2.1234.99.1700000000123456789.7.x1y2"
        #expect(Delivery(replySubject: subject) == expected)
    }

    @Test(
        "any other subject is none",
        arguments: [
            "", "_INBOX.a.b", "$JS.ACK.too.short", "$JS.ACK.S.c.2.x.99.17.7",
            "$JS.ACK.S.c.2.99999999999999999999.9.1.7",
        ])
    func others(subject: String) {
        #expect(Delivery(replySubject: subject) == nil)
    }
}
