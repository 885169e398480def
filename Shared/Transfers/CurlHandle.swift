import CCurlOptions

/// A transfer of libcurl's with the options that all of ours have.
///
/// Owns the handle and the lists that libcurl keeps pointers to; used by one thread.
final class CurlHandle {
    let pointer: UnsafeMutableRawPointer
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    /// libcurl writes here what went wrong.
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// libcurl, made ready once; it is not ended, as there is no telling who else uses it.
    static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    init() throws(TransferError) {
        guard CurlHandle.isReady, let pointer = curl_easy_init() else {
            message.deallocate()
            throw TransferError(.busy, "libcurl has no memory for a transfer")
        }
        self.pointer = pointer
        message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try set(CURLOPT_ERRORBUFFER, pointer: message)
        // Signals belong to the process; the thread blocks SIGPIPE.
        try set(CURLOPT_NOSIGNAL, 1)
        // A name server that does not answer must not hold up the thread when a transfer ends before it does.
        try set(CURLOPT_QUICK_EXIT, 1)
        // Nothing from the environment, no files of the user.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_NOPROXY, "*")
        try set(CURLOPT_NETRC, Int64(CURL_NETRC_IGNORED.rawValue))
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SSLVERSION, Int64(CURL_SSLVERSION_TLSv1_2))
        try set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
    }

    deinit {
        curl_easy_cleanup(pointer)
        for list in lists { curl_slist_free_all(list) }
        message.deallocate()
    }

    func set(_ option: CURLoption, _ number: Int64) throws(TransferError) {
        try check(option, peryton_curl_set_number(pointer, option, number))
    }

    func set(_ option: CURLoption, _ text: String) throws(TransferError) {
        try check(option, peryton_curl_set_text(pointer, option, text))
    }

    /// The pointer must outlive the handle.
    func set(_ option: CURLoption, pointer value: UnsafeRawPointer?) throws(TransferError) {
        try check(option, peryton_curl_set_pointer(pointer, option, value))
    }

    func set(_ option: CURLoption, lines: [String]) throws(TransferError) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                throw TransferError(.busy, "libcurl has no memory for a list")
            }
            list = longer
        }
        if let list { lists.append(list) }
        try check(option, peryton_curl_set_pointer(pointer, option, list))
    }

    func set(_ option: CURLoption, function: @escaping peryton_curl_bytes_function) throws(TransferError) {
        try check(option, peryton_curl_set_bytes_function(pointer, option, function))
    }

    /// Copies what is posted.
    func setPosted(_ body: [UInt8]) throws(TransferError) {
        try set(CURLOPT_POST, 1)
        try set(CURLOPT_POSTFIELDSIZE_LARGE, Int64(body.count))
        let code = body.withUnsafeBytes { bytes in
            // Without a body libcurl still wants a pointer, or it would ask for one.
            withUnsafePointer(to: UInt8(0)) { nothing in
                peryton_curl_set_pointer(
                    pointer, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress ?? UnsafeRawPointer(nothing))
            }
        }
        try check(CURLOPT_COPYPOSTFIELDS, code)
    }

    /// Who opens the sockets and closes them; both must outlive the connections.
    func setSockets(gate: AddressGate, sockets: OpenSockets) throws(TransferError) {
        try check(
            CURLOPT_OPENSOCKETFUNCTION,
            peryton_curl_set_open_socket_function(pointer) { context, _, address in
                guard let context, let address else { return -1 }
                return Unmanaged<AddressGate>.fromOpaque(context).takeUnretainedValue().open(address)
            })
        try set(CURLOPT_OPENSOCKETDATA, pointer: Unmanaged.passUnretained(gate).toOpaque())
        try check(
            CURLOPT_CLOSESOCKETFUNCTION,
            peryton_curl_set_close_socket_function(pointer) { context, socket in
                guard let context else { return -1 }
                return Unmanaged<OpenSockets>.fromOpaque(context).takeUnretainedValue().close(socket)
            })
        try set(CURLOPT_CLOSESOCKETDATA, pointer: Unmanaged.passUnretained(sockets).toOpaque())
    }

    func number(_ info: CURLINFO) -> Int { peryton_curl_number(pointer, info) }

    func text(_ info: CURLINFO) -> String? { peryton_curl_text(pointer, info).map { String(cString: $0) } }

    /// What libcurl says went wrong, more than its code.
    var problem: String { String(cString: message) }

    private func check(_ option: CURLoption, _ code: CURLcode) throws(TransferError) {
        guard code == CURLE_OK else {
            throw TransferError(
                .invalid, "libcurl refuses option \(option.rawValue): \(String(cString: curl_easy_strerror(code)))")
        }
    }
}
