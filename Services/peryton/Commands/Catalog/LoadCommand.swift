import ArgumentParser
import Foundation
import Messages
import ServiceKit
import Tables

/// `peryton load`: a file becomes a table.
struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Make a table of a file, or add its rows to one.",
        discussion: """
            Reads CSV, tab, FITS, VOTable, HDF5 and JSON lines, compressed or not. What would be made is shown first.

            Examples:
              peryton load stars.csv                          mydb.stars, after a question
              peryton load stars.fits --table mine --yes
              peryton load more.csv --table mine --append --sentinel 99 --sentinel mag_g=-9999
            """)

    @OptionGroup var mesh: MeshOptions

    @Option(help: "Name of the table: mine is mydb.mine. Default: as the file is called.")
    var table: String?

    @Flag(help: "Add the rows to a table that is there.")
    var append = false

    @Option(
        help: ArgumentHelp(
            "Value that means null, in all columns or in one; may be given several times.", valueName: "[column=]value")
    )
    var sentinel: [String] = []

    @Option(
        help: ArgumentHelp(
            "Column of the right ascension, ICRS, degrees. Default: by UCD and name.", valueName: "column"))
    var ra: String?

    @Option(
        help: ArgumentHelp("Column of the declination, ICRS, degrees. Default: by UCD and name.", valueName: "column"))
    var dec: String?

    @Option(help: ArgumentHelp("Column to index; may be given several times.", valueName: "column"))
    var index: [String] = []

    @Option(help: "What the table is, one line.")
    var description = ""

    @Option(help: "Format of the file: \(FormatChoice.names). Default: by its name and content.")
    var format: String?

    @Flag(name: .customLong("public"), help: "Everybody in the project may read it.")
    var isPublic = false

    @Flag(help: "The file is in the service's import folder; nothing is uploaded.")
    var server = false

    @Flag(name: .shortAndLong, help: "Do not ask before the table is made.")
    var yes = false

    @Argument(help: "The file.")
    var file: String

    func validate() throws {
        guard (ra == nil) == (dec == nil) else { throw ValidationError("--ra and --dec go together") }
        if format != nil { _ = try FormatChoice.format(named: format, path: file) }
        for rule in sentinel {
            let value = rule.split(separator: "=", omittingEmptySubsequences: false).last.map(String.init) ?? ""
            guard Double(value) != nil else {
                throw ValidationError("sentinel \(rule): expected a number, or column=number")
            }
        }
    }

    func run() async throws {
        try await Interruption.ends { [self] in
            try await mesh.withClient { client in
                let load = TableLoad(client: client, parameters: try parameters())
                let inspected = try await load.inspect(file, onServer: server)
                say(try inspected.text)
                guard try yes || agrees() else { throw CommandFailure("nothing was made") }
                say(try await load.make(inspected))
            }
        }
    }

    private func parameters() throws -> LoadParameters {
        LoadParameters(
            table: table ?? "", appends: append, sentinels: sentinel, raColumn: ra ?? "", decColumn: dec ?? "",
            indexedColumns: index, description: description,
            format: try format.map { try FormatChoice.format(named: $0, path: nil).rawValue } ?? "", isPublic: isPublic)
    }

    private func agrees() throws -> Bool {
        guard isatty(STDIN_FILENO) == 1 else {
            throw CommandFailure("standard input is no terminal to ask on; --yes makes the table without a question")
        }
        remark(append ? "\nAdd the rows? [y/N] " : "\nMake this table? [y/N] ")
        return readLine().map { ["y", "yes"].contains($0.lowercased()) } ?? false
    }
}
