import Glibc

/// An address of the Internet protocol, version 4 or 6.
public enum IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// Version 4, the first octet highest.
    case version4(UInt32)
    /// Version 6: the first and the last eight octets.
    case version6(UInt64, UInt64)

    /// Reads the usual forms, `192.0.2.1` and `2001:db8::1`; nil for every other text.
    ///
    /// Short and numerical forms of version 4 (`127.1`, `0x7f000001`, `017700000001`) are not read: programs differ in what
    /// they mean.
    public init?(_ text: String) {
        var version4 = in_addr()
        var version6 = in6_addr()
        if inet_pton(AF_INET, text, &version4) == 1 {
            self = .version4(UInt32(bigEndian: version4.s_addr))
        } else if inet_pton(AF_INET6, text, &version6) == 1 {
            self = withUnsafeBytes(of: &version6) { IPAddress(version6: $0) }
        } else {
            return nil
        }
    }

    /// Reads the address of a socket; nil for other families.
    init?(socketAddress bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= MemoryLayout<sockaddr>.size else { return nil }
        // Every socket address begins with its family.
        switch Int32(bytes.loadUnaligned(as: sa_family_t.self)) {
        case AF_INET where bytes.count >= MemoryLayout<sockaddr_in>.size:
            self = .version4(UInt32(bigEndian: bytes.loadUnaligned(as: sockaddr_in.self).sin_addr.s_addr))
        case AF_INET6 where bytes.count >= MemoryLayout<sockaddr_in6>.size:
            var address = bytes.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            self = withUnsafeBytes(of: &address) { IPAddress(version6: $0) }
        default: return nil
        }
    }

    private init(version6 octets: UnsafeRawBufferPointer) {
        self = .version6(
            UInt64(bigEndian: octets.loadUnaligned(as: UInt64.self)),
            UInt64(bigEndian: octets.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }

    /// The usual form, of version 6 by RFC 5952.
    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        switch self {
        case .version4(let number):
            var address = in_addr(s_addr: number.bigEndian)
            inet_ntop(AF_INET, &address, &text, socklen_t(text.count))
        case .version6(let high, let low):
            var octets = (high.bigEndian, low.bigEndian)
            inet_ntop(AF_INET6, &octets, &text, socklen_t(text.count))
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The address of version 4 that a mapped one (`::ffff:192.0.2.1`) stands for; every other one itself.
    var unmapped: IPAddress {
        if case .version6(0, let low) = self, low >> 32 == 0xffff {
            return .version4(UInt32(truncatingIfNeeded: low))
        }
        return self
    }
}

/// The addresses that begin with the same bits.
public struct Network: Hashable, Sendable, CustomStringConvertible {
    /// An address of the network; bits after the prefix are zero.
    public let address: IPAddress
    /// How many bits its addresses share.
    public let prefixLength: Int

    /// Reads `10.1.0.0/16`, `fd00:12::/32`, or an address by itself.
    public init(_ text: String) throws(TransferError) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(String(first)) else {
            throw TransferError(.invalid, "a network must be like 10.1.0.0/16 or fd00:12::/32, not \(quoted(text))")
        }
        let most = if case .version4 = address { 32 } else { 128 }
        let length = parts.count == 2 ? Int(parts[1]) : most
        guard let length, 0...most ~= length else {
            throw TransferError(.invalid, "the length of network \(quoted(text)) must be from 0 to \(most) bits")
        }
        self.init(masking: address, prefixLength: length)
        guard self.address == address else {
            throw TransferError(.invalid, "network \(quoted(text)) has bits after its prefix: \(self) is meant")
        }
    }

    /// The network of an address; the length must be right for its version.
    init(masking address: IPAddress, prefixLength: Int) {
        self.prefixLength = prefixLength
        switch address {
        case .version4(let number):
            self.address = .version4(number & ~(UInt32.max >> UInt32(prefixLength)))
        case .version6(let high, let low):
            self.address = .version6(
                high & ~(UInt64.max >> UInt64(min(prefixLength, 64))),
                low & ~(UInt64.max >> UInt64(max(prefixLength - 64, 0))))
        }
    }

    /// Whether the address, or the one of version 4 that it maps, is in it.
    public func contains(_ address: IPAddress) -> Bool {
        let address = address.unmapped
        switch (self.address, address) {
        case (.version4, .version4), (.version6, .version6):
            return Network(masking: address, prefixLength: prefixLength).address == self.address
        default: return false
        }
    }

    /// As it is read.
    public var description: String { "\(address)/\(prefixLength)" }
}
