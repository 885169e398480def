import TestSupport
import Testing

@testable import Transfers

@Suite struct WebhookSignatureTests {
    private let body = Array(#"{"alert":"ü"}"#.utf8)

    @Test func isWhatPythonComputesFromTheDocumentation() throws {
        let headers = WebhookSignature.headers(secret: "s3cret ü", unixSeconds: 1_795_622_400, id: "id-1", body: body)
        let digits = try Python.run(
            "python3",
            [
                "-c",
                """
                import hmac
                body = '{"alert":"ü"}'.encode()
                print(hmac.new('s3cret ü'.encode(), b"1795622400." + body, "sha256").hexdigest(), end="")
                """,
            ], environment: ["PYTHONUTF8": "1"])
        #expect(
            headers == [
                HTTPHeader("Idempotency-Key", "id-1"), HTTPHeader("Peryton-Signature", "t=1795622400,v1=\(digits)"),
            ])
    }

    @Test func isRefusedWhenOldOrChanged() throws {
        let headers = WebhookSignature.headers(secret: "key", unixSeconds: 1000, id: "1", body: body)
        let value = try #require(headers.last).value
        func verify(_ value: String, secret: String = "key", body: [UInt8]? = nil, at now: Int64 = 1100) -> Bool {
            WebhookSignature.verify(value, secret: secret, body: body ?? self.body, nowUnixSeconds: now)
        }
        #expect(verify(value))
        #expect(verify(value, at: 1300))
        #expect(!verify(value, at: 1301))
        #expect(!verify(value, at: 699))
        #expect(!verify(value, secret: "other"))
        #expect(!verify(value, body: body + [0x20]))
        #expect(!verify(value.replacing("t=1000", with: "t=1001")))
        for bad in ["", "t=1000", "v1=00", "t=1000,v1=zz", "t=\(Int64.min),v1=\(String(repeating: "0", count: 64))"] {
            #expect(!verify(bad), "\(bad)")
        }
    }

    @Test func withoutASecretThereIsNone() {
        #expect(
            WebhookSignature.headers(secret: nil, unixSeconds: 1, id: "1", body: []).map(\.name) == ["Idempotency-Key"])
    }
}
