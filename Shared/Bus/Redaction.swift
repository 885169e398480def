import Foundation

/// Addresses as they may be shown.
public enum Redaction {
    /// Addresses, separated by commas, without what stands before the @ of each.
    public static func withoutCredentials(_ addresses: String) -> String {
        addresses.split(separator: ",").map { address in
            guard let at = address.lastIndex(of: "@"), let scheme = address.range(of: "://") else {
                return String(address)
            }
            return "\(address[..<scheme.upperBound])…\(address[at...])"
        }.joined(separator: ",")
    }
}
