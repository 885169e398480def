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
        // Commands may have options of the same name: one that takes any text has no bad value.
        let badMatch = message.prefixMatch(of: badValue)
        let named = badMatch.map { Self.arguments(named: $0.name, in: description) } ?? []
        if let match = badMatch, let found = named.first(where: { $0.argument.allValues != nil }) ?? named.first {
            let expected =
                match.reason.map(String.init)
                ?? found.argument.allValues.map { "one of \($0.joined(separator: ", "))" }
                ?? Self.commandTypes(below: command).lazy.compactMap { Expectation.of(found.key, in: $0.init()) }.first
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

    private static func arguments(
        named name: Substring, in description: CommandDescription
    ) -> [(key: String, argument: CommandDescription.Argument)] {
        let bare = name.drop { $0 == "-" }
        let own = description.configurable.compactMap { argument in
            argument.names?.contains { $0.name == bare } == true
                ? argument.key.map { (key: $0, argument: argument) } : nil
        }
        return own + (description.subcommands ?? []).flatMap { arguments(named: name, in: $0) }
    }

    private static func commandTypes(below command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
        [command] + command.configuration.subcommands.flatMap { commandTypes(below: $0) }
    }
}
