import Foundation
import Synchronization

/// Shows how far something is: a bar that is redrawn on a terminal, a plain line for each tenth elsewhere.
final class ProgressLine: Sendable {
    private struct State {
        var lastTenth = -1
        var lastDrawn = 0.0
        var isOpen = false
    }

    private let state = Mutex(State())
    private let label: String
    private let isTerminal: Bool

    init(_ label: String, isTerminal: Bool = isatty(STDERR_FILENO) == 1) {
        self.label = label
        self.isTerminal = isTerminal
    }

    /// Shows a share, 0…1, and a few words.
    func show(_ share: Double, _ words: String = "") {
        let share = min(1, max(0, share))
        let now = Date().timeIntervalSinceReferenceDate
        let text = state.withLock { state -> String? in
            if isTerminal {
                guard share >= 1 || now - state.lastDrawn > 0.1 else { return nil }
                state.lastDrawn = now
                state.isOpen = true
                return "\r\u{1B}[2K\(label) \(Self.bar(share)) \(Self.percent(share)) \(words)"
            }
            let tenth = Int(share * 10)
            guard tenth > state.lastTenth else { return nil }
            state.lastTenth = tenth
            return "\(label) \(Self.percent(share)) \(words)\n"
        }
        if let text { Self.write(text) }
    }

    /// Takes the bar away, so that a line can be printed in its place.
    func clear() {
        let isOpen = state.withLock { state in
            defer { state.isOpen = false }
            return state.isOpen
        }
        if isOpen { Self.write("\r\u{1B}[2K") }
    }

    private static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

    private static func percent(_ share: Double) -> String { String(format: "%3.0f %%", share * 100) }

    private static func bar(_ share: Double) -> String {
        let width = 24
        let full = Int(share * Double(width))
        return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
    }
}
