/// Brings what subscribers are to get to web servers, mail relays and VOEvent brokers.
///
/// One thread drives all transfers to web servers and brokers, however many hang. Another one is the mail's, which goes
/// one mail after another: libcurl waits in place for a relay's word on a whole mail, and only other mails may wait with
/// it. Both start when they are first needed.
///
/// ```swift
/// let client = TransferClient(rules: AddressRules())
/// let response = try await client.send(HTTPRequest(url: "https://example.org/hook", body: notice))
/// await client.close()
/// ```
///
/// Cancelling a task ends its transfer; but a mail that its relay has already may arrive all the same.
public final class TransferClient: Sendable {
    /// Which addresses web servers and brokers may have; the mail relay is the operator's and may have any.
    public let rules: AddressRules
    /// How long transfers may take, and how many there may be.
    public let limits: TransferLimits
    private let caFile: String?
    private let web: TransferThread
    private let mail: TransferThread

    /// How many redirects are followed.
    static let mostRedirects = 3

    /// A client.
    ///
    /// - Parameters:
    ///   - rules: Which addresses web servers and brokers may have.
    ///   - caFile: Certificates (PEM) of further authorities for web servers, beside the system's.
    ///   - limits: How long transfers may take, and how many there may be.
    public init(rules: AddressRules = AddressRules(), caFile: String? = nil, limits: TransferLimits = TransferLimits())
    {
        self.rules = rules
        self.caFile = caFile
        self.limits = limits
        web = TransferThread(name: "transfers", limits: limits)
        var single = limits
        single.transfersPerHost = 1
        single.transfers = 1
        mail = TransferThread(name: "mail", limits: single)
    }

    deinit {
        web.stop()
        mail.stop()
    }

    /// Sends a request to a web server and returns what it answers, whatever the status.
    ///
    /// At most three redirects are followed, each checked as the first URL is, none from https to http. Method and body
    /// go along, but after 303 it is a GET without one.
    public func send(_ request: HTTPRequest) async throws(TransferError) -> HTTPResponse {
        for header in request.headers { try header.check() }
        guard HTTPHeader.isLine(request.contentType) else {
            throw TransferError(.invalid, "the content type \(quoted(request.contentType)) must be one line")
        }
        var address = try HTTPAddress.check(request.url, rules: rules)
        var method = request.method
        var headers = request.headers
        if method != .get, !request.contentType.isEmpty {
            headers.append(HTTPHeader("Content-Type", request.contentType))
        }
        var body = method == .get ? [] : request.body
        // From the first turn on; a redirect gets what is left.
        var seconds = limits.wholeSeconds
        var redirects = 0
        while true {
            let content = TransferOrder.Content.http(address, method: method, headers: headers, body: body)
            let answer = try await web.run(order(content, seconds: seconds))
            guard [301, 302, 303, 307, 308].contains(answer.status), let target = answer.redirect else {
                return HTTPResponse(
                    status: answer.status, headers: answer.headers, body: answer.body, isCut: answer.isCut,
                    address: answer.address)
            }
            redirects += 1
            seconds = max(0.001, seconds - answer.seconds)
            let next = try redirect(from: address, to: target, count: redirects)
            if !next.hasOrigin(of: address) { headers.removeAll { !$0.followsRedirects } }
            if answer.status == 303 {
                method = .get
                body = []
                headers.removeAll { $0.name.lowercased() == "content-type" }
            }
            address = next
        }
    }

    private func redirect(from address: HTTPAddress, to target: String, count: Int) throws(TransferError) -> HTTPAddress
    {
        guard count <= TransferClient.mostRedirects else {
            throw TransferError(.redirect, "\(address.place) redirects once more after \(count - 1) redirects")
        }
        let next: HTTPAddress
        do {
            next = try HTTPAddress.check(target, rules: rules)
        } catch {
            throw TransferError(
                error.kind == .refusedAddress ? .refusedAddress : .redirect,
                "\(address.place) redirects to where none may lead: \(error)")
        }
        guard next.scheme == "https" || address.scheme == "http" else {
            throw TransferError(.redirect, "\(address.place) redirects from https to http")
        }
        return next
    }

    /// Hands a mail to a relay for all its recipients, and returns the relay's last reply, as a rule with its queue id.
    ///
    /// Either all recipients are taken or none: one that the relay refuses is named by the error.
    public func send(_ mail: Mail, via server: MailServer) async throws(TransferError) -> String {
        try server.check()
        try mail.check()
        let lines = Mail(sender: mail.sender, recipients: mail.recipients, message: mail.messageOfLines)
        let answer = try await self.mail.run(
            TransferOrder(
                content: .mail(lines, server, password: try server.password()), rules: nil, caFile: server.caFile,
                connectSeconds: limits.connectSeconds, seconds: limits.wholeSeconds, bodyOctets: limits.bodyOctets))
        return answer.reply
    }

    /// Submits a VOEvent to a broker, as an author by the VOEvent Transport Protocol 2.0, and returns its acknowledgement.
    ///
    /// - Parameters:
    ///   - document: The event; brokers take about 100 kB.
    ///   - ivorn: Its name, which the broker has to repeat.
    ///   - host: The broker, to which the same rules apply as to web servers.
    ///   - port: Its port.
    public func sendVOEvent(
        _ document: [UInt8], ivorn: String, to host: String, port: Int
    ) async throws(TransferError) -> String {
        let broker = try BrokerAddress.check(HostName.shown(HostName.plain(host), port: port), rules: rules)
        guard !document.isEmpty, document.count <= 16 << 20 else {
            throw TransferError(.invalid, "a VOEvent must have 1 octet to 16 MB, not \(document.count) octets")
        }
        let frame = BrokerExchange.frame(document)
        return try await web.run(order(.voEvent(broker, ivorn: ivorn, frame: frame), seconds: limits.wholeSeconds))
            .reply
    }

    /// Ends all transfers, whose callers get the error `closed`, and both threads.
    public func close() async {
        await web.close()
        await mail.close()
    }

    private func order(_ content: TransferOrder.Content, seconds: Double) -> TransferOrder {
        TransferOrder(
            content: content, rules: rules, caFile: caFile, connectSeconds: limits.connectSeconds, seconds: seconds,
            bodyOctets: limits.bodyOctets)
    }
}
