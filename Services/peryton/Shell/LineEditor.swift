import CEdit
import Dispatch
import Foundation

/// Reads lines from a terminal: editing, history and completion by libedit (BSD).
///
/// `@unchecked Sendable`: everything here is touched only on `queue`, one line after another.
final class LineEditor: @unchecked Sendable {
    /// How reading a line ended.
    enum Line: Equatable, Sendable {
        case text(String)
        /// Ctrl-C: what was typed is dropped.
        case interrupted
        /// Ctrl-D on an empty line, or the terminal is gone.
        case end
    }

    /// Says what could stand at a cursor: gets the line up to it and from it on.
    typealias Completer = @Sendable (_ line: String, _ rest: String) -> Completion

    private static let historyLines: Int32 = 5_000
    /// A list of more is not shown in whole.
    private static let mostShown = 300

    private let queue = DispatchQueue(label: "peryton.line-editor")
    private let editor: OpaquePointer
    private let past: OpaquePointer
    private var prompt: UnsafeMutablePointer<CChar>
    private var completer: Completer = { _, _ in .nothing }
    private var wasInterrupted = false
    /// The line that the list of candidates was shown for: a second tab does not show it again.
    private var shownFor: String?

    /// An editor of the terminal on standard input; nil where libedit cannot use it.
    init?(history lines: [String]) {
        guard let editor = cedit_make(), let past = history_init(), let prompt = strdup("") else { return nil }
        self.editor = editor
        self.past = past
        self.prompt = prompt
        cedit_set_owner(editor, Unmanaged.passUnretained(self).toOpaque())
        cedit_use_emacs_keys(editor)
        cedit_set_prompt(editor) { $0.flatMap { LineEditor.owner(of: $0)?.prompt } }
        cedit_limit_history(past, Self.historyLines)
        cedit_set_history(editor, past)
        for line in lines { cedit_remember(past, line) }
        cedit_bind_own(editor, "^I", "peryton-complete") { editor, _ in
            editor.flatMap { LineEditor.owner(of: $0)?.complete() } ?? UInt8(CC_ERROR)
        }
        cedit_bind_own(editor, "^C", "peryton-interrupt") { editor, _ in
            editor.flatMap { LineEditor.owner(of: $0)?.interrupt() } ?? UInt8(CC_ERROR)
        }
        cedit_bind_own(editor, "^Z", "peryton-suspend") { editor, _ in
            cedit_hold_terminal(editor, 0)
            kill(0, SIGTSTP)
            cedit_hold_terminal(editor, 1)
            return UInt8(CC_REFRESH)
        }
        cedit_bind(editor, "^R", "em-inc-search-prev")
        cedit_bind(editor, "\\e[1;5D", "ed-prev-word")
        cedit_bind(editor, "\\e[1;5C", "em-next-word")
        cedit_bind(editor, "\\e[3~", "ed-delete-next-char")
        cedit_bind(editor, "\\e[H", "ed-move-to-beg")
        cedit_bind(editor, "\\e[F", "ed-move-to-end")
        // Ctrl-C comes as a key while a line is edited, and as a signal while anything runs.
        cedit_take_signal_keys(editor)
        // People's own key bindings come last.
        el_source(editor, nil)
    }

    deinit {
        el_end(editor)
        history_end(past)
        free(prompt)
    }

    /// Reads a line, while other tasks go on.
    func read(prompt: String, completer: @escaping Completer) async -> Line {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.readNow(prompt: prompt, completer: completer)) }
        }
    }

    /// Puts an entry at the end of the history.
    func remember(_ entry: String) {
        queue.async { cedit_remember(self.past, entry) }
    }

    private func readNow(prompt text: String, completer: @escaping Completer) -> Line {
        if let copy = strdup(text) {
            free(prompt)
            prompt = copy
        }
        self.completer = completer
        wasInterrupted = false
        shownFor = nil
        // The window may have another size since the last line.
        el_resize(editor)
        var count: Int32 = 0
        guard let line = el_gets(editor, &count), count > 0 else { return wasInterrupted ? .interrupted : .end }
        return wasInterrupted ? .interrupted : .text(String(cString: line))
    }

    private static func owner(of editor: OpaquePointer) -> LineEditor? {
        cedit_owner(editor).map { Unmanaged<LineEditor>.fromOpaque($0).takeUnretainedValue() }
    }

    private func interrupt() -> UInt8 {
        wasInterrupted = true
        write("^C\n")
        return UInt8(CC_NEWLINE)
    }

    /// Writes to the terminal that is edited on.
    private func write(_ text: String) {
        let descriptor = isatty(STDOUT_FILENO) == 1 ? STDOUT_FILENO : STDERR_FILENO
        FileHandle(fileDescriptor: descriptor).write(Data(text.utf8))
    }

    /// Inserts what all candidates begin with; shows them where there are several and nothing is to insert.
    private func complete() -> UInt8 {
        guard let info = el_line(editor)?.pointee, let buffer = info.buffer, let cursor = info.cursor,
            let end = info.lastchar
        else { return UInt8(CC_ERROR) }
        let line = Self.text(buffer, cursor)
        let completion = completer(line, Self.text(cursor, end))
        guard !completion.candidates.isEmpty else { return UInt8(CC_REFRESH_BEEP) }
        let common = completion.commonText
        if common != completion.replaced {
            el_deletestr(editor, Int32(completion.replaced.unicodeScalars.count))
            el_insertstr(editor, common)
            return UInt8(CC_REFRESH)
        }
        guard completion.candidates.count > 1 else { return UInt8(CC_NORM) }
        if shownFor != line { show(completion.candidates) }
        shownFor = line
        return UInt8(CC_REDISPLAY)
    }

    private static func text(_ start: UnsafePointer<CChar>, _ end: UnsafePointer<CChar>) -> String {
        String(decoding: UnsafeRawBufferPointer(start: start, count: end - start), as: UTF8.self)
    }

    private func show(_ candidates: [Completion.Candidate]) {
        var width = winsize()
        let columns = ioctl(STDIN_FILENO, UInt(TIOCGWINSZ), &width) == 0 && width.ws_col > 0 ? Int(width.ws_col) : 80
        let shown = candidates.prefix(Self.mostShown).map(\.shown)
        write("\n" + TextColumns.lay(shown, width: columns) + "\n")
        if candidates.count > shown.count { write("… and \(candidates.count - shown.count) more\n") }
    }
}
