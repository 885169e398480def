/// Names of hosts.
enum HostName {
    /// Lower-case, without brackets.
    static func plain(_ host: String) -> String {
        let host = host.lowercased()
        return host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    }

    /// With a port, in brackets where that needs them.
    static func shown(_ host: String, port: Int?) -> String {
        let host = host.contains(":") ? "[\(host)]" : host
        return port.map { "\(host):\($0)" } ?? host
    }

    /// Checks what can be checked without looking it up.
    static func check(_ host: String, rules: AddressRules) throws(TransferError) {
        try checkForm(host)
        if let address = IPAddress(host) {
            guard rules.allows(address) else { throw refused(host, addresses: [address]) }
            return
        }
        guard rules.allowsPrivateAddresses || !rules.allowedNetworks.isEmpty else {
            let name = host.hasSuffix(".") ? String(host.dropLast()) : host
            guard name != "localhost", !name.hasSuffix(".localhost") else {
                throw TransferError(
                    .refusedAddress, "host \(quoted(host)) is this machine, which the operator's rules do not allow")
            }
            return
        }
    }

    /// Checks that it is a name or an address.
    static func checkForm(_ host: String) throws(TransferError) {
        if host.contains(":"), IPAddress(host) != nil { return }
        guard !host.isEmpty, host.utf8.count <= 253 else {
            throw TransferError(.invalid, "a host must have 1 to 253 octets, not \(host.utf8.count)")
        }
        guard host.utf8.allSatisfy({ $0 < 0x80 }) else {
            // libcurl would turn it into that by the process's locale.
            throw TransferError(
                .invalid, "host \(quoted(host)) must be given in ASCII, other letters in the form that begins with xn--"
            )
        }
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._"
        guard host.utf8.allSatisfy(Set(letters.utf8).contains), !host.hasPrefix("."), !host.hasPrefix("-"),
            !host.contains("..")
        else {
            throw TransferError(.invalid, "host \(quoted(host)) must be a name or an address")
        }
    }

    /// What is thrown where no address of a host may be connected to.
    static func refused(_ host: String, addresses: [IPAddress]) -> TransferError {
        let list = addresses.prefix(3).map(\.description).joined(separator: ", ")
        return TransferError(
            .refusedAddress,
            "host \(quoted(host)) has address \(list), which the operator's rules do not allow: it must be one that "
                + "the Internet reaches")
    }
}

/// Where a VOEvent broker listens.
public struct BrokerAddress: Sendable, Hashable, CustomStringConvertible {
    /// Name or address of the host.
    public let host: String
    /// Port; 8098 is VOEvent's.
    public let port: Int

    /// Reads `host:port`, and checks all that can be checked without looking the host up.
    public static func check(_ text: String, rules: AddressRules) throws(TransferError) -> BrokerAddress {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            1...65535 ~= port
        else {
            throw TransferError(.invalid, "a VOEvent broker must be like host:8098, not \(quoted(text))")
        }
        let host = HostName.plain(String(text[..<colon]))
        try HostName.check(host, rules: rules)
        return BrokerAddress(host: host, port: port)
    }

    /// As it is read.
    public var description: String { HostName.shown(host, port: port) }
}
