/// Where a Redis server is and how to enter: `redis://[user:password@]host[:port][/database]`.
///
/// Reserved characters in user and password are percent-encoded. The password never appears in
/// `description` nor in any error.
public struct RedisAddress: Sendable, Equatable {
    /// Host name or numeric address.
    public var host: String
    /// TCP port.
    public var port: UInt16
    /// User of Redis' access lists; nil is the user `default`.
    public var user: String?
    /// Password; nil where the server asks for none.
    public var password: String?
    /// Number of the database, 0 unless said.
    public var database: Int

    /// An address from its parts.
    public init(
        host: String = "127.0.0.1", port: UInt16 = 6379, user: String? = nil, password: String? = nil,
        database: Int = 0
    ) {
        self.host = host
        self.port = port
        self.user = user
        self.password = password
        self.database = database
    }

    /// Reads an address; throws `StateError.invalidAddress` with the reason.
    public init(_ url: String) throws(StateError) {
        let scheme = "redis://"
        guard url.hasPrefix(scheme) else {
            throw .invalidAddress(reason: "it does not start with \(scheme)")
        }
        let parts = url.dropFirst(scheme.count).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let authority = parts[0]
        var user: String?
        var password: String?
        var place = authority
        if let at = authority.lastIndex(of: "@") {
            let credentials = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard credentials.count == 2 else {
                throw .invalidAddress(reason: "there is no password before the @")
            }
            user = credentials[0].isEmpty ? nil : try Self.percentDecoded(credentials[0])
            password = try Self.percentDecoded(credentials[1])
            place = authority[authority.index(after: at)...]
        }
        let (host, port) = try Self.hostAndPort(place)
        var database = 0
        if parts.count == 2, !parts[1].isEmpty {
            guard let number = Int(parts[1]), number >= 0 else {
                throw .invalidAddress(reason: "the database is not a whole number from 0")
            }
            database = number
        }
        self.init(host: host, port: port, user: user, password: password, database: database)
    }

    private static func hostAndPort(_ place: Substring) throws(StateError) -> (String, UInt16) {
        var host = place
        var port: Substring?
        if place.hasPrefix("["), let end = place.firstIndex(of: "]") {
            // A numeric IPv6 address stands in brackets, as it holds colons itself.
            host = place[place.index(after: place.startIndex)..<end]
            let rest = place[place.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else {
                throw .invalidAddress(reason: "after the bracket comes something other than :port")
            }
            port = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = place.lastIndex(of: ":") {
            host = place[..<colon]
            port = place[place.index(after: colon)...]
        }
        guard !host.isEmpty else { throw .invalidAddress(reason: "the host is missing") }
        guard let port else { return (String(host), 6379) }
        guard let number = UInt16(port), number > 0 else {
            throw .invalidAddress(reason: "the port is not a whole number from 1 to 65535")
        }
        return (String(host), number)
    }

    private static func percentDecoded(_ text: Substring) throws(StateError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) else {
                throw .invalidAddress(reason: "a % in user or password is not followed by two hexadecimal digits")
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension RedisAddress: CustomStringConvertible {
    /// `host:port`, with `/database` when it is not 0.
    public var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(name):\(port)" + (database == 0 ? "" : "/\(database)")
    }
}
