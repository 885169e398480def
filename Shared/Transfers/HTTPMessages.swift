import CCurlOptions

/// A line of an HTTP header.
public struct HTTPHeader: Sendable, Hashable {
    /// Its name; case does not matter.
    public let name: String
    /// Its value.
    public let value: String

    /// A header.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// What is asked of a web server.
public struct HTTPRequest: Sendable {
    /// What the server is to do.
    public enum Method: String, Sendable {
        /// Send something.
        case get = "GET"
        /// Take something.
        case post = "POST"
        /// Put something in place of what is there.
        case put = "PUT"
    }

    /// Where: `https://host/path`.
    public var url: String
    /// What is to be done.
    public var method: Method
    /// Headers beside those that HTTP itself needs.
    ///
    /// When a redirect leads to another host, only those of a delivery (`Idempotency-Key`, `Peryton-…`) go with it.
    public var headers: [HTTPHeader]
    /// What is sent.
    public var body: [UInt8]
    /// Its type; empty: none is told.
    public var contentType: String

    /// A request.
    public init(
        url: String, method: Method = .post, headers: [HTTPHeader] = [], body: [UInt8] = [],
        contentType: String = "application/json"
    ) {
        self.url = url
        self.method = method
        self.headers = headers
        self.body = body
        self.contentType = contentType
    }
}

/// What a web server answered, whatever its status.
public struct HTTPResponse: Sendable {
    /// Status, 200…599.
    public let status: Int
    /// Headers, in order; at most a hundred.
    public let headers: [HTTPHeader]
    /// The first 64 kB of the body.
    public let body: [UInt8]
    /// Whether there was more.
    public let isCut: Bool
    /// The address that answered.
    public let address: String

    /// The value of the first header of a name.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// How long the server asks to be left alone, seconds, from its `Retry-After`; nil where it does not.
    ///
    /// - Parameter unixSeconds: Now; the header may give a time in place of a number.
    public func retryAfterSeconds(unixSeconds: Double) -> Double? {
        guard let value = header("Retry-After") else { return nil }
        if let seconds = UInt32(value) { return Double(seconds) }
        let time = curl_getdate(value, nil)
        return time < 0 ? nil : max(0, Double(time) - unixSeconds)
    }
}
