import Foundation
import Tables

/// Rows of a result in columns that line up: numbers to the right, texts to the left.
struct ResultTable {
    /// Lines of the table, its headings first.
    private(set) var lines: [String] = []
    /// How many columns had no room.
    private(set) var hiddenColumns = 0

    /// A longer text is cut where lines have a limit.
    private static let mostCharacters = 48

    /// Lays rows out.
    ///
    /// - Parameter width: the most characters of a line; nil for no limit. Columns that have no room are left out, but the
    ///   first.
    init(columns: [Column], batch: ColumnBatch, width: Int? = nil) {
        var cells: [[String]] = []
        var widths: [Int] = []
        var used = 0
        for (column, values) in zip(columns, batch.columns) {
            let texts = [ValueText.printable(column.name)] + (0..<batch.rowCount).map { ValueText.text(values, $0) }
            let shown = width == nil ? texts : texts.map { Self.cut($0, to: Self.mostCharacters) }
            let cellWidth = shown.map(\.count).max() ?? 0
            if let width, !cells.isEmpty, used + cellWidth + 2 > width {
                hiddenColumns = columns.count - cells.count
                break
            }
            used += cellWidth + (cells.isEmpty ? 0 : 2)
            cells.append(shown)
            widths.append(cellWidth)
        }
        let isRight = columns.map(\.type.isNumeric)
        lines = (0...batch.rowCount).map { row in Self.line(cells.map { $0[row] }, widths, isRight) }
        lines.insert(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "), at: 1)
    }

    /// The terminal's width; nil where standard output is none.
    static var terminalWidth: Int? {
        guard isatty(STDOUT_FILENO) == 1 else { return nil }
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    private static func line(_ cells: [String], _ widths: [Int], _ isRight: [Bool]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            if index > 0 { line += "  " }
            let blanks = String(repeating: " ", count: widths[index] - cell.count)
            line += isRight[index] ? blanks + cell : cell + blanks
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    private static func cut(_ text: String, to count: Int) -> String {
        text.count <= count ? text : text.prefix(count - 1) + "…"
    }
}
