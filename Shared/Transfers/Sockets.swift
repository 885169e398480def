import CCurlOptions
import Glibc
import Synchronization

/// The open sockets of a transfer thread, so that `close()` can end what waits in them.
final class OpenSockets: Sendable {
    private struct State {
        var sockets: Set<Int32> = []
        var isClosed = false
    }
    private let state = Mutex(State())

    /// Opens a socket; -1 where that fails or all is being closed.
    func open(family: Int32, type: Int32, protocol number: Int32) -> Int32 {
        state.withLock { state in
            guard !state.isClosed else { return -1 }
            // Not kept by programs that are started meanwhile.
            let socket = Glibc.socket(family, type | Int32(SOCK_CLOEXEC.rawValue), number)
            if socket >= 0 { state.sockets.insert(socket) }
            return socket
        }
    }

    func close(_ socket: Int32) -> Int32 {
        state.withLock { state in
            state.sockets.remove(socket)
            return Glibc.close(socket)
        }
    }

    /// Whether all is being closed.
    var isShutDown: Bool { state.withLock { $0.isClosed } }

    /// Ends all connections and lets none be opened any more.
    ///
    /// Whoever waits in one finds it ended.
    func shutDown() {
        state.withLock { state in
            state.isClosed = true
            for socket in state.sockets { Glibc.shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }
}

/// Decides at each connection of one transfer whether its address may be connected to.
///
/// It sees the address that is connected to, after all names are resolved. libcurl goes on to the host's next address
/// when one is refused.
final class AddressGate {
    private let rules: AddressRules?
    private let sockets: OpenSockets
    /// The addresses that were refused.
    private(set) var refused: [IPAddress] = []
    /// Whether there was one that was not.
    private(set) var hasAllowed = false

    init(rules: AddressRules?, sockets: OpenSockets) {
        self.rules = rules
        self.sockets = sockets
    }

    /// Opens the socket for an address; `CURL_SOCKET_BAD` where that must not be.
    func open(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        let length = Int(address.pointee.addrlen)
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return -1 }
        // The struct is declared with room for version 4 only; behind it is as much as addrlen says.
        let bytes = UnsafeRawBufferPointer(start: UnsafeRawPointer(address) + offset, count: length)
        if let rules {
            guard let address = IPAddress(socketAddress: bytes) else { return -1 }
            guard rules.allows(address) else {
                refused.append(address)
                return -1
            }
        }
        hasAllowed = true
        return sockets.open(
            family: address.pointee.family, type: address.pointee.socktype, protocol: address.pointee.protocol)
    }
}
