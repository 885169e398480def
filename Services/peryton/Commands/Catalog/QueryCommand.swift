import ArgumentParser
import Foundation
import Messages
import ServiceKit
import Tables

/// `peryton query`: asks the catalogue.
struct QueryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Ask the catalogue: ADQL in, rows out.",
        discussion: """
            On a terminal the first rows are shown as a table. Into a file, by --out or by >, go all rows: small results at \
            once, others through a job that is deleted afterwards. --submit makes a job that stays.

            Examples:
              peryton query "SELECT TOP 10 ra, dec FROM dr1.main"
              peryton query @brightest.adql --out brightest.fits
              peryton query "SELECT * FROM dr1.tile" --format votable > tiles.vot
              peryton query - --submit --name cluster < cluster.adql
              peryton query "SELECT ra FROM dr1.mian" --check
              peryton query --check --jsonl < corpus.jsonl
            """)

    @OptionGroup var mesh: MeshOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "File for all rows; its name tells the format, and .gz that it is compressed.", valueName: "file"))
    var out: String?

    @Option(help: "Format of the result: \(FormatChoice.names). Default: by --out, else csv; a table on a terminal.")
    var format: String?

    @Flag(help: "Compress the result by gzip.")
    var gzip = false

    @Option(help: ArgumentHelp("Several files, each of about so many megabytes.", valueName: "MB"))
    var splitMegabytes: UInt64?

    @Option(help: "The most rows. Default: 1000 on a terminal, all of them elsewhere.")
    var rows: UInt64?

    @Option(help: "The most seconds that the query may take. Default: 30 on a terminal, a day elsewhere.")
    var seconds: Double?

    @Option(help: "Version of ADQL: 2.1 or 2.0.")
    var adqlVersion = "2.1"

    @Flag(help: "Only say whether the query is right: grammar, names and types.")
    var check = false

    @Flag(help: "Only say how the query would be worked at.")
    var explain = false

    @Flag(help: "Make a job of it and print its id.")
    var submit = false

    @Flag(help: "With --submit: wait until the job is over; --out then gets its result.")
    var wait = false

    @Option(help: ArgumentHelp("The rows become a table of your own of this name.", valueName: "table"))
    var into: String?

    @Option(help: "With --submit: name of the job. Default: the query's first words.")
    var name: String?

    @Flag(
        help: """
            With --check: read lines {"id", "adql", "version"} and write {"id", "valid", "error"}; grammar alone, no mesh.
            """)
    var jsonl = false

    @Flag(help: "With --check --jsonl: also names and types, against the tables of the mesh.")
    var names = false

    @Argument(help: "The query, or @FILE with it, or - for standard input.")
    var query: String?

    func validate() throws {
        guard ["2.0", "2.1"].contains(adqlVersion) else {
            throw ValidationError("adql-version \(adqlVersion): expected 2.0 or 2.1")
        }
        if let rows, rows == 0 { throw ValidationError("rows 0: expected at least 1") }
        if let seconds, !(seconds > 0 && seconds <= 1e7) {
            throw ValidationError("seconds \(seconds): expected more than 0")
        }
        if let splitMegabytes, splitMegabytes == 0 || splitMegabytes > 1_000_000 {
            throw ValidationError("split-megabytes \(splitMegabytes): expected 1 to 1000000")
        }
        guard !jsonl || check else { throw ValidationError("--jsonl goes with --check") }
        guard !names || jsonl else { throw ValidationError("--names goes with --check --jsonl") }
        guard query != nil || jsonl else { throw ValidationError("expected a query, @FILE or -") }
        guard query == nil || !jsonl else { throw ValidationError("--jsonl reads queries from standard input only") }
        guard [check, explain, submit].filter({ $0 }).count <= 1 else {
            throw ValidationError("expected one of --check, --explain and --submit")
        }
        guard submit || (!wait && name == nil) else { throw ValidationError("--wait and --name go with --submit") }
        guard into == nil || (out == nil && format == nil) else {
            throw ValidationError("--into makes a table and no file: it does not go with --out and --format")
        }
        if format != nil || out != nil { _ = try FormatChoice.format(named: format, path: out) }
    }

    func run() async throws {
        if jsonl { return try await checkLines() }
        let order = QueryOrder(
            adql: try QueryText.read(query ?? "-"), version: adqlVersion, rows: rows, seconds: seconds)
        try await Interruption.ends { [self] in
            try await mesh.withClient { client in
                if check { return try await show(checkOf: order, client) }
                if explain { return try await show(planOf: order, client) }
                if submit || into != nil { return try await submit(order, client) }
                if out == nil, format == nil, isatty(STDOUT_FILENO) == 1 { return try await show(order, client) }
                try await save(order, client)
            }
        }
    }

    private func show(_ order: QueryOrder, _ client: MeshClient) async throws {
        let reply = try await client.quick(order.request())
        try ResultPrinter(width: ResultTable.terminalWidth, tell: remark).show(
            reply, allRows: "--out FILE, --rows N or --submit gives more")
    }

    private func save(_ order: QueryOrder, _ client: MeshClient) async throws {
        let saver = ResultSaver(
            client: client, run: JobRun(client: client, progress: ProgressLine("querying", isForTerminals: true)))
        let saved = try await saver.save(order, to: out ?? ResultSaver.standardOutput, form: form())
        if out != nil { remark("\(saved.files.joined(separator: ", ")): \(Numbers.rows(saved.rows))") }
        if !saved.notice.isEmpty { remark("truncated: \(saved.notice)") }
    }

    private func form() throws -> ResultSaver.Form {
        ResultSaver.Form(
            format: try FormatChoice.format(named: format, path: out), isGzipped: gzip || out?.hasSuffix(".gz") == true,
            splitBytes: (splitMegabytes ?? 0) * 1_000_000)
    }

    private func submit(_ order: QueryOrder, _ client: MeshClient) async throws {
        let run = JobRun(client: client, progress: ProgressLine("querying", isForTerminals: true))
        let saver = ResultSaver(client: client, run: run)
        let parameters =
            if let into { order.parameters(into: into) } else { saver.parameters(order, try form()) }
        let job = try await run.submit(
            kind: "query", name: name ?? ResultSaver.name(of: order), query: parameters)
        guard wait || out != nil || (into != nil && !submit) else { return say(job.id) }
        let ended = try await run.wait(for: job)
        guard let out else { return say(ended.message.isEmpty ? "job \(job.id) is done" : ended.message) }
        let saved = try await saver.download(ended, to: out)
        remark("\(saved.files.joined(separator: ", ")): \(Numbers.rows(saved.rows))")
    }

    private func show(checkOf order: QueryOrder, _ client: MeshClient) async throws {
        let reply = try await client.askCatalog("query-check", order.request(), as: CheckReply.self)
        say(TableTexts.check(reply))
    }

    private func show(planOf order: QueryOrder, _ client: MeshClient) async throws {
        let reply = try await client.askCatalog("query-explain", order.request(), as: ExplainReply.self)
        say(reply.text)
        say("\n\(reply.sql)")
    }

    private func checkLines() async throws {
        let checker: QueryChecker
        if names {
            var list: TableList?
            try await mesh.withClient { list = try await $0.tables() }
            checker = QueryChecker(tables: list)
        } else {
            checker = QueryChecker(tables: nil)
        }
        let output = try OutputFile(nil)
        try QueryCheckLines(check: checker.fault).run { try output.write($0) }
    }
}
