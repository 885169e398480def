import ArgumentParser
import Foundation
import ServiceKit

/// `peryton sql`: the interactive shell.
struct SQLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql", abstract: "Ask the catalogue in a shell: history, completion, jobs.",
        discussion: """
            Statements end with ; and may go over several lines. Where standard input is no terminal, it is read as a script; \
            the exit status is then 0 only if everything went well. `help` in the shell lists all it knows.

            Examples:
              peryton sql
              peryton sql < night.sql
              echo 'SELECT COUNT(*) FROM dr1.main; > count.csv' | peryton sql
            """)

    @OptionGroup var mesh: MeshOptions

    func run() async throws {
        try await mesh.withClient { client in
            let shell = Shell(client: client)
            if isatty(STDIN_FILENO) == 1 {
                try await shell.talk()
            } else {
                try await shell.runScript()
            }
        }
    }
}
