import Foundation
import Synchronization

/// Shows how far something is: a bar that is redrawn on a terminal, a plain line for each tenth elsewhere.
final class ProgressLine: Sendable {
    private struct State {
        var lastTenth = -1
        var lastDrawn = 0.0
        /// The bar as it stands on the terminal now.
        var bar: String?
    }

    // Held while something is written, so that bar and lines never mix.
    private let state = Mutex(State())
    private let label: String
    private let isTerminal: Bool
    private let isForTerminals: Bool

    /// - Parameter isForTerminals: whether nothing is shown elsewhere: for what is over soon, or is one of many in a script.
    init(_ label: String, isTerminal: Bool = isatty(STDERR_FILENO) == 1, isForTerminals: Bool = false) {
        self.label = label
        self.isTerminal = isTerminal
        self.isForTerminals = isForTerminals
    }

    /// Shows a share, 0…1, and a few words.
    func show(_ share: Double, _ words: String = "") {
        let share = min(1, max(0, share))
        let now = Date().timeIntervalSinceReferenceDate
        state.withLock { state in
            if isTerminal {
                guard share >= 1 || now - state.lastDrawn > 0.1 else { return }
                state.lastDrawn = now
                let bar = "\(label) \(Self.bar(share)) \(Self.percent(share)) \(words)"
                state.bar = bar
                return Self.write(Self.erasure + bar)
            }
            let tenth = Int(share * 10)
            guard !isForTerminals, tenth > state.lastTenth else { return }
            state.lastTenth = tenth
            Self.write("\(label) \(Self.percent(share)) \(words)\n")
        }
    }

    /// Shows a few words on a terminal, where no share is known; nothing elsewhere.
    func tick(_ words: String) {
        guard isTerminal else { return }
        state.withLock { state in
            let line = "\(label) \(words)"
            state.bar = line
            Self.write(Self.erasure + line)
        }
    }

    /// Prints a line on standard output, above the bar.
    func tell(_ line: String) {
        state.withLock { state in
            if state.bar != nil { Self.write(Self.erasure) }
            say(line)
            if let bar = state.bar { Self.write(bar) }
        }
    }

    /// Takes the bar away.
    func clear() {
        state.withLock { state in
            if state.bar != nil { Self.write(Self.erasure) }
            state.bar = nil
        }
    }

    /// To the beginning of the line, and nothing behind it.
    private static let erasure = "\r\u{1B}[2K"

    private static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

    private static func percent(_ share: Double) -> String { String(format: "%3.0f %%", share * 100) }

    private static func bar(_ share: Double) -> String {
        let width = 24
        let full = Int(share * Double(width))
        return String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
    }
}
