import ArgumentParser
import Bus
import Foundation
import Messages
import Synchronization
import UnixSignals

/// The interactive shell: reads requests and carries them out, one after another.
///
/// Whatever goes wrong with a request is one line, and the shell goes on.
final class Shell: Sendable {
    /// Files that run files end here.
    private static let deepestFile = 8

    let client: MeshClient
    /// Names for completion.
    let names = Mutex(TableNames())
    let history = HistoryFile()
    /// What runs now: Ctrl-C cancels it.
    private let running = Mutex<Task<Void, any Error>?>(nil)
    private let failures = Mutex(0)
    /// The editor of the terminal; nil in a script.
    private let editor = Mutex<LineEditor?>(nil)

    init(client: MeshClient) {
        self.client = client
    }

    /// Talks with somebody on a terminal until they leave.
    func talk() async throws {
        guard let editor = LineEditor(history: history.read()) else {
            throw CommandFailure("this terminal cannot be used for editing; give statements on standard input")
        }
        self.editor.withLock { $0 = editor }
        await refreshNames(says: true)
        let tables = names.withLock(\.tables.count)
        say("peryton sql, project \(client.project): \(tables) tables; help tells what you can do, Ctrl-D leaves")
        try await watchingForInterrupts {
            var parser = ShellParser()
            while true {
                let completer = ShellCompleter(names: names.withLock { $0 }, before: parser.pending)
                let line = await editor.read(prompt: parser.isInStatement ? "      -> " : "peryton> ") {
                    completer.completion(of: $0, rest: $1)
                }
                switch line {
                case .end where parser.isInStatement, .interrupted: parser.reset()
                case .end: return
                case .text(let text):
                    let before = parser.pending
                    let requests = parser.take(text)
                    if !requests.isEmpty { remember(before + text, editor) }
                    for request in requests where await carryOut(request, depth: 0) == .leave { return }
                }
            }
        }
    }

    /// Carries out what stands on standard input.
    func runScript() async throws {
        try await watchingForInterrupts {
            var parser = ShellParser()
            while let line = readLine(strippingNewline: false) {
                for request in parser.take(line) where await carryOut(request, depth: 0) == .leave { return }
            }
            if let last = parser.finish() { _ = await carryOut(last, depth: 0) }
        }
        guard failures.withLock({ $0 }) == 0 else { throw ExitCode.failure }
    }

    /// Asks a question with yes or no; where nobody can be asked, yes.
    func agrees(_ question: String) async -> Bool {
        guard let editor = editor.withLock({ $0 }) else { return true }
        guard case .text(let answer) = await editor.read(prompt: "\(question) [y/N] ", completer: { _, _ in .nothing })
        else { return false }
        return ["y", "yes"].contains(answer.lowercased().filter { !$0.isWhitespace })
    }

    /// Whether somebody sits at a terminal.
    var isInteractive: Bool { editor.withLock { $0 != nil } }

    /// Reads the names of tables and columns again.
    func refreshNames(says: Bool = false) async {
        do {
            let list = try await client.tables()
            names.withLock { $0 = TableNames(list) }
        } catch {
            if says { remark("no names for completion: \(MeshOptions.explained(error))") }
        }
    }

    /// What a shell does after a request.
    enum Next: Sendable { case goOn, leave }

    /// Carries out a request; what goes wrong is told.
    func carryOut(_ request: ShellRequest, depth: Int) async -> Next {
        switch request {
        case .command(.quit, _): return .leave
        case .command(.run, let path):
            guard depth < Self.deepestFile else {
                fail("@\(path): files that run files stand \(Self.deepestFile) deep already")
                return .goOn
            }
            return await runFile(ShellParser.unquoted(path), depth: depth + 1)
        case .fault(let text): fail(text)
        case .command(let command, let arguments):
            await cancellable { try await ShellActions(shell: self).run(command, arguments) }
        case .statement(let statement):
            await cancellable { try await ShellActions(shell: self).run(statement) }
        }
        return .goOn
    }

    private func runFile(_ path: String, depth: Int) async -> Next {
        guard let text = try? String(contentsOfFile: UserPath.expanded(path), encoding: .utf8)
        else {
            fail("\(path): no such file, or it is not UTF-8 text; expected statements")
            return .goOn
        }
        var parser = ShellParser()
        var requests = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { parser.take(String($0)) }
        if let last = parser.finish() { requests.append(last) }
        for request in requests where await carryOut(request, depth: depth) == .leave { return .leave }
        return .goOn
    }

    private func cancellable(_ work: @escaping @Sendable () async throws -> Void) async {
        let task = Task { try await work() }
        running.withLock { $0 = task }
        defer { running.withLock { $0 = nil } }
        do {
            try await task.value
        } catch is CancellationError {
            fail("cancelled")
        } catch {
            fail(task.isCancelled ? "cancelled" : "\(MeshOptions.explained(error))")
        }
    }

    private func fail(_ line: String) {
        failures.withLock { $0 += 1 }
        remark(isInteractive ? line : "peryton: \(line)")
    }

    /// Remembers what was typed, on one line.
    private func remember(_ text: String, _ editor: LineEditor) {
        let line = StatementScanner.oneLine(text)
        guard !line.isEmpty else { return }
        editor.remember(line)
        history.append(line)
    }

    /// Ctrl-C cancels what runs; a script then ends, too.
    private func watchingForInterrupts(_ work: @Sendable () async throws -> Void) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint)
        let watcher = Task {
            for await _ in signals {
                running.withLock { $0?.cancel() }
                if !isInteractive { Foundation.exit(Interruption.status.rawValue) }
            }
        }
        defer { watcher.cancel() }
        try await work()
    }
}
