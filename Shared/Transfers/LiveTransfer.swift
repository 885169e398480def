import CCurlOptions

/// A transfer that is under way: a handle and what has come so far.
final class LiveTransfer {
    let call: TransferCall
    let handle: CurlHandle
    let deadline: ContinuousClock.Instant
    private let gate: AddressGate
    /// What a mail still has to send.
    private var unsent: ArraySlice<UInt8> = []
    private var answer = TransferAnswer()
    private var headerOctets = 0

    var order: TransferOrder { call.order }

    init(_ call: TransferCall, sockets: OpenSockets) throws(TransferError) {
        let order = call.order
        self.call = call
        deadline = .now + .seconds(order.seconds)
        handle = try CurlHandle()
        gate = AddressGate(rules: order.rules, sockets: sockets)
        try handle.setSockets(gate: gate, sockets: sockets)
        // 0 would be no limit.
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, max(1, Int64(min(order.connectSeconds, order.seconds) * 1000)))
        try handle.set(CURLOPT_TIMEOUT_MS, max(1, Int64(order.seconds * 1000)))
        if let file = order.caFile { try handle.set(CURLOPT_CAINFO, file) }
        try setCallbacks()
        switch order.content {
        case .http(let address, let method, let headers, let body):
            try set(address, method: method, headers: headers, body: body)
        case .mail(let mail, let server, let password):
            try set(mail, server, password: password)
        case .voEvent(let broker, _, _):
            try handle.set(CURLOPT_PROTOCOLS_STR, "http")
            try handle.set(CURLOPT_URL, "http://\(broker)")
            // What is said over the connection is our own affair.
            try handle.set(CURLOPT_CONNECT_ONLY, 1)
            try handle.set(CURLOPT_FRESH_CONNECT, 1)
        }
    }

    private func set(
        _ address: HTTPAddress, method: HTTPRequest.Method, headers: [HTTPHeader], body: [UInt8]
    ) throws(TransferError) {
        try handle.set(CURLOPT_PROTOCOLS_STR, address.scheme)
        try handle.set(CURLOPT_URL, address.url)
        // One connection for one request: one that hangs holds up nobody.
        try handle.set(CURLOPT_HTTP_VERSION, Int64(CURL_HTTP_VERSION_1_1))
        try handle.set(CURLOPT_USERAGENT, "peryton")
        if method == .get {
            try handle.set(CURLOPT_HTTPGET, 1)
        } else {
            try handle.setPosted(body)
            try handle.set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        }
        // Waiting for "100 Continue" would cost a second with servers that do not know it.
        let lines = headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" } + ["Expect:"]
        try handle.set(CURLOPT_HTTPHEADER, lines: lines)
    }

    private func set(_ mail: Mail, _ server: MailServer, password: String?) throws(TransferError) {
        let scheme = server.security == .tls ? "smtps" : "smtp"
        try handle.set(CURLOPT_PROTOCOLS_STR, scheme)
        try handle.set(CURLOPT_URL, "\(scheme)://\(order.place)")
        let usesTLS = server.security == .none ? CURLUSESSL_NONE : CURLUSESSL_ALL
        try handle.set(CURLOPT_USE_SSL, Int64(usesTLS.rawValue))
        if let user = server.user, let password {
            try handle.set(CURLOPT_USERNAME, user)
            try handle.set(CURLOPT_PASSWORD, password)
        }
        try handle.set(CURLOPT_MAIL_FROM, "<\(mail.sender)>")
        try handle.set(CURLOPT_MAIL_RCPT, lines: mail.recipients.map { "<\($0)>" })
        unsent = mail.message[...]
        try handle.set(CURLOPT_UPLOAD, 1)
        try handle.set(CURLOPT_INFILESIZE_LARGE, Int64(unsent.count))
        // A relay that is slow to part must not hold up the thread for libcurl's two minutes.
        try handle.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, Int64(order.seconds)))
    }

    private func setCallbacks() throws(TransferError) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try handle.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            return Unmanaged<LiveTransfer>.fromOpaque(context).takeUnretainedValue()
                .take(body: UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        try handle.set(CURLOPT_WRITEDATA, pointer: context)
        try handle.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            Unmanaged<LiveTransfer>.fromOpaque(context).takeUnretainedValue()
                .take(line: UnsafeRawBufferPointer(start: bytes, count: size * count))
            return size * count
        }
        try handle.set(CURLOPT_HEADERDATA, pointer: context)
        try handle.set(CURLOPT_READFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            return Unmanaged<LiveTransfer>.fromOpaque(context).takeUnretainedValue()
                .give(to: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
        }
        try handle.set(CURLOPT_READDATA, pointer: context)
    }

    /// Keeps what may be kept; another number than that of the octets ends the transfer.
    private func take(body bytes: UnsafeRawBufferPointer) -> Int {
        let room = order.bodyOctets - answer.body.count
        answer.body.append(contentsOf: bytes.prefix(room))
        guard bytes.count > room else { return bytes.count }
        answer.isCut = true
        return bytes.count + 1
    }

    /// A line of a header, or of a relay's reply.
    private func take(line bytes: UnsafeRawBufferPointer) {
        headerOctets += bytes.count
        guard headerOctets <= 64 * 1024 else { return }
        let line = String(decoding: bytes, as: UTF8.self).filter { !$0.isNewline }
        if case .mail = order.content {
            // 221 is the answer to QUIT and tells nothing of the mail.
            if !line.hasPrefix("221") { answer.reply = line }
        } else if line.hasPrefix("HTTP/") {
            // What came before was interim, such as 103.
            answer.headers = []
        } else if let colon = line.firstIndex(of: ":"), answer.headers.count < 100 {
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            answer.headers.append(HTTPHeader(String(line[..<colon]), String(value)))
        }
    }

    private func give(to room: UnsafeMutableRawBufferPointer) -> Int {
        let part = unsent.prefix(room.count)
        room.copyBytes(from: part)
        unsent = unsent.dropFirst(part.count)
        return part.count
    }

    /// What libcurl's result comes to.
    func outcome(_ code: CURLcode) -> TransferCall.Outcome {
        answer.seconds = order.seconds - (deadline - .now) / .seconds(1)
        answer.status = handle.number(CURLINFO_RESPONSE_CODE)
        answer.address = handle.text(CURLINFO_PRIMARY_IP) ?? ""
        answer.redirect = handle.text(CURLINFO_REDIRECT_URL)
        if code == CURLE_OK || code == CURLE_WRITE_ERROR && answer.isCut { return .success(answer) }
        if code == CURLE_COULDNT_CONNECT, !gate.refused.isEmpty, !gate.hasAllowed {
            return .failure(HostName.refused(order.host, addresses: gate.refused))
        }
        return .failure(
            .init(
                code, place: order.place, answer: answer, problem: handle.problem,
                systemError: Int32(handle.number(CURLINFO_OS_ERRNO)), seconds: order.seconds,
                connectSeconds: order.connectSeconds))
    }
}
