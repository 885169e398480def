import Glibc

/// Ports on 127.0.0.1.
enum Port {
    /// A port that nobody listens on at the moment.
    ///
    /// It is drawn below the range that the system takes ports of outgoing connections from: a client
    /// that keeps dialling a stopped server inside that range now and then gets the same port for its own
    /// end and connects to itself, and the server can never come back.
    static func free() throws(ProcessError) -> UInt16 {
        for _ in 0..<200 {
            let port = UInt16.random(in: 15_000..<32_000)
            if isFree(port) { return port }
        }
        throw .noFreePort
    }

    /// Whether one could listen on the port of this numeric IPv4 address now.
    static func isFree(_ port: UInt16, on host: String = "127.0.0.1") -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var on: Int32 = 1
        // As the servers do: a port whose connections are still timing out counts as free.
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        return withAddress(host, port) { bind(descriptor, $0, $1) } == 0 && listen(descriptor, 1) == 0
    }

    /// Connects, sends a request, and gives the first bytes that come back.
    ///
    /// Blocks, but no longer than `seconds` for each step; nil when there is no answer by then.
    static func firstAnswer(from port: UInt16, to request: String, seconds: Int) -> String? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        guard withAddress("127.0.0.1", port, { connect(descriptor, $0, $1) }) == 0 else { return nil }
        let bytes = Array(request.utf8)
        guard bytes.isEmpty || send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        else { return nil }
        var answer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &answer, answer.count, 0)
        return count > 0 ? String(decoding: answer[..<count], as: UTF8.self) : nil
    }

    private static func withAddress(
        _ host: String, _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return -1 }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
