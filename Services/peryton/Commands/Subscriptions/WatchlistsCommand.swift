import ArgumentParser
import Messages

/// `peryton watchlists`: positions that one watches.
struct WatchlistsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watchlists", abstract: "Keep lists of positions that subscriptions watch.",
        discussion: """
            A subscription with --watchlist NAME is told of anomalies at a row of the list only, and its notices say which.

            Examples:
              peryton watchlists create my-agn --radius 2 --from agn.fits
              peryton watchlists add my-agn "NGC 4151" 182.63574 39.40585
              peryton watchlists show my-agn --csv > my-agn.csv
              peryton subscriptions create agn --watchlist my-agn --tail 0.005
            """,
        subcommands: [
            WatchlistsCreateCommand.self, WatchlistsAddCommand.self, WatchlistsRemoveCommand.self,
            WatchlistsImportCommand.self, WatchlistsListCommand.self, WatchlistsShowCommand.self,
            WatchlistsDeleteCommand.self,
        ], defaultSubcommand: WatchlistsListCommand.self)
}

/// The columns of a file with rows, in the words of help.
let watchlistFileHelp = """
    The file is a table (CSV, FITS, VOTable and others, compressed or not) with the columns id, ra and dec (ICRS, \
    degrees), and where they are there radius (arcseconds) and comment. A row whose id is in the list takes its place.
    """

/// `peryton watchlists create`: makes a list.
struct WatchlistsCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a watch-list, empty or from a file.", discussion: watchlistFileHelp)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name: a–z, 0–9 and -.")
    var name: String

    @Option(help: ArgumentHelp("How near an anomaly must be, of rows that name no radius.", valueName: "arcsec"))
    var radius = 2.0

    @Option(help: ArgumentHelp("File with rows.", valueName: "file"))
    var from: String?

    @Option(help: ArgumentHelp("What it is for.", valueName: "text"))
    var comment: String?

    func validate() throws {
        guard radius > 0, radius <= 3_600 else {
            throw ValidationError("radius \(radius): expected more than 0 and at most 3600 arcseconds")
        }
    }

    func run() async throws {
        try await Interruption.ends { [self] in
            let file = try from.map { try WatchlistFile($0) }
            try await mesh.withClient { client in
                if try await client.watchlists().contains(where: { $0.name == name }) {
                    throw CommandFailure("watch-list \(name) is there; peryton watchlists import \(name) adds rows")
                }
                var list = try await client.edit(
                    WatchlistEdit(name: name, creates: true, radiusArcseconds: radius, comment: comment ?? ""))
                if let file { list = try await WatchlistImport(client: client, name: name).run(file) }
                say("watch-list \(list.name) is made: \(Numbers.rows(list.rows))")
            }
        }
    }
}

/// `peryton watchlists import`: puts the rows of a file into a list.
struct WatchlistsImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Put the rows of a file into a watch-list.", discussion: watchlistFileHelp)

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Name of the list.")
    var name: String

    @Argument(help: "File with rows.")
    var file: String

    @Flag(help: "Take all rows out of the list first.")
    var replace = false

    func run() async throws {
        try await Interruption.ends { [self] in
            let source = try WatchlistFile(file)
            try await mesh.withClient { client in
                if replace { _ = try await client.edit(WatchlistEdit(name: name, clears: true)) }
                let list = try await WatchlistImport(client: client, name: name).run(source)
                say("watch-list \(list.name) has \(Numbers.rows(list.rows))")
            }
        }
    }
}

/// `peryton watchlists list`: one's own lists.
struct WatchlistsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List your watch-lists.")

    @OptionGroup var mesh: MeshOptions

    @Flag(help: "Print one JSON object a line.")
    var json = false

    func run() async throws {
        try await mesh.withClient { client in
            let lists = try await client.watchlists()
            if json { return try lists.forEach { say(try WatchlistJSON($0).jsonLine()) } }
            guard !lists.isEmpty else {
                return say("you have no watch-list yet; make one: peryton watchlists create NAME --from FILE")
            }
            say(WatchlistTexts.list(lists))
        }
    }
}

/// `peryton watchlists delete`: ends lists.
struct WatchlistsDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete watch-lists with all their rows.")

    @OptionGroup var mesh: MeshOptions

    @Argument(help: "Names of the lists.")
    var names: [String]

    func run() async throws {
        try await mesh.withClient { client in
            for name in names {
                let list = try await client.askNotifier(
                    "watchlist-delete", NameRequest(name: name), as: Watchlist.self, timeoutSeconds: 120)
                say("watch-list \(name) is deleted: \(Numbers.rows(list.rows))")
            }
        }
    }
}
