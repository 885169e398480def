/// Reads a VOTable up to the first row.
struct VOTableHeadReader {
    let tokens: XMLTokens
    let file: String
    /// Name, ID or number from 1 of the table; nil for the first.
    let wanted: String?
    private(set) var fields: [VOTableField] = []
    private(set) var infos: [(name: String, value: String)] = []
    private(set) var description = ""
    private(set) var rowCount: Int64?
    private(set) var format = TableFormat.votable
    /// Whether the table has no data at all.
    private(set) var isEmpty = false
    private var tableNumber = 0
    private var resourceInfos: [(name: String, value: String)] = []

    init(tokens: XMLTokens, file: String, wanted: String?) {
        self.tokens = tokens
        self.file = file
        self.wanted = wanted
    }

    mutating func read() throws {
        var isVOTable = false
        while true {
            switch try tokens.next() {
            case .start:
                if !isVOTable {
                    guard tokens.isNamed("VOTABLE") else {
                        throw TableError(
                            .malformed, file: file, "is XML, but no VOTable: it begins with another element")
                    }
                    isVOTable = true
                } else if tokens.isNamed("INFO") || tokens.isNamed("PARAM") {
                    try readInfo()
                } else if tokens.isNamed("DESCRIPTION") {
                    let text = try tokens.elementText()
                    description += description.isEmpty ? text : "\n" + text
                } else if tokens.isNamed("TABLE") {
                    if try readTable() { return }
                } else if !tokens.isNamed("RESOURCE") {
                    try tokens.skipElement()
                }
            case .end, .text: break
            case .done:
                throw TableError(
                    .malformed, file: file,
                    tableNumber == 0 ? "has no TABLE" : "has no table \(wanted ?? "1") among its \(tableNumber)")
            }
        }
    }

    private mutating func readInfo() throws {
        let attributes = try tokens.attributes()
        let isError = attributes["name"] == "QUERY_STATUS" && attributes["value"] == "ERROR"
        if let name = attributes["name"], let value = attributes["value"], name != "QUERY_STATUS" || value != "OK" {
            infos.append((name, value))
        }
        let text = try tokens.elementText()
        if isError { throw TableError(.malformed, file: file, "holds no table but an error: \(text)") }
    }

    /// Whether it is the wanted table, read up to its first row.
    private mutating func readTable() throws -> Bool {
        tableNumber += 1
        let attributes = try tokens.attributes()
        if let wanted, wanted != attributes["name"], wanted != attributes["ID"], wanted != String(tableNumber) {
            try tokens.skipElement()
            return false
        }
        rowCount = attributes["nrows"].flatMap { Int64($0) }.flatMap { $0 >= 0 ? $0 : nil }
        let inside = tokens.depth
        while true {
            switch try tokens.next() {
            case .start:
                if tokens.isNamed("FIELD") {
                    try readField()
                } else if tokens.isNamed("DATA") {
                    if try readData() { return true }
                } else if tokens.isNamed("INFO") || tokens.isNamed("PARAM") {
                    try readInfo()
                } else if tokens.isNamed("DESCRIPTION") {
                    let text = try tokens.elementText()
                    description += description.isEmpty ? text : "\n" + text
                } else {
                    try tokens.skipElement()
                }
            case .end:
                if tokens.depth < inside {
                    isEmpty = true
                    return true
                }
            case .text: break
            case .done: throw tokens.error("the file ends in a TABLE")
            }
        }
    }

    private mutating func readField() throws {
        guard fields.count < 10_000 else { throw tokens.error("more than 10,000 fields") }
        var field = try VOTableField(tokens.attributes(), number: fields.count + 1, tokens: tokens)
        let inside = tokens.depth
        while true {
            switch try tokens.next() {
            case .start:
                if tokens.isNamed("DESCRIPTION") {
                    field.setDescription(try tokens.elementText())
                } else {
                    if tokens.isNamed("VALUES"), let null = try tokens.attributes()["null"] {
                        field.null = null.withBytes { VOTableNumbers.integer(TextParsing.trimmed($0)) }
                    }
                    try tokens.skipElement()
                }
            case .end:
                if tokens.depth < inside {
                    fields.append(field)
                    return
                }
            case .text: break
            case .done: throw tokens.error("the file ends in a FIELD")
            }
        }
    }

    /// Goes to the first row; false where the data element has none of the serializations.
    private mutating func readData() throws -> Bool {
        let inside = tokens.depth
        while true {
            switch try tokens.next() {
            case .start:
                if tokens.isNamed("TABLEDATA") {
                    format = .votable
                    return true
                }
                if tokens.isNamed("BINARY") || tokens.isNamed("BINARY2") {
                    format = tokens.isNamed("BINARY") ? .votableBinary : .votableBinary2
                } else if tokens.isNamed("STREAM") {
                    let attributes = try tokens.attributes()
                    guard attributes["href"] == nil, attributes["encoding"] == "base64" else {
                        throw TableError(
                            .unsupported, file: file, place: "line \(tokens.line)",
                            "its values stand in another file or are not in base64; write the table with its values inline"
                        )
                    }
                    return true
                } else if tokens.isNamed("FITS") {
                    throw TableError(
                        .unsupported, file: file, place: "line \(tokens.line)",
                        "holds its values as FITS; give the FITS file itself")
                } else {
                    try tokens.skipElement()
                }
            case .end: if tokens.depth < inside { return false }
            case .text: break
            case .done: throw tokens.error("the file ends in a DATA")
            }
        }
    }
}

extension String {
    /// Calls a function with the text's UTF-8.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        var text = self
        return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
}
