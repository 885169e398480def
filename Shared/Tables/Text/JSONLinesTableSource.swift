/// Reads one JSON object a line.
///
/// Columns are all names that occur, in the order of their first occurrence; what a line lacks is null. Lists and
/// objects become text as they are written. The file is read twice, as CSV is.
struct JSONLinesTableSource: TableFileSource {
    let format = TableFormat.jsonLines
    let columns: [Column]
    let rowCount: Int64?
    let provenance: Provenance
    private let lines: TextLines
    private var index: JSONNames
    private var isSet: [Bool]

    init(path: String, options: TableReader.Options) throws {
        lines = TextLines(input: try ByteInput(path: path))
        if let declared = options.columns {
            columns = declared
            rowCount = nil
            provenance = Provenance()
        } else {
            try TableReader.checkCanReadTwice(path)
            var survey = JSONSurvey()
            let first = TextLines(input: try ByteInput(path: path))
            while let line = try first.next() { try survey.add(line, first) }
            columns = survey.columns(options)
            rowCount = survey.rowCount
            provenance = survey.provenance
        }
        var names = JSONNames()
        for column in columns { column.name.withBytes { _ = names.number($0, adds: true) } }
        index = names
        isSet = Array(repeating: false, count: columns.count)
    }

    mutating func next(maximumRows: Int) throws -> ColumnBatch? {
        let capacity = ColumnStore.rows(maximumRows, width: 16 * columns.count)
        let stores = columns.map { ColumnStore($0.type, capacity: capacity) }
        var row = 0
        while row < capacity, let line = try lines.next() {
            if lines.number == 1 && JSONSurvey.isProvenance(line) { continue }
            for column in columns.indices { isSet[column] = false }
            try lines.scan(line) { name, value in
                guard let column = index.number(name, adds: false) else {
                    throw lines.error("a column \(String(decoding: name, as: UTF8.self)) that was not declared")
                }
                guard !isSet[column] else {
                    throw lines.error("the name \(columns[column].name) stands there twice")
                }
                isSet[column] = true
                try take(value, line, stores[column], row, column)
            }
            for column in columns.indices where !isSet[column] { stores[column].setNull(row) }
            row += 1
        }
        return row == 0 ? nil : ColumnBatch(columns: stores.map { $0.columnValues(row) }, rowCount: row)
    }

    private func take(
        _ value: JSONScanner.Value, _ line: UnsafeRawBufferPointer, _ store: ColumnStore, _ row: Int, _ column: Int
    ) throws {
        if case .null = value {
            store.setNull(row)
            return
        }
        func put(_ text: UnsafeRawBufferPointer) throws {
            if store.type == .text {
                store.append(text)
            } else if !TextParsing.store(text, in: store, row: row) {
                throw TableError(
                    .value, file: lines.path, place: "line \(lines.number), column \(columns[column].name)",
                    "expected \(store.type.words), found \(TextParsing.quoted(text))")
            }
        }
        switch value {
        case .null: break
        case .boolean(let value): try Array(value ? "true".utf8 : "false".utf8).withUnsafeBytes(put)
        case .number(let range), .nested(let range): try put(UnsafeRawBufferPointer(rebasing: line[range]))
        case .text(let range): try put(UnsafeRawBufferPointer(rebasing: line[range]))
        case .escapedText(let text): try text.withUnsafeBytes(put)
        }
    }
}

/// What the lines of a file have in common.
private struct JSONSurvey {
    private var index = JSONNames()
    private var inferred: [SchemaInference] = []
    private(set) var rowCount: Int64 = 0
    private(set) var provenance = Provenance()

    /// Whether a line tells the provenance, as our own first lines do.
    static func isProvenance(_ line: UnsafeRawBufferPointer) -> Bool { line.starts(with: "{\"provenance\":{".utf8) }

