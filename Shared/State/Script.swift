import Synchronization

/// A Lua script that Redis runs as one step: nothing else happens between its first and last command.
///
/// Make one for each source and keep it, for instance as a `static let`: it remembers the checksum that
/// Redis calls it by, so that the source goes over the wire once and not with every call.
public final class Script: Sendable {
    /// What errors call it.
    public let name: String
    /// The Lua source; it finds its keys in `KEYS` and its arguments in `ARGV`.
    public let source: String
    /// SHA-1 of the source as Redis reported it, the same on every server.
    fileprivate let checksum = Mutex<String?>(nil)

    /// A script and the name that errors call it by.
    public init(_ name: String, source: String) {
        self.name = name
        self.source = source
    }
}

extension RedisClient {
    /// Runs a script and gives what it returns.
    ///
    /// A server that does not know the script (restarted, failed over) is given the source again.
    public func run(
        _ script: Script, keys: [String] = [], arguments: [any RedisArgument] = [], timeout: Duration? = nil
    ) async throws -> RedisValue {
        let label = "the script \(script.name)"
        func command(_ verb: String, _ body: String) -> RedisCommand {
            RedisCommand(
                verb, arguments: [body, keys.count] as [any RedisArgument] + keys + arguments, label: label)
        }
        let checksum = try await checksum(of: script, label: label, timeout: timeout)
        do {
            return try await send(command("EVALSHA", checksum), timeout: timeout)
        } catch StateError.refused(_, _, let message) where message.hasPrefix("NOSCRIPT") {
            // EVAL runs it and has the server remember it.
            return try await send(command("EVAL", script.source), timeout: timeout)
        }
    }

    private func checksum(of script: Script, label: String, timeout: Duration?) async throws -> String {
        if let known = script.checksum.withLock({ $0 }) { return known }
        let load = RedisCommand("SCRIPT", arguments: ["LOAD", script.source], label: label)
        let reply = try await send(load, timeout: timeout)
        guard let checksum = reply.text else {
            throw StateError.unexpectedReply(
                command: label, place: address.description, expected: "a checksum", found: reply.kind)
        }
        script.checksum.withLock { $0 = checksum }
        return checksum
    }
}
