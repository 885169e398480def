import Crypto

/// Proves to a webhook's receiver that a request is ours, unchanged and new.
///
/// Two headers come with each request:
///
/// ```
/// Peryton-Signature: t=1795622400,v1=5257a869e7…
/// Idempotency-Key: 4f6e…
/// ```
///
/// `t` is when the request was signed, seconds of Unix time. `v1` is HMAC-SHA256, as 64 lower-case hexadecimal digits, of
/// these bytes: `t` in decimal, a full stop, the body as it came. The key is the channel's secret in UTF-8. Receivers
/// compute the same, compare without stopping at the first difference, and refuse a `t` more than five minutes from their
/// own clock: who has overheard a request cannot send it again later. The idempotency key is the same in each attempt at
/// one delivery: receivers that have done a key's work answer 200 and do nothing.
public enum WebhookSignature {
    /// Header with time and signature.
    public static let header = "Peryton-Signature"
    /// Header with the delivery's key.
    public static let idempotencyHeader = "Idempotency-Key"

    /// The headers of a request.
    ///
    /// - Parameters:
    ///   - secret: The channel's secret; nil: the request is not signed.
    ///   - unixSeconds: Now.
    ///   - id: The delivery's idempotency key.
    ///   - body: What is sent.
    public static func headers(
        secret: String?, unixSeconds: Int64, id: String, body: [UInt8]
    ) -> [HTTPHeader] {
        var headers = [HTTPHeader(idempotencyHeader, id)]
        if let secret {
            let digits = hexadecimal(code(secret: secret, unixSeconds: unixSeconds, body: body))
            headers.append(HTTPHeader(header, "t=\(unixSeconds),v1=\(digits)"))
        }
        return headers
    }

    /// Whether a request's signature is right, as its receiver finds out.
    ///
    /// - Parameters:
    ///   - value: What came in `Peryton-Signature`.
    ///   - secret: The channel's secret.
    ///   - body: What came.
    ///   - nowUnixSeconds: The receiver's clock.
    ///   - toleranceSeconds: How far from it the time of signing may be.
    public static func verify(
        _ value: String, secret: String, body: [UInt8], nowUnixSeconds: Int64, toleranceSeconds: Int64 = 300
    ) -> Bool {
        var fields: [Substring: Substring] = [:]
        for field in value.split(separator: ",") {
            let parts = field.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { fields[parts[0]] = parts[1] }
        }
        guard let unixSeconds = fields["t"].flatMap({ Int64($0) }), let digits = fields["v1"],
            let signature = octets(digits),
            abs(Double(nowUnixSeconds) - Double(unixSeconds)) <= Double(toleranceSeconds)
        else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            signature, authenticating: signed(unixSeconds: unixSeconds, body: body),
            using: SymmetricKey(data: Array(secret.utf8)))
    }

    private static func code(secret: String, unixSeconds: Int64, body: [UInt8]) -> [UInt8] {
        Array(
            HMAC<SHA256>.authenticationCode(
                for: signed(unixSeconds: unixSeconds, body: body), using: SymmetricKey(data: Array(secret.utf8))))
    }

    private static func signed(unixSeconds: Int64, body: [UInt8]) -> [UInt8] {
        Array("\(unixSeconds).".utf8) + body
    }

    private static func hexadecimal(_ octets: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    private static func octets(_ digits: Substring) -> [UInt8]? {
        let values = digits.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard values.count == 64, values.allSatisfy({ $0 != nil }) else { return nil }
        let nibbles = values.compactMap { $0 }
        return stride(from: 0, to: 64, by: 2).map { UInt8(nibbles[$0] << 4 | nibbles[$0 + 1]) }
    }
}
