import Foundation
import TestSupport
import Testing

@testable import Transfers

/// Mails to a real relay, aiosmtpd.
@Suite(.timeLimit(.minutes(3)), .enabled(if: Python.executable(importing: "aiosmtpd") != nil))
struct MailTransferTests {
    private struct Envelope: Decodable, Equatable {
        let sender: String
        let recipients: [String]
        let tls: Bool
        let user: String
        let port: Int
    }

    private func mail(to recipients: [String] = ["a@example.org"], from sender: String = "peryton@example.org") -> Mail
    {
        Mail(
            sender: sender, recipients: recipients,
            message: Array(
                "Subject: Grüße\nTo: a@example.org\r\n\n.hidden\n.\r\nMAIL FROM:<evil@example.org>\rend\n".utf8))
    }

    private func envelope(_ folder: String, _ number: Int = 1) throws -> Envelope {
        try JSONDecoder().decode(
            Envelope.self, from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(number).json")))
    }

    /// A relay with a certificate, and the file with the password.
    private func withRelay(
        _ security: MailServer.Security, password: String = "secret\n",
        _ body: (TransferClient, MailServer, String) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let (certificate, key) = try makeCertificate(in: folder)
            try password.write(toFile: "\(folder)/password", atomically: true, encoding: .utf8)
            try await withServer("mail.py", [folder, security.rawValue, certificate, key]) { port in
                let isOpen = security == .none
                let server = MailServer(
                    host: "localhost", port: port, security: security, user: isOpen ? nil : "peryton",
                    passwordFile: isOpen ? nil : "\(folder)/password", caFile: certificate)
                // The relay is the operator's: no rule closes it.
                let client = TransferClient()
                try await body(client, server, folder)
                await client.close()
            }
        }
    }

