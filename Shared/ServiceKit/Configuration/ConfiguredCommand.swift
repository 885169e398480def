public import ArgumentParser
import Foundation

/// A command whose options may also come from the environment and from a YAML file.
///
/// Declare it like any `AsyncParsableCommand`. An option `--anomaly-limit` is then also the environment
/// variable `PERYTON_ANOMALY_LIMIT` and the key `anomaly-limit` of the file that `--config` or
/// PERYTON_CONFIG names. Flags win over the environment, the environment over the file.
///
/// The program ends with status 0 after success, 1 after a failure and 2 after wrong usage, the latter two
/// with one line on standard error.
public protocol ConfiguredCommand: AsyncParsableCommand {}

extension ConfiguredCommand {
    /// Runs the program.
    public static func main() async {
        let status = await start(
            Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment,
            print: { Swift.print($0) }, complain: writeLineToStandardError)
        Foundation.exit(status)
    }

    /// Parses, runs, and gives the exit status.
    static func start(
        _ arguments: [String], environment: [String: String], print: (String) -> Void, complain: (String) -> Void
    ) async -> Int32 {
        var command: any ParsableCommand
        do {
            command = try parse(arguments, environment: environment)
        } catch let error as ConfigurationError {
            complain("\(_commandName): \(error)")
            return 2
        } catch {
            print(cleanMessage(for: error))
            return 0
        }
        do {
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return 0
        } catch let code as ExitCode {
            return code.rawValue
        } catch  where exitCode(for: error).isSuccess {
            print(cleanMessage(for: error))
            return 0
        } catch let error as ValidationError {
            complain("\(_commandName): \(error.message)")
            return 2
        } catch {
            complain("\(_commandName): \(error)")
            return 1
        }
    }

    /// The command with its options from flags, environment and file.
    ///
    /// - Throws: `ConfigurationError` for what is wrong, and the parser's own error where help was asked for.
    static func parse(
        _ arguments: [String], environment: [String: String]
    ) throws -> any ParsableCommand {
        let description = try CommandDescription(of: self)
        let expansion = try ArgumentExpansion(arguments, for: description, environment: environment)
        do {
            return try parseAsRoot(expansion.arguments)
        } catch  where exitCode(for: error).isSuccess {
            throw error
        } catch {
            throw ParseFailure(message: message(for: error), command: self, description, expansion).error
        }
    }

    /// The text of what is no failure but thrown all the same: help, version, a clean end.
    private static func cleanMessage(for error: any Error) -> String {
        let text = fullMessage(for: error)
        return text.contains("USAGE:") ? "\(text)\n\(configurationHelp)" : text
    }

    /// The lines that end every help text.
    static var configurationHelp: String {
        """
        CONFIGURATION:
          Every option may also be set in the environment, as PERYTON_ and its name
          in capitals (PERYTON_LOG_LEVEL=debug), or in the YAML file that --config or
          PERYTON_CONFIG names (log-level: debug). Flags win over the environment,
          the environment wins over the file.
        """
    }
}
