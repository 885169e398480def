import ArgumentParser
import Foundation

/// What a command declares, as the argument parser itself tells it (its "tool info" JSON).
struct CommandDescription: Decodable {
    struct Argument: Decodable {
        struct Name: Decodable {
            var kind: String
            var name: String
        }
        var kind: String
        var isRepeating: Bool
        var names: [Name]?
        var preferredName: Name?
        var allValues: [String]?

        var isOption: Bool { kind == "option" }
        var isFlag: Bool { kind == "flag" }
        /// The name without dashes that environment and file use too; nil for what has no long name.
        var key: String? {
            guard isOption || isFlag else { return nil }
            if let preferredName, preferredName.kind == "long" { return preferredName.name }
            return names?.first { $0.kind == "long" }?.name
        }
    }
    var commandName: String
    var defaultSubcommand: String?
    var subcommands: [CommandDescription]?
    var arguments: [Argument]?

    private struct ToolInfo: Decodable {
        var command: CommandDescription
    }

    /// Asks a command for its description.
    init(of command: (some ParsableArguments).Type) throws {
        self = try JSONDecoder().decode(ToolInfo.self, from: Data(command._dumpHelp().utf8)).command
    }

    /// What can be configured: all with a long name, without those that only print something, and without the
    /// negative half of a flag with an inversion.
    var configurable: [Argument] {
        let printing: Set = ["help", "help-hidden", "version", "generate-completion-script", "config"]
        let flags = Set((arguments ?? []).filter(\.isFlag).compactMap(\.key))
        return (arguments ?? []).filter { argument in
            guard let key = argument.key else { return false }
            let isNegative = argument.isFlag && key.hasPrefix("no-") && flags.contains(String(key.dropFirst(3)))
            return !printing.contains(key) && !isNegative
        }
    }

    /// The flag `--no-<key>` that takes a flag back; nil where there is none.
    func negative(of argument: Argument) -> Argument? {
        guard argument.isFlag, let key = argument.key else { return nil }
        return (arguments ?? []).first { $0.isFlag && $0.key == "no-\(key)" }
    }

    /// The keys of this command and of all below it.
    var allKeys: Set<String> {
        (subcommands ?? []).reduce(into: Set(configurable.compactMap(\.key))) { $0.formUnion($1.allKeys) }
    }
}
