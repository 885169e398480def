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

/// What one run of a script is given.
public struct ScriptCall: Sendable {
    /// What it finds in `KEYS`.
    public var keys: [String]
    /// What it finds in `ARGV`.
    public var arguments: [any RedisArgument]

    /// Makes a call.
    public init(keys: [String], arguments: [any RedisArgument]) {
        self.keys = keys
        self.arguments = arguments
    }

    fileprivate func command(_ verb: String, _ body: String, label: String) -> RedisCommand {
        RedisCommand(verb, arguments: [body, keys.count] as [any RedisArgument] + keys + arguments, label: label)
    }
}

extension RedisClient {
    /// Runs a script once for each call, back to back and in order, and gives what each returns.
    ///
    /// Others may come in between two of them.
    public func run(_ script: Script, calls: [ScriptCall], timeout: Duration? = nil) async throws -> [RedisValue] {
        if calls.isEmpty { return [] }
        let label = "the script \(script.name)"
        let checksum = try await checksum(of: script, label: label, timeout: timeout)
        var replies = try await pipeline(
            calls.map { $0.command("EVALSHA", checksum, label: label) }, timeout: timeout)
        let unknown = replies.indices.filter { index in
            if case .failure(.refused(_, _, let message)) = replies[index] {
                message.hasPrefix("NOSCRIPT")
            } else {
                false
            }
        }
        if let first = unknown.first {
            // EVAL runs it and has the server remember it for those that follow.
            let again = try await pipeline(
                unknown.map {
                    $0 == first
                        ? calls[$0].command("EVAL", script.source, label: label)
                        : calls[$0].command("EVALSHA", checksum, label: label)
                }, timeout: timeout)
            for (index, reply) in zip(unknown, again) { replies[index] = reply }
        }
        return try replies.map { try $0.get() }
    }

    /// Runs a script and gives what it returns.
    ///
    /// A server that does not know the script (restarted, failed over) is given the source again.
    public func run(
        _ script: Script, keys: [String] = [], arguments: [any RedisArgument] = [], timeout: Duration? = nil
    ) async throws -> RedisValue {
        try await run(script, calls: [ScriptCall(keys: keys, arguments: arguments)], timeout: timeout)[0]
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
