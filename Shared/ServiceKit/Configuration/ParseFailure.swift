import ArgumentParser

/// Turns the parser's words into ours: what is wrong, where it came from, what was expected.
struct ParseFailure {
    let error: ConfigurationError

    /// - Parameters:
    ///   - message: the parser's own words, from which value and option are taken.
    ///   - command: the root command.
    init(
        message: String, command: any ParsableCommand.Type, _ description: CommandDescription,
        _ expansion: ArgumentExpansion
    ) {
        // The parser's error type is private; its sentence is not, and a test holds it to this shape.
        let badValue = /The value '(?<value>.*?)' is invalid for '(?<name>-[^ ']*)(?: <.*?>)?'(?:: (?<reason>.*))?/
            .dotMatchesNewlines()
        if let match = message.prefixMatch(of: badValue),
            let found = Self.argument(named: match.name, in: description, calling: expansion.subcommands[...])
        {
            let expected =
                match.reason.map(String.init)
                ?? found.argument.allValues.map { "one of \($0.joined(separator: ", "))" }
                ?? Self.commandTypes(from: command, calling: expansion.subcommands[...])
                .lazy.compactMap { Expectation.of(found.key, in: $0.init()) }.first
                ?? "another kind of value"
            let source = expansion.sources[found.key] ?? .flag(String(match.name))
            error = .badValue(key: found.key, value: String(match.value), source: source, expected: expected)
            return
        }
        let sentence = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        let missing = /Missing expected argument '--(?<key>[^ ']*).*/
        if let match = sentence.wholeMatch(of: missing) {
            error = ConfigurationError(
                "\(match.key) is missing; expected the flag --\(match.key), "
                    + "the environment variable \(ArgumentExpansion.variable(for: String(match.key))) "
                    + "or the key \(match.key) in the configuration file")
        } else {
            error = ConfigurationError(sentence)
        }
    }

    /// The option of a name: that of the innermost command called that has it, as others may have one of the same name.
    private static func argument(
        named name: Substring, in description: CommandDescription, calling subcommands: ArraySlice<String>
    ) -> (key: String, argument: CommandDescription.Argument)? {
        if let next = description.subcommands?.first(where: { $0.commandName == subcommands.first }),
            let found = argument(named: name, in: next, calling: subcommands.dropFirst())
        {
            return found
        }
        let bare = name.drop { $0 == "-" }
        for argument in description.configurable {
            if let key = argument.key, argument.names?.contains(where: { $0.name == bare }) == true {
                return (key, argument)
            }
        }
        return nil
    }

    /// The types of the commands called, innermost first.
    private static func commandTypes(
        from command: any ParsableCommand.Type, calling subcommands: ArraySlice<String>
    ) -> [any ParsableCommand.Type] {
        let next = command.configuration.subcommands.first { $0._commandName == subcommands.first }
        return (next.map { commandTypes(from: $0, calling: subcommands.dropFirst()) } ?? []) + [command]
    }
}
