import CCurlOptions

/// Where a webhook is: a URL that was taken apart and found to be one we would send to.
///
/// The parser is libcurl's own, which also makes the connection, so that nothing means one host here and another there.
/// It turns short and numerical forms of addresses (`http://2130706433/`, `http://0x7f.1/`) into the usual one.
public struct HTTPAddress: Sendable, Hashable {
    /// The URL in its usual form, without a fragment.
    public let url: String
    /// `http` or `https`.
    public let scheme: String
    /// Name or address of the host, lower-case, version 6 without brackets.
    public let host: String
    /// Port.
    public let port: Int

    /// Reads a URL, and checks all that can be checked without looking the host up.
    ///
    /// To be called when a subscription is saved, so that its owner is told at once; each connection is checked again.
    public static func check(_ text: String, rules: AddressRules) throws(TransferError) -> HTTPAddress {
        let address = try HTTPAddress(text)
        if address.scheme == "http", !rules.allowsPlainHTTP {
            throw TransferError(.invalid, "URL \(address.shown) must be https")
        }
        try HostName.check(address.host, rules: rules)
        return address
    }

    private init(_ text: String) throws(TransferError) {
        guard text.utf8.count <= 2048 else {
            throw TransferError(.invalid, "a URL may have 2048 octets, not \(text.utf8.count)")
        }
        guard text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7f && $0 != "\\" }) else {
            throw TransferError(.invalid, "a URL may have no spaces, control characters or backslashes")
        }
        // libcurl forgives one slash or three, and then finds the host elsewhere than others do.
        guard let colon = text.firstRange(of: "://"), !text[colon.upperBound...].hasPrefix("/") else {
            throw TransferError(.invalid, "a URL must be https, like https://host/path")
        }
        guard let handle = curl_url() else { throw TransferError(.invalid, "no memory for a URL", isPassing: true) }
        defer { curl_url_cleanup(handle) }
        switch curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER)) {
        case CURLUE_OK: break
        case CURLUE_USER_NOT_ALLOWED:
            throw TransferError(.invalid, "a URL may have no user or password")
        case CURLUE_BAD_PORT_NUMBER:
            throw TransferError(.invalid, "the port of a URL must be from 1 to 65535")
        case CURLUE_UNSUPPORTED_SCHEME:
            throw TransferError(.invalid, "a URL must be https, like https://host/path")
        case let code:
            throw TransferError(
                .invalid, "a URL must be like https://host/path: \(String(cString: curl_url_strerror(code)))")
        }
        func part(_ part: CURLUPart, _ flags: Int32 = 0) -> String {
            var text: UnsafeMutablePointer<CChar>?
            guard curl_url_get(handle, part, &text, UInt32(flags)) == CURLUE_OK, let text else { return "" }
            defer { curl_free(text) }
            return String(cString: text)
        }
        scheme = part(CURLUPART_SCHEME)
        guard ["http", "https"].contains(scheme) else {
            throw TransferError(.invalid, "a URL must be https, not \(quoted(scheme))")
        }
        guard part(CURLUPART_ZONEID).isEmpty else {
            throw TransferError(.invalid, "a URL may have no zone behind its address")
        }
        host = HostName.plain(part(CURLUPART_HOST))
        port = Int(part(CURLUPART_PORT, CURLU_DEFAULT_PORT)) ?? 0
        guard 1...65535 ~= port else {
            throw TransferError(.invalid, "the port of a URL must be from 1 to 65535")
        }
        curl_url_set(handle, CURLUPART_FRAGMENT, nil, 0)
        url = part(CURLUPART_URL)
    }

    /// What may be told of it: path and query may hold secrets.
    var shown: String {
        let isUsual = port == (scheme == "https" ? 443 : 80)
        return "\(scheme)://\(HostName.shown(host, port: isUsual ? nil : port))/"
    }

    /// Where connections go: host and port.
    var place: String { HostName.shown(host, port: port) }

    /// Whether what is for one of them may go to the other.
    func hasOrigin(of other: HTTPAddress) -> Bool {
        (scheme, host, port) == (other.scheme, other.host, other.port)
    }
}
