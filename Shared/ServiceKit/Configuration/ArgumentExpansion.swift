/// The arguments of a program together with what environment and file add to them.
///
/// Every option that the command declares and that is not given as a flag is looked up in the environment,
/// then in the file, and what is found is put in as if it had been given as a flag. So the argument parser
/// stays the only place that reads values.
struct ArgumentExpansion {
    let arguments: [String]
    /// Where each configured value came from, by key.
    let sources: [String: ConfigurationSource]
    /// The names of the subcommands that are called, outermost first.
    let subcommands: [String]

    /// The environment variable of a key: `anomaly-limit` is `PERYTON_ANOMALY_LIMIT`.
    static func variable(for key: String) -> String {
        "PERYTON_" + key.uppercased().replacing("-", with: "_")
    }

    init(
        _ given: [String], for root: CommandDescription, environment: [String: String]
    ) throws(ConfigurationError) {
        // Help must come even where the configuration is broken.
        let printing: Set = ["-h", "--help", "--help-hidden", "--version"]
        if given.first == "help" || given.prefix(while: { $0 != "--" }).contains(where: { printing.contains($0) }) {
            arguments = given
            sources = [:]
            subcommands = []
            return
        }
        let chain = Self.commands(in: given, from: root)
        subcommands = chain.dropFirst().map(\.command.commandName)
        let file = try Self.file(chain, given: given, root: root, environment: environment)
        var arguments = given
        var sources: [String: ConfigurationSource] = [:]
        // From the last command to the first, so that positions before stay right.
        for (command, position) in chain.reversed() {
            var added: [String] = []
            for argument in command.configurable {
                guard let key = argument.key else { continue }
                let negative = command.negative(of: argument)
                let forms = [argument, negative].compactMap { $0 }
                if let name = forms.lazy.compactMap({ Self.givenName(of: $0, in: given) }).first {
                    sources[key] = .flag(name)
                    continue
                }
                let variable = Self.variable(for: key)
                let values: [String]
                let source: ConfigurationSource
                if let text = environment[variable], !text.isEmpty {
                    values = argument.isRepeating ? text.split(separator: ",").map(String.init) : [text]
                    source = .environment(variable: variable)
                } else if let entry = file?.entries[key], let file {
                    values = entry.values
                    source = .file(path: file.path, line: entry.line)
                } else {
                    continue
                }
                sources[key] = source
                added += try Self.words(
                    for: argument, key: key, negative: negative?.key, values: values, source: source)
            }
            arguments.insert(contentsOf: added, at: position)
        }
        self.arguments = arguments
        self.sources = sources
    }

    /// The command and the subcommands that the arguments call, each with the position after its name.
    private static func commands(
        in given: [String], from root: CommandDescription
    ) -> [(command: CommandDescription, position: Int)] {
        var chain = [(command: root, position: 0)]
        var current = root
        var index = 0
        while index < given.count, given[index] != "--" {
            let word = given[index]
            index += 1
            if word.hasPrefix("-") {
                let option = (current.arguments ?? []).first { $0.isOption && givenName(of: $0, in: [word]) != nil }
                if option != nil, !word.contains("=") { index += 1 }
            } else if let next = current.subcommands?.first(where: { $0.commandName == word }) {
                current = next
                chain.append((next, index))
            } else {
                break
            }
        }
        while let name = current.defaultSubcommand, let last = chain.last,
            let next = current.subcommands?.first(where: { $0.commandName == name })
        {
            current = next
            chain.append((next, last.position))
        }
        return chain
    }

    /// The file named by `--config` or PERYTON_CONFIG, where the command has that option.
    private static func file(
        _ chain: [(command: CommandDescription, position: Int)], given: [String], root: CommandDescription,
        environment: [String: String]
    ) throws(ConfigurationError) -> ConfigurationFile? {
        guard chain.contains(where: { $0.command.arguments?.contains { $0.key == "config" } == true }) else {
            return nil
        }
        let known = root.allKeys
        for (index, word) in given.prefix(while: { $0 != "--" }).enumerated() {
            if word.hasPrefix("--config=") {
                let path = String(word.dropFirst("--config=".count))
                return try ConfigurationFile(path: path, source: .flag("--config"), known: known)
            }
            if word == "--config", index + 1 < given.count {
                return try ConfigurationFile(path: given[index + 1], source: .flag("--config"), known: known)
            }
        }
        guard let path = environment["PERYTON_CONFIG"], !path.isEmpty else { return nil }
        return try ConfigurationFile(path: path, source: .environment(variable: "PERYTON_CONFIG"), known: known)
    }

    /// The name by which an argument is given among the words, with its dashes; nil when it is not.
    private static func givenName(of argument: CommandDescription.Argument, in words: [String]) -> String? {
        for name in argument.names ?? [] {
            let form = name.kind == "long" ? "--\(name.name)" : "-\(name.name)"
            for word in words.prefix(while: { $0 != "--" }) {
                if word == form || word.hasPrefix("\(form)=") { return form }
                // Short flags may come together, as in -qv.
                let isCluster = word.hasPrefix("-") && !word.hasPrefix("--")
                if name.kind == "short", isCluster, word.dropFirst().contains(name.name) { return form }
            }
        }
        return nil
    }

    /// The words that give these values as flags.
    private static func words(
        for argument: CommandDescription.Argument, key: String, negative: String?, values: [String],
        source: ConfigurationSource
    ) throws(ConfigurationError) -> [String] {
        if argument.isFlag {
            let text = values.count == 1 ? values[0].lowercased() : values.joined(separator: ", ")
            if ["true", "yes", "on", "1"].contains(text) { return ["--\(key)"] }
            if ["false", "no", "off", "0"].contains(text) {
                return negative.map { ["--\($0)"] } ?? []
            }
            throw .badValue(key: key, value: text, source: source, expected: "true or false")
        }
        guard argument.isRepeating || values.count == 1 else {
            throw .badValue(
                key: key, value: values.joined(separator: ", "), source: source, expected: "one value, not a list")
        }
        // In one word, as a value of its own may begin with a dash.
        return values.map { "--\(key)=\($0)" }
    }
}
