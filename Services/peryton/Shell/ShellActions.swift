import Bus
import Foundation
import Jobs
import Messages

/// What the shell does: one function for each command, one for each thing that is done with a statement.
struct ShellActions: Sendable {
    let shell: Shell

    private var client: MeshClient { shell.client }

    /// Carries out a statement.
    func run(_ statement: ShellStatement) async throws {
        let order = QueryOrder(adql: statement.adql)
        switch statement.action {
        case .show: try await show(order)
        case .save(let path): try await save(order, to: path)
        case .check:
            let reply = try await client.askCatalog("query-check", order.request(), as: CheckReply.self)
            say(TableTexts.check(reply))
        case .explain:
            let reply = try await client.askCatalog("query-explain", order.request(), as: ExplainReply.self)
            say("\(reply.text)\n\n\(reply.sql)")
        case .submit:
            let run = JobRun(client: client, progress: ProgressLine("querying", isForTerminals: true))
            let job = try await run.submit(kind: "query", name: ResultSaver.name(of: order), query: order.parameters())
            say("job \(job.id) is submitted; `results \(job.id)` tells what it brought")
        }
    }

    private func show(_ order: QueryOrder) async throws {
        let progress = ProgressLine("running", isForTerminals: true)
        let clock = Task { await Self.showTime(progress) }
        let reply: QuickReply
        do {
            reply = try await client.quick(order.request())
        } catch {
            await Self.stop(clock, progress)
            guard case BusError.remote(code: "limit", let message) = error else { throw error }
            throw CommandFailure("\(message); end it with ; > FILE or with ; < submit")
        }
        await Self.stop(clock, progress)
        let isInteractive = shell.isInteractive
        let printer = ResultPrinter(width: ResultTable.terminalWidth) { isInteractive ? say($0) : remark($0) }
        try printer.show(reply, allRows: "; > FILE or ; < submit gives all")
    }

    private func save(_ order: QueryOrder, to path: String) async throws {
        let path = UserPath.expanded(path)
        let saver = ResultSaver(
            client: client, run: JobRun(client: client, progress: ProgressLine("querying", isForTerminals: true)))
        let form = ResultSaver.Form(
            format: try FormatChoice.format(named: nil, path: path), isGzipped: path.hasSuffix(".gz"))
        let saved = try await saver.save(order, to: path, form: form)
        say("\(saved.files.joined(separator: ", ")): \(Numbers.rows(saved.rows))")
    }

    /// Shows on a terminal how long something takes, from the first second on.
    private static func showTime(_ progress: ProgressLine) async {
        let begin = ContinuousClock.now
        while (try? await Task.sleep(for: .milliseconds(200))) != nil {
            let seconds = begin.duration(to: .now).seconds
            if seconds >= 1 { progress.tick(String(format: "%.0f s; Ctrl-C cancels", seconds)) }
        }
    }

    private static func stop(_ clock: Task<Void, Never>, _ progress: ProgressLine) async {
        clock.cancel()
        await clock.value
        progress.clear()
    }

    /// Carries out a command.
    func run(_ command: ShellCommand, _ arguments: String) async throws {
        let words = arguments.split(whereSeparator: \.isWhitespace).map { ShellParser.unquoted(String($0)) }
        switch command {
        case .help: say(ShellHelp.text)
        case .tables: try await listTables("")
        case .find: try await listTables(try expected(words, "find PATTERN"))
        case .columns:
            let pattern = try expected(words, "columns PATTERN")
            let list = try await client.tables(columnPattern: TableTexts.pattern(pattern))
            say(list.tables.isEmpty ? "no column has a name like \(pattern)" : TableTexts.columns(of: list.tables))
        case .describe:
            let table = try expected(words, "describe TABLE [PATTERN]")
            say(try await DescribeCommand.text(table, columns: words.count > 1 ? words[1] : nil, client))
        case .mytables, .quota: say(try await QuotaCommand.text(client))
        case .load: try await load(words)
        case .drop:
            let name = words.first?.lowercased() == "table" ? Array(words.dropFirst()) : words
            say(try await DropCommand.drop(try expected(name, "drop TABLE"), client))
            await shell.refreshNames()
        case .jobs: try await listJobs()
        case .cancel:
            let job = try await client.jobs().cancel(try expected(words, "cancel JOB"), project: client.project)
            say(
                job.phase.isFinal
                    ? "job \(job.id) was over already: \(job.phase.uwsName)" : "job \(job.id) is asked to end")
        case .results: try await results(words)
        case .history: say(shell.history.read().suffix(words.first.flatMap { Int($0) } ?? 50).joined(separator: "\n"))
        case .run, .quit: break
        }
    }

