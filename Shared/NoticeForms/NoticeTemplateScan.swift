/// Walks through the tags of a template and refuses what is not harmless.
///
/// Only what this scan understands gets to the Mustache library: values, sections, inverted sections and comments, with
/// names that the notice has.
struct NoticeTemplateScan {
    /// The most sections in one another.
    static let deepest = 8

    /// Whether the template goes through all notices itself: it says `notices` or `count`.
    private(set) var tellsAll = false
    /// Bytes of plain text in each list's longest section, those of lists within it left out.
    private(set) var literalBytes: [String: Int] = [:]

    private let letters: [Character]
    private var place = 0
    private var line = 1
    private var column = 1
    private var scope = TemplateScope()
    /// Bytes of plain text so far of the open lists, the whole template first.
    private var bytes = [0]

    init(_ text: String) throws(NoticeTemplateError) {
        letters = Array(text)
        while place < letters.count {
            if letters[place] == "{", place + 1 < letters.count, letters[place + 1] == "{" {
                try tag()
            } else {
                bytes[bytes.count - 1] += letters[place].utf8.count
                advance()
            }
        }
        if let open = scope.sections.last {
            throw NoticeTemplateError(
                line: open.line, column: open.column, problem: "section \(open.name) has no end {{/\(open.name)}}")
        }
    }

    // MARK: Tags

    private mutating func tag() throws(NoticeTemplateError) {
        let (startLine, startColumn) = (line, column)
        func fault(_ problem: String) -> NoticeTemplateError {
            NoticeTemplateError(line: startLine, column: startColumn, problem: problem)
        }
        advance(2)
        let sign = place < letters.count ? letters[place] : " "
        if sign == "!" {
            guard read(until: "}}") != nil else { throw fault("the comment has no end }}") }
            return
        }
        switch sign {
        case ">", "<", "$": throw fault("partial templates ({{\(sign)…}}) cannot be used")
        case "=": throw fault("other signs than {{ and }} ({{=…=}}) cannot be used")
        case "%": throw fault("pragmas ({{%…}}) cannot be used")
        default: break
        }
        if "{&#^/".contains(sign) { advance() }
        guard let content = read(until: sign == "{" ? "}}}" : "}}") else {
            throw fault("the tag has no end \(sign == "{" ? "}}}" : "}}")")
        }
        let name = try checkedName(content, fault)
        switch sign {
        case "#", "^": try open(name, isInverted: sign == "^", startLine, startColumn, fault)
        case "/": try close(name, fault)
        default: try value(name, fault)
        }
    }

    private func checkedName(
        _ content: String, _ fault: (String) -> NoticeTemplateError
    ) throws(NoticeTemplateError) -> String {
        var name = Substring(content)
        while name.first?.isWhitespace == true { name.removeFirst() }
        while name.last?.isWhitespace == true { name.removeLast() }
        if name == "." { return "." }
        let shown = NoticeWords.shortened(String(name), 40)
        guard !name.isEmpty else { throw fault("the tag names nothing") }
        if name.contains("(") { throw fault("functions (\(shown)) cannot be used") }
        if name.contains("*") { throw fault("names that change (\(shown)) cannot be used") }
        guard name.utf8.allSatisfy({ ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z")) || $0 == UInt8(ascii: "_") })
        else { throw fault("“\(shown)” is no name; names are of small letters and _, for example object_id") }
        return shown
    }

    private mutating func value(
        _ name: String, _ fault: (String) -> NoticeTemplateError
    ) throws(NoticeTemplateError) {
        if name == "." {
            guard scope.hasElement else {
                throw fault("{{.}} stands for nothing here; it is for sections such as {{#match_reasons}}")
            }
            return
        }
        switch scope.shape(of: name) {
        case .text: if name == "count" { tellsAll = true }
        case .texts: throw fault("\(name) is a list: {{#\(name)}}{{.}}{{/\(name)}}")
        case .entries: throw fault("\(name) is a list: {{#\(name)}}…{{/\(name)}}")
        case nil: throw fault(scope.unknown(name))
        }
    }

    private mutating func open(
        _ name: String, isInverted: Bool, _ line: Int, _ column: Int, _ fault: (String) -> NoticeTemplateError
    ) throws(NoticeTemplateError) {
        guard name != "." else { throw fault("{{.}} cannot be a section") }
        guard let shape = scope.shape(of: name) else { throw fault(scope.unknown(name)) }
        guard !scope.isInside(name) else { throw fault("section \(name) cannot stand within itself") }
        guard scope.sections.count < Self.deepest else {
            throw fault("at most \(Self.deepest) sections can stand in one another")
        }
        if ["count", "notices"].contains(name) { tellsAll = true }
        let section = TemplateScope.Section(
            name: name, shape: shape, isInverted: isInverted, line: line, column: column)
        scope.open(section)
        if section.isLoop { bytes.append(0) }
    }

    private mutating func close(
        _ name: String, _ fault: (String) -> NoticeTemplateError
    ) throws(NoticeTemplateError) {
        guard let section = scope.sections.last else { throw fault("{{/\(name)}} ends a section that was not begun") }
        guard section.name == name else {
            throw fault("{{/\(name)}} ends section \(section.name), begun in line \(section.line)")
        }
        scope.close()
        if section.isLoop {
            let count = bytes.removeLast()
            literalBytes[name] = max(count, literalBytes[name] ?? 0)
        }
    }

    // MARK: Letters

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where place < letters.count {
            if letters[place].isNewline {
                line += 1
                column = 1
            } else {
                column += 1
            }
            place += 1
        }
    }

    /// The text up to an end, which is skipped; nil where there is none.
    private mutating func read(until end: String) -> String? {
        let end = Array(end)
        let start = place
        while place + end.count <= letters.count {
            if letters[place..<place + end.count].elementsEqual(end) {
                let text = String(letters[start..<place])
                advance(end.count)
                return text
            }
            advance()
        }
        return nil
    }
}

extension TemplateScope.Section {
    /// Whether its text comes once for each entry of a list.
    var isLoop: Bool {
        if isInverted { return false }
        if case .text = shape { return false }
        return true
    }
}
