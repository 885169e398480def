import CHiredis
import Glibc

/// The only gate to hiredis: one non-blocking connection, used by one thread.
///
/// hiredis' contexts are not thread-safe. This class is not `Sendable`, so that the compiler keeps it on
/// the thread that made it. A failure comes as the text that hiredis or the system has for it.
final class RedisConnection {
    struct Failure: Error {
        let text: String
    }

    private let context: UnsafeMutablePointer<redisContext>
    /// Whether bytes wait in hiredis' buffer because the socket took no more.
    private(set) var hasUnsentBytes = false

    /// Starts to connect; `finishConnecting` tells the outcome once the socket is writable.
    init(host: String, port: UInt16) throws(Failure) {
        guard let context = redisConnectNonBlock(host, Int32(port)) else {
            throw Failure(text: "out of memory")
        }
        self.context = context
        if context.pointee.err != 0 {
            let failure = Failure(text: Self.text(of: context))
            redisFree(context)
            throw failure
        }
        // Programs that we start must not inherit the connection; hiredis does not ask for that.
        _ = fcntl(context.pointee.fd, F_SETFD, FD_CLOEXEC)
    }

    deinit {
        redisFree(context)
    }

    var fileDescriptor: Int32 { context.pointee.fd }

    /// Asks the socket how connecting ended.
    func finishConnecting() throws(Failure) {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        if getsockopt(fileDescriptor, SOL_SOCKET, SO_ERROR, &code, &size) != 0 { code = errno }
        if code != 0 { throw Failure(text: String(cString: strerror(code))) }
        // Finds a peer that vanished without a word, on connections that are idle for long.
        _ = redisEnableKeepAlive(context)
    }

    /// Puts encoded commands in the buffer and sends what the socket takes.
    func send(_ wire: [UInt8]) throws(Failure) {
        let status = wire.withUnsafeBytes { bytes in
            redisAppendFormattedCommand(context, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        guard status == REDIS_OK else { throw failure }
        try flush()
    }

    /// Sends buffered bytes, as many as the socket takes.
    func flush() throws(Failure) {
        var isDone: Int32 = 0
        guard redisBufferWrite(context, &isDone) == REDIS_OK else { throw failure }
        hasUnsentBytes = isDone == 0
    }

    /// Reads what has arrived, at most 16 kB, and gives each complete reply; a refusal by its text.
    func receive(_ body: (Result<RedisValue, Failure>) -> Void) throws(Failure) {
        guard redisBufferRead(context) == REDIS_OK else { throw failure }
        while true {
            var reply: UnsafeMutableRawPointer?
            guard redisGetReplyFromReader(context, &reply) == REDIS_OK else { throw failure }
            guard let reply else { return }
            defer { freeReplyObject(reply) }
            body(Self.value(of: reply.assumingMemoryBound(to: redisReply.self).pointee))
        }
    }

    /// A refusal inside an array makes the whole answer a refusal.
    private static func value(of reply: redisReply) -> Result<RedisValue, Failure> {
        let content = UnsafeRawBufferPointer(start: reply.str, count: reply.str == nil ? 0 : Int(reply.len))
        switch reply.type {
        case REDIS_REPLY_INTEGER: return .success(.integer(Int(reply.integer)))
        case REDIS_REPLY_STRING: return .success(.bytes(Array(content)))
        case REDIS_REPLY_STATUS: return .success(.string(String(decoding: content, as: UTF8.self)))
        case REDIS_REPLY_NIL: return .success(.null)
        case REDIS_REPLY_ERROR: return .failure(Failure(text: String(decoding: content, as: UTF8.self)))
        case REDIS_REPLY_ARRAY:
            var elements: [RedisValue] = []
            elements.reserveCapacity(Int(reply.elements))
            for element in UnsafeBufferPointer(start: reply.element, count: Int(reply.elements)) {
                guard let element else { continue }
                switch value(of: element.pointee) {
                case .success(let value): elements.append(value)
                case .failure(let failure): return .failure(failure)
                }
            }
            return .success(.array(elements))
        default:
            return .failure(Failure(text: "an answer of the unknown kind \(reply.type)"))
        }
    }

    private var failure: Failure { Failure(text: Self.text(of: context)) }

    private static func text(of context: UnsafeMutablePointer<redisContext>) -> String {
        withUnsafeBytes(of: context.pointee.errstr) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
