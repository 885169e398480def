import Foundation
import TestSupport
import Testing

@testable import Transfers

/// Requests to a real web server.
@Suite(.timeLimit(.minutes(3))) struct WebTransferTests {
    private let open = AddressRules(allowsPrivateAddresses: true)

    private struct Told: Decodable {
        let method: String
        let path: String
        let body: String
        let headers: [String: String]
    }

    private func told(_ response: HTTPResponse) throws -> Told {
        try JSONDecoder().decode(Told.self, from: Data(response.body))
    }

    @Test func aRequestArrivesAsItIsAndItsAnswerComesBack() async throws {
        try await withServer("web.py") { port in
            let client = TransferClient(rules: open)
            let request = HTTPRequest(
                url: "http://127.0.0.1:\(port)/echo?a=1",
                headers: [HTTPHeader("X-Mine", "yes"), HTTPHeader("X-Empty", "")],
                body: Array("{}".utf8))
            let response = try await client.send(request)
            #expect(response.status == 200)
            #expect(response.header("x-served") == "yes")
            #expect(response.address == "127.0.0.1")
            let told = try told(response)
            #expect(told.method == "POST")
            #expect(told.path == "/echo?a=1")
            #expect(told.body == "{}")
            #expect(told.headers["content-type"] == "application/json")
            #expect(told.headers["x-mine"] == "yes")
            #expect(told.headers["x-empty"] == "")
            #expect(told.headers["user-agent"] == "peryton")
            #expect(told.headers["expect"] == nil)

            var other = request
            other.method = .put
            other.body = [UInt8](repeating: 0x61, count: 2 << 20)
            #expect(try await client.send(other).status == 200)
            other.method = .get
            #expect(try self.told(await client.send(other)).method == "GET")
            other.method = .post
            other.body = []
            #expect(try self.told(await client.send(other)).headers["content-length"] == "0")
            await client.close()
        }
    }

    @Test func everyStatusIsAnAnswer() async throws {
        try await withServer("web.py") { port in
            let client = TransferClient(rules: open)
            for status in [204, 400, 404, 500, 503, 304] {
                let response = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/status/\(status)"))
                #expect(response.status == status)
            }
            let busy = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/status/429"))
            #expect(busy.header("Retry-After") == "7")
            #expect(busy.retryAfterSeconds(unixSeconds: 0) == 7)
            await client.close()
        }
    }

    @Test func addressesAreRefusedWhenTheyAreConnectedTo() async throws {
        try await withServer("web.py") { port in
            let client = TransferClient(rules: AddressRules(allowsPlainHTTP: true))
            // The rules are asked at the connection too: these skip the check of the URL.
            for host in ["127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"] {
                let url = "http://\(host):\(port)/"
                let error = await #expect(throws: TransferError.self) { try await client.send(HTTPRequest(url: url)) }
                #expect(error?.kind == .refusedAddress)
                let address = try HTTPAddress.check(url, rules: open)
                let unchecked = await #expect(throws: TransferError.self) {
                    try await runUnchecked(address)
                }
                #expect(unchecked?.kind == .refusedAddress, "\(String(describing: unchecked))")
            }
            // A name that resolves to loopback, behind the check for the name "localhost".
            let name = try HTTPAddress.check("http://localhost:\(port)/", rules: open)
            let error = await #expect(throws: TransferError.self) { try await runUnchecked(name) }
            #expect(error?.kind == .refusedAddress)
            #expect(error?.description.contains("host \"localhost\" has address") == true)
            #expect(error?.isPassing == false)
            // And what the resolver alone takes for an address.
            let broker = await #expect(throws: TransferError.self) {
                try await client.sendVOEvent([1], ivorn: "ivo://a/b#c", to: "2130706433", port: port)
            }
            #expect(broker?.kind == .refusedAddress)
            await client.close()
        }
    }

    private func runUnchecked(_ address: HTTPAddress) async throws -> TransferAnswer {
        let thread = TransferThread(name: "test", limits: TransferLimits())
        defer { thread.stop() }
        return try await thread.run(
            TransferOrder(
                content: .http(address, method: .get, headers: [], body: []), rules: AddressRules(), caFile: nil,
                connectSeconds: 5, seconds: 5, bodyOctets: 1000))
    }

    @Test func anAllowedNetworkIsReached() async throws {
        try await withServer("web.py") { port in
            let rules = AddressRules(allowedNetworks: [try Network("127.0.0.0/8")], allowsPlainHTTP: true)
            let client = TransferClient(rules: rules)
            #expect(try await client.send(HTTPRequest(url: "http://localhost:\(port)/echo")).status == 200)
            await client.close()
        }
    }

    @Test func threeRedirectsAreFollowedAndNoMore() async throws {
        try await withServer("web.py") { port in
            let client = TransferClient(rules: open)
            let root = "http://127.0.0.1:\(port)"
            let third = try await client.send(HTTPRequest(url: "\(root)/chain/3", body: Array("kept".utf8)))
            #expect(try told(third).body == "kept")
            #expect(try told(third).method == "POST")
            for path in ["chain/4", "chain/100"] {
                let error = await #expect(throws: TransferError.self) {
                    try await client.send(HTTPRequest(url: "\(root)/\(path)"))
                }
                #expect(error?.kind == .redirect)
                #expect(error?.isPassing == false)
            }
            let other = try await client.send(HTTPRequest(url: "\(root)/redirect/303/echo", body: [0x61]))
            #expect(try told(other).method == "GET")
            #expect(try told(other).headers["content-type"] == nil)
            await client.close()
        }
    }

    @Test func redirectsLeadToNothingThatIsClosed() async throws {
        try await withServer("web.py") { port in
            // The server's own address is open, others of this machine are not.
            let rules = AddressRules(allowedNetworks: [try Network("127.0.0.1")], allowsPlainHTTP: true)
            let client = TransferClient(rules: rules)
            let root = "http://127.0.0.1:\(port)/redirect/307/"
            for target in [
                "http://127.0.0.2:\(port)/", "http://[::1]:\(port)/", "http://169.254.169.254/", "http://0/",
            ] {
                let error = await #expect(throws: TransferError.self) {
                    try await client.send(HTTPRequest(url: root + target))
                }
                #expect(error?.kind == .refusedAddress, "\(target): \(String(describing: error))")
            }
            for target in ["file:///etc/passwd", "ftp://127.0.0.1/", "http://a:b@127.0.0.1/", "gopher://127.0.0.1:25/"]
            {
                let error = await #expect(throws: TransferError.self) {
                    try await client.send(HTTPRequest(url: root + target))
                }
                #expect(error?.kind == .redirect, "\(target): \(String(describing: error))")
            }
            await client.close()
        }
    }

    @Test func secretsDoNotFollowRedirectsToOtherHosts() async throws {
        try await withServer("web.py") { port in
            let client = TransferClient(rules: open)
            let headers = [
                HTTPHeader("Authorization", "Bearer key"), HTTPHeader("X-Api-Key", "key"),
                HTTPHeader("Peryton-Signature", "t=1,v1=0"), HTTPHeader("Idempotency-Key", "1"),
            ]
            let same = try await client.send(
                HTTPRequest(url: "http://127.0.0.1:\(port)/redirect/308/echo", headers: headers))
            #expect(try told(same).headers["authorization"] == "Bearer key")
            let other = try await client.send(
                HTTPRequest(
                    url: "http://127.0.0.1:\(port)/redirect/308/http://localhost:\(port)/echo", headers: headers))
            let told = try told(other)
            #expect(told.headers["authorization"] == nil)
            #expect(told.headers["x-api-key"] == nil)
            #expect(told.headers["peryton-signature"] == "t=1,v1=0")
            #expect(told.headers["idempotency-key"] == "1")
            #expect(told.headers["content-type"] == "application/json")
            await client.close()
        }
    }

    @Test func aTimeToTryAgainIsReadInBothForms() {
        func seconds(_ value: String) -> Double? {
            HTTPResponse(status: 503, headers: [HTTPHeader("retry-after", value)], body: [], isCut: false, address: "")
                .retryAfterSeconds(unixSeconds: 1_795_622_400)
        }
        #expect(seconds("120") == 120)
        #expect(seconds("Wed, 25 Nov 2026 16:01:00 GMT") == 60)
        #expect(seconds("Wed, 25 Nov 2020 16:01:00 GMT") == 0)
        #expect(seconds("-5") == nil)
        #expect(seconds("soon") == nil)
    }

    @Test func longAnswersAreCut() async throws {
        try await withServer("web.py") { port in
            let client = TransferClient(rules: open)
            let root = "http://127.0.0.1:\(port)"
            let most = 64 * 1024
            let whole = try await client.send(HTTPRequest(url: "\(root)/huge/\(most)"))
            #expect(whole.body.count == most)
            #expect(!whole.isCut)
            for path in ["huge/\(most + 1)", "huge/20000000", "endless"] {
                let cut = try await client.send(HTTPRequest(url: "\(root)/\(path)"))
                #expect(cut.body.count == most)
                #expect(cut.isCut)
                #expect(cut.status == 200)
            }
            await client.close()
        }
    }

    @Test func headersCannotBringInOthers() async throws {
        let client = TransferClient(rules: open)
        let bad = [
            HTTPHeader("X", "a\r\nY: b"), HTTPHeader("X\r\nY", "b"), HTTPHeader("X: y", "b"), HTTPHeader("", "b"),
            HTTPHeader("Host", "other"), HTTPHeader("Content-Length", "1"), HTTPHeader("Transfer-Encoding", "chunked"),
            HTTPHeader("X", "a\u{0}"), HTTPHeader("Proxy-Authorization", "a"),
        ]
        for header in bad {
            let error = await #expect(throws: TransferError.self) {
                try await client.send(HTTPRequest(url: "http://127.0.0.1:1/", headers: [header]))
            }
            #expect(error?.kind == .invalid, "\(header)")
        }
        let error = await #expect(throws: TransferError.self) {
            try await client.send(HTTPRequest(url: "http://127.0.0.1:1/", contentType: "a/b\r\nX: y"))
        }
        #expect(error?.kind == .invalid)
        await client.close()
    }

    @Test func errorsTellHostAndExpectationAndNoSecret() async throws {
        try await withServer("web.py") { port in
            var limits = TransferLimits()
            limits.wholeSeconds = 0.5
            let client = TransferClient(rules: open, limits: limits)
            let root = "http://127.0.0.1:\(port)"
            let expected: [(String, TransferError.Kind, String)] = [
                ("\(root)/hang?key=secret", .timeout, "no whole answer from 127.0.0.1:\(port) within 0.5 s"),
                ("\(root)/drip?key=secret", .timeout, "no whole answer from 127.0.0.1:\(port) within 0.5 s"),
                (
                    "\(root)/nothing?key=secret", .connection,
                    "127.0.0.1:\(port) closed the connection before its answer was whole"
                ),
                ("\(root)/nonsense/secret", .badReply, "127.0.0.1:\(port) does not answer as it should"),
                ("http://127.0.0.1:1/secret", .connection, "no connection to 127.0.0.1:1: Connection refused"),
                ("http://none.invalid/secret", .nameResolution, "the name of none.invalid:80 is not known"),
            ]
            for (url, kind, text) in expected {
                let error = await #expect(throws: TransferError.self) { try await client.send(HTTPRequest(url: url)) }
                #expect(error?.kind == kind, "\(url): \(String(describing: error))")
                #expect(error?.isPassing == true)
                #expect(error?.description.contains(text) == true, "\(String(describing: error))")
                #expect(error?.description.contains("secret") == false)
            }
            await client.close()
        }
    }

    @Test func theEnvironmentAndItsFilesHaveNoSay() async throws {
        try await withServer("web.py") { port in
            setenv("http_proxy", "http://127.0.0.1:1", 1)
            setenv("ALL_PROXY", "http://127.0.0.1:1", 1)
            defer {
                unsetenv("http_proxy")
                unsetenv("ALL_PROXY")
            }
            let client = TransferClient(rules: open)
            let response = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/echo"))
            #expect(response.status == 200)
            await client.close()
        }
    }

    @Test func certificatesAreChecked() async throws {
        try await withTemporaryFolder { folder in
            let (certificate, key) = try makeCertificate(in: folder)
            try await withServer("web.py", [certificate, key]) { port in
                let url = "https://localhost:\(port)/echo"
                let known = TransferClient(rules: open, caFile: certificate)
                let response = try await known.send(HTTPRequest(url: url))
                #expect(response.status == 200)
                let plain = await #expect(throws: TransferError.self) {
                    try await known.send(HTTPRequest(url: "https://localhost:\(port)/redirect/302/http://localhost:1/"))
                }
                #expect(plain?.description == "localhost:\(port) redirects from https to http")
                // Of this machine, but not in the certificate.
                let other = await #expect(throws: TransferError.self) {
                    try await known.send(HTTPRequest(url: "https://127.0.0.2:\(port)/echo"))
                }
                #expect(other != nil)
                await known.close()
                let unknown = TransferClient(rules: open)
                let error = await #expect(throws: TransferError.self) { try await unknown.send(HTTPRequest(url: url)) }
                #expect(error?.kind == .tls)
                #expect(error?.description.contains("self-signed certificate") == true, "\(String(describing: error))")
                await unknown.close()
            }
        }
    }
}