    private func expected(_ words: [String], _ usage: String) throws -> String {
        guard let word = words.first else { throw CommandFailure("expected \(usage)") }
        return word
    }

    private func listTables(_ pattern: String) async throws {
        let list = try await client.tables(pattern: TableTexts.pattern(pattern))
        guard !list.tables.isEmpty else {
            return say(pattern.isEmpty ? "the catalogue has no tables" : "no table has a name like \(pattern)")
        }
        say(TableTexts.list(list.tables))
    }

    private func load(_ words: [String]) async throws {
        let path = UserPath.expanded(try expected(words, "load FILE [TABLE]"))
        let load = TableLoad(
            client: client, parameters: LoadParameters(table: words.count > 1 ? words[1] : ""))
        let inspected = try await load.inspect(path)
        say(try inspected.text)
        guard await shell.agrees("make this table?") else { return say("nothing was made") }
        say(try await load.make(inspected))
        await shell.refreshNames()
    }

    private func listJobs() async throws {
        let jobs = try await client.jobs().jobs(project: client.project)
        guard !jobs.isEmpty else { return say("you have no jobs") }
        var table = TextTable(["JOB", "KIND", "PHASE", "DONE", "SUBMITTED", "NAME", "WHAT"])
        for job in jobs {
            table.add([
                job.id, job.kind, job.phase.uwsName, String(format: "%.0f %%", job.progress * 100),
                job.submittedAt.text, job.name, job.error.isEmpty ? job.message : job.error,
            ])
        }
        say(table.text(width: ResultTable.terminalWidth))
    }

    /// `results JOB` lists, `results JOB FILE` downloads.
    private func results(_ words: [String]) async throws {
        let id = try expected(words, "results JOB [FILE]")
        let job = try await client.jobs().job(id, project: client.project)
        guard words.count > 1 else {
            guard !job.results.isEmpty else {
                return say(
                    "job \(id) is \(job.phase.uwsName) and has no results: \(job.error.isEmpty ? job.message : job.error)"
                )
            }
            var table = TextTable(["FILE", "ROWS", "SIZE"])
            for result in job.results {
                table.add([result.name, Numbers.grouped(result.rows), Numbers.bytes(result.bytes)])
            }
            return say(table.text)
        }
        let saver = ResultSaver(
            client: client, run: JobRun(client: client, progress: ProgressLine("downloading", isForTerminals: true)))
        let saved = try await saver.download(job, to: UserPath.expanded(words[1]))
        say("\(saved.files.joined(separator: ", ")): \(Numbers.rows(saved.rows))")
    }
}

/// What the shell can do, for people.
enum ShellHelp {
    static let text = """
        SELECT …;                 the first rows of a query; it may go over several lines
        SELECT …; > stars.fits    all rows into a file: csv, tab, fits, vot, h5, jsonl, with .gz too
        check SELECT …;           grammar, names and types; also SELECT …; < check
        explain SELECT …;         how it would be worked at; also SELECT …; < explain
        submit SELECT …;          a job, whose result stays; also SELECT …; < submit
        tables                    all tables
        find PATTERN              tables by name
        columns PATTERN           columns by name, of all tables
        describe TABLE [PATTERN]  a table and its columns
        mytables, quota           your own tables and their room
        load FILE [TABLE]         a file becomes a table of yours
        drop TABLE                a table of yours goes
        jobs                      your jobs
        cancel JOB                asks for a job's end
        results JOB [FILE]        what a job brought; with FILE, brings it here
        history [N]               what was typed
        @FILE                     runs the statements of a file
        quit                      leaves, as Ctrl-D does

        Tab completes; Ctrl-C drops what is typed, or cancels what runs; Ctrl-R searches the history.
        """
}
