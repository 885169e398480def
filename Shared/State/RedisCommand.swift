/// Something that can stand as an argument of a command: text, bytes or a number.
public protocol RedisArgument: Sendable {
    /// The bytes that go over the wire.
    var redisBytes: [UInt8] { get }
}

extension String: RedisArgument {
    /// UTF-8.
    public var redisBytes: [UInt8] { Array(utf8) }
}

extension Int: RedisArgument {
    /// Decimal digits.
    public var redisBytes: [UInt8] { Array(String(self).utf8) }
}

extension Double: RedisArgument {
    /// The shortest decimal form that reads back to the same number.
    public var redisBytes: [UInt8] { Array(description.utf8) }
}

extension [UInt8]: RedisArgument {
    /// The bytes as they are.
    public var redisBytes: [UInt8] { self }
}

/// One command, encoded and ready to send.
public struct RedisCommand: Sendable {
    /// What errors call it: the command's name, never its arguments.
    let name: String
    /// The command in Redis' wire form.
    let wire: [UInt8]

    /// A command and its arguments, such as `RedisCommand("SET", "key", bytes)`.
    public init(_ name: String, _ arguments: any RedisArgument...) {
        self.init(name, arguments: arguments)
    }

    /// A command with a list of arguments.
    ///
    /// `label` is what errors call it, when the bare name says too little.
    public init(_ name: String, arguments: [any RedisArgument], label: String? = nil) {
        self.name = label ?? name
        // An array of bulk strings: *<count>\r\n, then $<bytes>\r\n<value>\r\n for each.
        var wire = Array("*\(arguments.count + 1)\r\n".utf8)
        func append(_ value: [UInt8]) {
            wire.append(contentsOf: "$\(value.count)\r\n".utf8)
            wire.append(contentsOf: value)
            wire.append(contentsOf: "\r\n".utf8)
        }
        append(name.redisBytes)
        for argument in arguments { append(argument.redisBytes) }
        self.wire = wire
    }
}