    mutating func add(_ line: UnsafeRawBufferPointer, _ lines: TextLines) throws {
        if lines.number == 1 && Self.isProvenance(line) {
            try readProvenance(line, lines)
            return
        }
        rowCount += 1
        try lines.scan(line) { name, value in
            guard let column = index.number(name, adds: true) else { return }
            if column == inferred.count { inferred.append(SchemaInference()) }
            switch value {
            case .null: break
            case .boolean(let value):
                Array(value ? "true".utf8 : "false".utf8).withUnsafeBytes { inferred[column].add($0) }
            case .number(let range): inferred[column].add(UnsafeRawBufferPointer(rebasing: line[range]))
            case .nested(let range): inferred[column].addText(count: range.count)
            case .text(let range): add(UnsafeRawBufferPointer(rebasing: line[range]), to: column)
            case .escapedText(let text): text.withUnsafeBytes { add($0, to: column) }
            }
        }
    }

    /// A text, which may be what is no finite number.
    private mutating func add(_ text: UnsafeRawBufferPointer, to column: Int) {
        let isNumber = text.count <= 9 && TextParsing.float64(text).map { !$0.isFinite } ?? false
        if isNumber { inferred[column].add(text) } else { inferred[column].addText(count: text.count) }
    }

    private mutating func readProvenance(_ line: UnsafeRawBufferPointer, _ lines: TextLines) throws {
        try lines.scan(line) { _, value in
            guard case .nested(let range) = value else { return }
            var entries: [(name: String, value: String)] = []
            let inner = UnsafeRawBufferPointer(rebasing: line[range])
            try lines.scan(inner) { name, value in
                let name = String(decoding: name, as: UTF8.self)
                switch value {
                case .text(let part): entries.append((name, String(decoding: inner[part], as: UTF8.self)))
                case .escapedText(let text): entries.append((name, String(decoding: text, as: UTF8.self)))
                default: break
                }
            }
            provenance = Provenance(entries: entries)
        }
    }

    func columns(_ options: TableReader.Options) -> [Column] {
        zip(index.names, inferred).map { name, inferred in
            let name = String(decoding: name, as: UTF8.self)
            let type = options.types[name] ?? inferred.type
            return Column(name, type, textWidth: type == .text && inferred.width > 0 ? inferred.width : nil)
        }
    }
}

/// Numbers of names; most lines have them in the same order, so that the next one is guessed first.
private struct JSONNames {
    private(set) var names: [[UInt8]] = []
    private var index: [[UInt8]: Int] = [:]
    private var next = 0

    mutating func number(_ name: UnsafeRawBufferPointer, adds: Bool) -> Int? {
        if next >= names.count { next = 0 }
        if next < names.count, name.elementsEqual(names[next]) {
            next += 1
            return next - 1
        }
        let bytes = Array(name)
        if let known = index[bytes] {
            next = known + 1
            return known
        }
        guard adds else { return nil }
        index[bytes] = names.count
        names.append(bytes)
        next = names.count
        return names.count - 1
    }
}

/// Lines of a file that are not blank.
final class TextLines {
    private let input: ByteInput
    private var consumed = 0
    /// The number of the line, from 1.
    private(set) var number = 0

    init(input: ByteInput) { self.input = input }

    /// The file's name.
    var path: String { input.path }

    /// The next line that is not blank, in memory until the one after it is asked for.
    func next() throws -> UnsafeRawBufferPointer? {
        while true {
            input.consume(consumed)
            consumed = 0
            guard try input.fill(atLeast: 1) else { return nil }
            var end = 0
            while true {
                let window = input.available
                while end < window.count && window[end] != 0x0A { end += 1 }
                if end < window.count { break }
                if try !input.fillMore() { break }
            }
            number += 1
            consumed = min(end + 1, input.available.count)
            let line = TextParsing.trimmed(UnsafeRawBufferPointer(rebasing: input.available[..<end]))
            if !line.isEmpty { return line }
        }
    }

    /// Calls a function with each member of the object on the line.
    func scan(_ line: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer, JSONScanner.Value) throws -> Void) throws
    {
        var scanner = JSONScanner(line)
        do {
            try scanner.members(body)
        } catch let problem as JSONScanner.Problem {
            let rest = UnsafeRawBufferPointer(rebasing: line[min(problem.at, line.count)...])
            throw error("expected \(problem.expected), found \(rest.isEmpty ? "the end" : TextParsing.quoted(rest))")
        }
    }

    /// An error on this line.
    func error(_ problem: String) -> TableError {
        TableError(.malformed, file: path, place: "line \(number)", problem)
    }
}