    @Test(arguments: MailServer.Security.allCases)
    func aMailArrivesWholeForAllRecipients(_ security: MailServer.Security) async throws {
        try await withRelay(security) { client, server, folder in
            let reply = try await client.send(mail(to: ["a@example.org", "b@example.org"]), via: server)
            #expect(reply == "250 2.0.0 Ok: queued as 000001")
            let envelope = try envelope(folder)
            #expect(envelope.sender == "peryton@example.org")
            #expect(envelope.recipients == ["a@example.org", "b@example.org"])
            #expect(envelope.tls == (security != .none))
            #expect(envelope.user == (security == .none ? "" : "peryton"))
            let text = try String(contentsOfFile: "\(folder)/1.eml", encoding: .utf8)
            // One mail, whatever its lines look like and end with.
            #expect(
                text
                    == "Subject: Grüße\r\nTo: a@example.org\r\n\r\n.hidden\r\n.\r\nMAIL FROM:<evil@example.org>\r\nend\r\n"
            )
            #expect(try await client.send(mail(), via: server).hasSuffix("000002"))
            // Over the same connection.
            #expect(try self.envelope(folder, 2).port == envelope.port)
        }
    }

    @Test func namesOfOtherLettersArrive() async throws {
        try await withRelay(.none) { client, server, folder in
            let reply = try await client.send(mail(to: ["grüße@example.org"]), via: server)
            #expect(reply.hasPrefix("250"))
            #expect(try envelope(folder).recipients == ["grüße@example.org"])
        }
    }

    @Test func whatTheRelayRefusesIsTold() async throws {
        try await withRelay(.none) { client, server, _ in
            let expected: [(Mail, Bool, String)] = [
                (mail(to: ["a@example.org", "unknown@example.org"]), false, "550 5.1.1 <unknown@example.org> nobody"),
                (mail(to: ["full@example.org"]), true, "452 4.2.2 <full@example.org> mailbox full"),
                (mail(from: "too-early@example.org"), true, "451 4.7.1 come back later"),
                (mail(to: ["spam@example.org"]), false, "554 5.7.1 looks like spam"),
            ]
            for (mail, isPassing, text) in expected {
                let error = await #expect(throws: TransferError.self) { try await client.send(mail, via: server) }
                #expect(error?.kind == .rejected)
                #expect(error?.isPassing == isPassing)
                #expect(
                    error?.description.hasPrefix("mail server localhost:\(server.port) refuses: \"\(text)") == true,
                    "\(String(describing: error))")
            }
            let reply = try await client.send(mail(), via: server)
            #expect(reply.hasPrefix("250"))
        }
    }

    @Test(arguments: [MailServer.Security.startTLS, .tls])
    func aWrongPasswordIsToldAndNotShown(_ security: MailServer.Security) async throws {
        try await withRelay(security, password: "hunter2") { client, server, _ in
            let error = await #expect(throws: TransferError.self) { try await client.send(mail(), via: server) }
            #expect(error?.kind == .rejected)
            #expect(error?.isPassing == false)
            #expect(error?.description.contains("535") == true, "\(String(describing: error))")
            #expect(error?.description.contains("hunter2") == false)
        }
    }

    @Test func withoutTLSThatIsAskedForNothingIsSent() async throws {
        try await withRelay(.none) { client, server, folder in
            let asking = MailServer(host: "localhost", port: server.port, security: .startTLS)
            let error = await #expect(throws: TransferError.self) { try await client.send(mail(), via: asking) }
            #expect(error?.kind == .tls)
            #expect(
                error?.description
                    == "mail server localhost:\(server.port) has no STARTTLS, without which nothing is sent")
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/1.eml"))
        }
        try await withRelay(.startTLS) { client, server, _ in
            let unknown = MailServer(host: "localhost", port: server.port, security: .startTLS)
            let error = await #expect(throws: TransferError.self) { try await client.send(mail(), via: unknown) }
            #expect(error?.kind == .tls)
            #expect(error?.description.contains("self-signed certificate") == true, "\(String(describing: error))")
        }
    }

    @Test func aRelayThatHangsHoldsUpNoWebhookNoCancellationAndNoClose() async throws {
        try await withRelay(.none) { _, server, folder in
            try await withServer("web.py") { port in
                let client = TransferClient(rules: AddressRules(allowsPrivateAddresses: true))
                func hangingMail() -> Task<TransferError.Kind?, Never> {
                    Task {
                        do throws(TransferError) {
                            _ = try await client.send(mail(to: ["hang@example.org"]), via: server)
                            return nil
                        } catch {
                            return error.kind
                        }
                    }
                }
                let first = hangingMail()
                // The relay has the mail, and says nothing.
                while !FileManager.default.fileExists(atPath: "\(folder)/hangs") {
                    try await Task.sleep(for: .milliseconds(5))
                }
                let second = hangingMail()
                let time = try await ContinuousClock().measure {
                    let response = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/echo"))
                    #expect(response.status == 200)
                    second.cancel()
                    #expect(await second.value == .cancelled)
                    await client.close()
                    #expect(await first.value == .closed)
                }
                #expect(time < .seconds(3))
            }
        }
    }

    @Test func theTimeLimitHoldsForMails() async throws {
        try await withRelay(.none) { _, server, _ in
            var limits = TransferLimits()
            limits.wholeSeconds = 1
            let client = TransferClient(limits: limits)
            let error = await #expect(throws: TransferError.self) {
                try await client.send(mail(to: ["hang@example.org"]), via: server)
            }
            #expect(error?.kind == .timeout, "\(String(describing: error))")
            #expect(error?.isPassing == true)
            await client.close()
        }
    }

    @Test(arguments: [
        "a@example.org\r\nRCPT TO:<b@example.org>", "a@example.org>", "<a@example.org>", "a b@example.org", "a@b@c",
        "a@",
        "@example.org", "a", "", "a@example.org,b@example.org", "a@exa mple.org", "a\u{0}@example.org",
        ".a@example.org",
        "a@example.org\n", "a\u{85}@example.org", "A <a@example.org>", "a@bücher.example",
    ])
    func anAddressIsOneAddress(_ address: String) async throws {
        #expect(throws: TransferError.self) { try Mail.check(address) }
        let client = TransferClient()
        let server = MailServer(host: "127.0.0.1", port: 1, security: .none)
        for mail in [mail(to: ["a@example.org", address]), mail(from: address)] {
            let error = await #expect(throws: TransferError.self) { try await client.send(mail, via: server) }
            #expect(error?.kind == .invalid)
        }
    }

    @Test func goodAddressesAndServersAreTaken() throws {
        for address in [
            "a@example.org", "first.last+tag@mail.example.org", "grüße@xn--bcher-kva.example", "o'neil@x.org",
        ] {
            try Mail.check(address)
        }
        #expect(throws: TransferError.self) {
            try MailServer(host: "a/b", port: 25, security: .none).check()
        }
        #expect(throws: TransferError.self) {
            try MailServer(host: "relay", port: 0, security: .none).check()
        }
        let clear = #expect(throws: TransferError.self) {
            try MailServer(host: "relay", port: 25, security: .none, user: "a", passwordFile: "b").check()
        }
        #expect(clear?.description == "mail server \"relay\" would get a password without TLS")
    }
}
