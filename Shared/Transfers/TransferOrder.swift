/// What a transfer thread is to do: one hop of a request, one mail, one VOEvent.
struct TransferOrder: Sendable {
    enum Content: Sendable {
        case http(HTTPAddress, method: HTTPRequest.Method, headers: [HTTPHeader], body: [UInt8])
        case mail(Mail, MailServer, password: String?)
        /// The document with its length before it.
        case voEvent(BrokerAddress, ivorn: String, frame: [UInt8])
    }

    let content: Content
    /// Which addresses it may connect to; nil: all, the host is the operator's.
    let rules: AddressRules?
    /// Certificates of further authorities.
    let caFile: String?
    let connectSeconds: Double
    /// Seconds from its turn on.
    let seconds: Double
    let bodyOctets: Int

    /// Host and port, by which transfers are counted and told of.
    var place: String {
        switch content {
        case .http(let address, _, _, _): address.place
        case .mail(_, let server, _): HostName.shown(server.host, port: server.port)
        case .voEvent(let broker, _, _): broker.description
        }
    }

    /// The host alone.
    var host: String {
        switch content {
        case .http(let address, _, _, _): address.host
        case .mail(_, let server, _): server.host
        case .voEvent(let broker, _, _): broker.host
        }
    }
}

/// What came of it.
struct TransferAnswer: Sendable {
    /// HTTP status, or the code of the last SMTP reply.
    var status = 0
    var headers: [HTTPHeader] = []
    var body: [UInt8] = []
    var isCut = false
    /// How long it took from its turn on.
    var seconds = 0.0
    /// The address at the other end.
    var address = ""
    /// Where a redirect leads, made absolute.
    var redirect: String?
    /// The relay's last reply, or what the broker acknowledged.
    var reply = ""
}
