import Crypto
import Foundation

/// What tells the other side that two deliveries are one.
enum DeliveryIdentity {
    /// The id of notices on their way to a channel: the same however often, and from whichever copy, it is tried.
    static func id(project: String, subscription: String, channel: String, alertKeys: [String]) -> String {
        let text = ([project, subscription, channel] + alertKeys.sorted()).joined(separator: "\n")
        return hexadecimal(SHA256.hash(data: Data(text.utf8)).prefix(16))
    }

    /// SHA-256 of a content, 64 hexadecimal digits.
    static func checksum(_ content: [UInt8]) -> String { hexadecimal(SHA256.hash(data: content)) }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { (($0 < 16 ? "0" : "") + String($0, radix: 16)) }.joined()
    }
}
