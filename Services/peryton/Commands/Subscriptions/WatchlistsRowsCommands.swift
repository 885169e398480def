import ArgumentParser
import Messages
import Sky

/// `peryton watchlists add`: puts one row into a list.
struct WatchlistsAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Put a row into a watch-list, or another in its place.",
        discussion: """
            Examples:
              peryton watchlists add my-agn "NGC 4151" 182.63574 39.40585
              peryton watchlists add my-agn Mrk335 "00 06 19.5 +20 12 10" --radius 3
              peryton watchlists add my-agn NGC1068 40.66963 -0.01329
            """)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name of the list.")
    var name: String

    @Argument(help: "Id of the row: any text, such as the object's name.")
    var id: String

    // A declination may begin with a minus, which looks like an option.
    @Argument(
        parsing: .allUnrecognized, help: "Right ascension and declination, ICRS: degrees or sexagesimal.")
    var position: [String]

    @Option(help: ArgumentHelp("How near an anomaly must be. Default: as the list says.", valueName: "arcsec"))
    var radius: Double?

    @Option(help: ArgumentHelp("What notices say of it.", valueName: "text"))
    var comment: String?

    func validate() throws {
        if let unknown = position.first(where: { $0.hasPrefix("--") }) {
            throw ValidationError("unknown option \(unknown)")
        }
        if let radius, !(radius > 0 && radius <= 3_600) {
            throw ValidationError("radius \(radius): expected more than 0 and at most 3600 arcseconds")
        }
        _ = try place()
    }

    func run() async throws {
        let place = try place()
        try await mesh.withClient { client in
            let list = try await client.edit(
                WatchlistEdit(
                    name: name,
                    put: [
                        WatchlistRow(
                            id: id, raDegrees: place.rightAscension, decDegrees: place.declination,
                            radiusArcseconds: radius ?? 0, comment: comment ?? "")
                    ]))
            say("watch-list \(list.name) has \(Numbers.rows(list.rows))")
        }
    }

    private func place() throws -> SkyPosition {
        let text = position.joined(separator: " ")
        do {
            return try Sexagesimal.position(text)
        } catch {
            throw ValidationError("position \(text): \(error)")
        }
    }
}

/// `peryton watchlists remove`: takes rows out of a list.
struct WatchlistsRemoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take rows out of a watch-list.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name of the list.")
    var name: String

    @Argument(help: "Ids of the rows.")
    var ids: [String]

    func run() async throws {
        try await mesh.withClient { client in
            let list = try await client.edit(WatchlistEdit(name: name, remove: ids))
            say("watch-list \(list.name) has \(Numbers.rows(list.rows))")
        }
    }
}

/// `peryton watchlists show`: a list and its rows.
struct WatchlistsShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a watch-list and its first rows; with --csv all rows.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name of the list.")
    var name: String

    @Flag(help: "Print all rows as CSV, which `import` reads back.")
    var csv = false

    private static let mostShown = 20

    func run() async throws {
        try await mesh.withClient { client in
            guard let list = try await client.watchlists().first(where: { $0.name == name }) else {
                throw CommandFailure("watch-list \(name): you have none of this name; `list` shows yours")
            }
            if csv {
                let output = try OutputFile(nil)
                try output.write(WatchlistTexts.csvHeading + "\n")
                return try await client.rows(of: name) { rows in
                    try output.write(rows.map { WatchlistTexts.csv($0) + "\n" }.joined())
                    return true
                }
            }
            say(WatchlistTexts.description(of: list))
            var first: [WatchlistRow] = []
            try await client.rows(of: name) { rows in
                first += rows.prefix(Self.mostShown - first.count)
                return first.count < Self.mostShown
            }
            guard !first.isEmpty else { return }
            say("\n" + WatchlistTexts.rows(first))
            if first.count < list.rows { say("… \(Numbers.grouped(list.rows)) in all; --csv has them") }
        }
    }
}
