/// Which addresses subscribers may have us connect to.
///
/// By default only those that the Internet reaches: a webhook must not be a way into the operator's own network
/// (server-side request forgery). The rules are applied to the address of each connection as it is opened, after names
/// are resolved, so that a name which means another address a moment later gains nothing.
public struct AddressRules: Sendable, Equatable {
    /// Whether loopback, private and all other addresses are open too, but for multicast and those of nobody.
    public let allowsPrivateAddresses: Bool
    /// Networks that are open whatever they are.
    public let allowedNetworks: [Network]
    /// Whether `http://` is open beside `https://`; it always is where private addresses are.
    public let allowsPlainHTTP: Bool

    /// Only addresses that the Internet reaches, over HTTPS, unless more is allowed.
    public init(
        allowsPrivateAddresses: Bool = false, allowedNetworks: [Network] = [], allowsPlainHTTP: Bool = false
    ) {
        self.allowsPrivateAddresses = allowsPrivateAddresses
        self.allowedNetworks = allowedNetworks
        self.allowsPlainHTTP = allowsPlainHTTP || allowsPrivateAddresses
    }

    /// Whether an address may be connected to.
    public func allows(_ address: IPAddress) -> Bool {
        if allowedNetworks.contains(where: { $0.contains(address) }) { return true }
        let address = address.unmapped
        return allowsPrivateAddresses ? !SpecialNetworks.nobody(address) : SpecialNetworks.isGlobal(address)
    }
}

/// The networks with a meaning of their own, by IANA's registries of special-purpose addresses.
private enum SpecialNetworks {
    /// Addresses of version 4 that the Internet does not reach, RFC 6890 and later.
    private static let version4: [Network] = [
        v4(0, 8),  // this network; Linux takes 0.0.0.0 for loopback
        v4(0x0a00_0000, 8),  // private
        v4(0x6440_0000, 10),  // shared by providers' NAT
        v4(0x7f00_0000, 8),  // loopback
        v4(0xa9fe_0000, 16),  // link-local, clouds' metadata
        v4(0xac10_0000, 12),  // private
        v4(0xc000_0000, 24),  // protocols
        v4(0xc000_0200, 24),  // documentation
        v4(0xc058_6300, 24),  // relays of 6to4
        v4(0xc0a8_0000, 16),  // private
        v4(0xc612_0000, 15),  // benchmarks
        v4(0xc633_6400, 24),  // documentation
        v4(0xcb00_7100, 24),  // documentation
        v4(0xe000_0000, 4),  // multicast
        v4(0xf000_0000, 4),  // reserved, broadcast
    ]
    /// Global addresses of version 6 begin so, RFC 4291.
    private static let global6 = v6(0x2000_0000_0000_0000, 3)
    /// But for these.
    private static let version6: [Network] = [
        v6(0x2001_0000_0000_0000, 23),  // protocols, Teredo and ORCHID with them
        v6(0x2001_0db8_0000_0000, 32),  // documentation
        v6(0x3fff_0000_0000_0000, 20),  // documentation
    ]
    /// Has an address of version 4 in its bits 16 to 47, RFC 3056.
    private static let sixToFour = v6(0x2002_0000_0000_0000, 16)
    /// Has one in its last 32 bits, RFC 6052.
    private static let nat64 = v6(0x0064_ff9b_0000_0000, 96)

    private static func v4(_ number: UInt32, _ length: Int) -> Network {
        Network(masking: .version4(number), prefixLength: length)
    }

    private static func v6(_ high: UInt64, _ length: Int) -> Network {
        Network(masking: .version6(high, 0), prefixLength: length)
    }

    static func isGlobal(_ address: IPAddress) -> Bool {
        guard case .version6(let high, let low) = address else {
            return !version4.contains { $0.contains(address) }
        }
        let last = IPAddress.version4(UInt32(truncatingIfNeeded: low))
        if nat64.contains(address) { return isGlobal(last) }
        if sixToFour.contains(address) {
            return isGlobal(.version4(UInt32(truncatingIfNeeded: high >> 16)))
        }
        // ISATAP, RFC 5214: an address of version 4 behind 5efe.
        if low >> 32 & 0xfdff_ffff == 0x5efe, !isGlobal(last) { return false }
        return global6.contains(address) && !version6.contains { $0.contains(address) }
    }

    /// Whether nothing can answer at it: unspecified, multicast, broadcast.
    static func nobody(_ address: IPAddress) -> Bool {
        switch address {
        case .version4(let number): number == 0 || number >> 28 == 0xe || number == .max
        case .version6(let high, let low): high == 0 && low == 0 || high >> 56 == 0xff
        }
    }
}
