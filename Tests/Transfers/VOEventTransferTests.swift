import Foundation
import TestSupport
import Testing

@testable import Transfers

/// VOEvents to Comet's receiver, and to peers that break the protocol.
@Suite(.timeLimit(.minutes(3)), .enabled(if: Python.executable(importing: "comet") != nil))
struct VOEventTransferTests {
    private let open = AddressRules(allowsPrivateAddresses: true)
    private let ivorn = "ivo://org.peryton/test#1"

    private func event(_ ivorn: String, role: String = "test") -> [UInt8] {
        Array(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <voe:VOEvent xmlns:voe="http://www.ivoa.net/xml/VOEvent/v2.0" version="2.0" role="\(role)" ivorn="\(ivorn)">
            <Who><AuthorIVORN>ivo://org.peryton/test</AuthorIVORN><Date>2026-11-25T00:00:00</Date></Who>
            </voe:VOEvent>
            """.utf8)
    }

    @Test func aBrokerTakesAnEvent() async throws {
        try await withTemporaryFolder { folder in
            try await withServer("broker.py", [folder]) { port in
                let client = TransferClient(rules: open)
                let sockets = openSockets()
                let reply = try await client.sendVOEvent(event(ivorn), ivorn: ivorn, to: "127.0.0.1", port: port)
                #expect(reply == "ack of ivo://org.peryton/test#1 by ivo://org.comet/broker")
                // The answer comes before the event is handed on.
                while !FileManager.default.fileExists(atPath: "\(folder)/1.xml") {
                    try await Task.sleep(for: .milliseconds(5))
                }
                // After a lost answer the same event is sent again: it has arrived.
                let again = try await client.sendVOEvent(event(ivorn), ivorn: ivorn, to: "localhost", port: port)
                #expect(again.contains("Previously seen"))
                // The connections are closed; the thread has two of its own.
                #expect(openSockets() <= sockets + 2)
                await client.close()
            }
        }
    }

    @Test func theReasonOfANakIsTold() async throws {
        try await withTemporaryFolder { folder in
            try await withServer("broker.py", [folder]) { port in
                let client = TransferClient(rules: open)
                let bad = "ivo://org.peryton/test"
                let error = await #expect(throws: TransferError.self) {
                    try await client.sendVOEvent(event(bad), ivorn: bad, to: "127.0.0.1", port: port)
                }
                #expect(error?.kind == .rejected)
                #expect(error?.isPassing == false)
                #expect(error?.description.contains("No per-event local ID") == true, "\(String(describing: error))")
                let odd = String(decoding: event(ivorn), as: UTF8.self).replacing("Who>", with: "Whom>")
                let schema = await #expect(throws: TransferError.self) {
                    try await client.sendVOEvent(Array(odd.utf8), ivorn: ivorn, to: "127.0.0.1", port: port)
                }
                #expect(schema?.description.contains("Whom") == true, "\(String(describing: schema))")
                await client.close()
            }
        }
    }

    @Test(arguments: [
        ("hang", TransferError.Kind.timeout, "no whole answer"), ("close", .connection, "closed the connection"),
        ("huge", .badReply, "announces an answer of 1073741824 octets"), ("zero", .badReply, "of 0 octets"),
        ("typed", .badReply, "document type"), ("nonsense", .badReply, "Transport document"),
        ("alive", .badReply, "\"iamalive\" where ack or nak"), ("other", .badReply, "ivo://somebody/else#1"),
    ])
    func aPeerThatBreaksTheProtocolIsTold(_ what: String, _ kind: TransferError.Kind, _ text: String) async throws {
        try await withServer("odd_peer.py", [what]) { port in
            var limits = TransferLimits()
            limits.wholeSeconds = 1
            let client = TransferClient(rules: open, limits: limits)
            let error = await #expect(throws: TransferError.self) {
                try await client.sendVOEvent(event(ivorn), ivorn: ivorn, to: "127.0.0.1", port: port)
            }
            #expect(error?.kind == kind, "\(String(describing: error))")
            #expect(error?.description.contains(text) == true, "\(String(describing: error))")
            await client.close()
        }
    }

    @Test func anAnswerInPiecesAndALongEventAreWhole() async throws {
        try await withServer("odd_peer.py", ["pieces"]) { port in
            let client = TransferClient(rules: open)
            let long = [UInt8](repeating: 0x20, count: 8 << 20)
            let reply = try await client.sendVOEvent(long, ivorn: ivorn, to: "127.0.0.1", port: port)
            #expect(reply == "ack of ivo://org.peryton/test#1 by ivo://odd/broker")
            await client.close()
        }
    }

    @Test func cancellingEndsTheTalk() async throws {
        try await withServer("odd_peer.py", ["hang"]) { port in
            let client = TransferClient(rules: open)
            let sockets = openSockets()
            let task = Task { try await client.sendVOEvent(event(ivorn), ivorn: ivorn, to: "127.0.0.1", port: port) }
            while openSockets() < sockets + 3 { try await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            let error = await #expect(throws: TransferError.self) { try await task.value }
            #expect(error?.kind == .cancelled)
            await client.close()
            #expect(openSockets() <= sockets)
        }
    }

    @Test func brokersAreUnderTheRules() async throws {
        let client = TransferClient()
        for host in ["127.0.0.1", "::1", "localhost", "10.0.0.1"] {
            let error = await #expect(throws: TransferError.self) {
                try await client.sendVOEvent(event(ivorn), ivorn: ivorn, to: host, port: 8098)
            }
            #expect(error?.kind == .refusedAddress)
        }
        await client.close()
    }
}
