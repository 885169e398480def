extension Parser {
    /// An error at the current token.
    func error(_ message: String) -> ADQLError {
        current.kind == .bad
            ? ADQLError(.syntax, at: current.position, current.text)
            : ADQLError(.syntax, at: current.position, message)
    }

    /// The error for a token that does not belong here: what was found and expected, or what to write instead.
    func unexpected(_ expected: String) -> ADQLError {
        if current.kind == .bad { return error("") }
        if let hint = hint() { return hint }
        var message = "found \(current.forPeople) where \(expected) was expected"
        if current.kind == .keyword, !Parser.clauseWords.contains(current.word) {
            message += "; to name a thing so, write it in double quotes: \"\(current.text)\""
        }
        return error(message)
    }

    /// What a SELECT may go on with.
    var endOfSelect: String {
        switch previous.kind {
        case .string, .integer, .real, .symbol: "an operator, another clause or the end"
        default: "a clause (WHERE, GROUP BY, HAVING, ORDER BY) or the end"
        }
    }

    private static let clauseWords: Set<String> = [
        "SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "BY", "AS", "AND", "OR", "NOT", "IN", "IS", "NULL", "ON",
        "USING", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "OUTER", "NATURAL", "LIKE", "ILIKE", "BETWEEN", "EXISTS",
        "UNION", "EXCEPT", "INTERSECT", "ALL", "DISTINCT", "TOP", "OFFSET", "ASC", "DESC", "WITH",
    ]

    /// What to write instead, where people write what other dialects of SQL have.
    private func hint() -> ADQLError? {
        let before = previous
        if before.kind == .identifier {
            switch before.word {
            case "LIMIT" where current.kind == .integer: return Parser.noLimit(before, count: current.text)
            case "OVER" where isSymbol("("):
                return ADQLError(.unsupported, at: before.position, "ADQL has no window functions (OVER)")
            case "OFFSET" where current.kind == .integer:
                return ADQLError(.syntax, at: before.position, Parser.onlyIn21("OFFSET"))
            case "MINUS" where isKeyword("SELECT") || isSymbol("("):
                return ADQLError(.syntax, at: before.position, "ADQL's name for MINUS is EXCEPT")
            case "NULLS": return ADQLError(.syntax, at: before.position, Parser.nullOrder)
            default: break
            }
        }
        guard let message = hintMessage() else { return nil }
        return ADQLError(.syntax, at: current.position, message)
    }

    private static let nullOrder =
        "ADQL has no NULLS FIRST or NULLS LAST: nulls come after all values, or first with DESC"

    private static func noLimit(_ token: Token, count: String) -> ADQLError {
        ADQLError(.syntax, at: token.position, "ADQL has no LIMIT: write SELECT TOP \(count) … at the beginning")
    }

    private func hintMessage() -> String? {
        switch current.kind {
        case .identifier: identifierHint()
        case .keyword: keywordHint()
        case .symbol: symbolHint()
        default: nil
        }
    }

    private static func onlyIn21(_ word: String) -> String { "\(word) is in ADQL 2.1, not in 2.0" }

    private func identifierHint() -> String? {
        switch current.word {
        case "LIMIT":
            let count = token(ahead: 1).kind == .integer ? token(ahead: 1).text : "n"
            return "ADQL has no LIMIT: write SELECT TOP \(count) … at the beginning"
        case "MINUS": return "ADQL's name for MINUS is EXCEPT"
        case "OVER": return "ADQL has no window functions (OVER)"
        case "NULLS": return Parser.nullOrder
        case "REGEXP", "RLIKE", "GLOB", "SIMILAR": return "ADQL has no regular expressions: use LIKE with % and _"
        case "ISNULL": return "write IS NULL"
        case "NOTNULL": return "write IS NOT NULL"
        case "DIV": return "ADQL has no DIV: write FLOOR(x / y)"
        case "OFFSET": return Parser.onlyIn21("OFFSET")
        case "ILIKE": return Parser.onlyIn21("ILIKE")
        case "EXPLAIN", "ANALYZE", "PRAGMA", "ATTACH", "COPY", "TRUNCATE", "MERGE", "REPLACE", "CALL", "DO", "SHOW",
            "VACUUM":
            return isAtBeginning ? "a query begins with SELECT (or WITH); \(current.word) is not offered" : nil
        default: return nil
        }
    }

    private func keywordHint() -> String? {
        let calls = isFollowedByParenthesis
        switch current.word {
        case "INSERT", "UPDATE", "DELETE", "DROP", "CREATE", "ALTER", "GRANT", "REVOKE", "COMMIT", "ROLLBACK", "BEGIN",
            "SET",
            "EXECUTE", "EXEC", "DECLARE":
            return "only SELECT is offered, nothing that changes tables"
        case "TRUNCATE" where !calls: return "only SELECT is offered, nothing that changes tables"
        case "CASE", "WHEN", "THEN", "ELSE":
            return "ADQL has no CASE: use COALESCE, or one SELECT for each case with UNION ALL"
        case "INTO":
            return "SELECT … INTO is not in ADQL: the result becomes a table of yours when the job is told to keep it"
        case "CROSS": return "ADQL has no CROSS JOIN: write a comma"
        case "FETCH": return "ADQL has no FETCH FIRST: write SELECT TOP n … at the beginning"
        case "TRUE", "FALSE": return "ADQL has no TRUE and FALSE: write a comparison, for example 1 = 1"
        case "ANY", "SOME": return "ADQL has no ANY and SOME: use IN or EXISTS"
        case "COLLATE": return "ADQL has no COLLATE"
        case "NULLIF", "SUBSTRING", "TRIM", "POSITION", "EXTRACT", "CONVERT", "TRANSLATE", "CHAR_LENGTH",
            "CHARACTER_LENGTH", "OCTET_LENGTH", "BIT_LENGTH", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME":
            return calls || current.word.hasPrefix("CURRENT_") ? "ADQL has no function \(current.word)" : nil
        case "VALUES": return "ADQL has no VALUES"
        case "CAST", "COALESCE", "LOWER", "UPPER":
            return version < .v2_1 && calls ? Parser.onlyIn21(current.word) : nil
        case "UNION", "EXCEPT", "INTERSECT": return version < .v2_1 ? Parser.onlyIn21(current.word) : nil
        case "WITH":
            return version < .v2_1
                ? Parser.onlyIn21("WITH") : "WITH can stand only at the very beginning of the whole query"
        case "DISTINCT", "ALL":
            return previous.kind == .integer
                ? "\(current.word) comes before TOP: SELECT \(current.word) TOP \(previous.text)" : nil
        case "TOP": return "TOP stands right behind SELECT (or SELECT DISTINCT)"
        case "ESCAPE": return "LIKE has no ESCAPE in ADQL"
        case "WHERE", "GROUP", "HAVING":
            return previous.kind == .symbol ? nil : clauseOrderHint()
        case "FROM":
            return previous.kind == .symbol && previous.text == "," ? "there is a comma too many before FROM" : nil
        default: return nil
        }
    }

    private func clauseOrderHint() -> String? {
        let order = "the order is SELECT, FROM, WHERE, GROUP BY, HAVING, ORDER BY, OFFSET"
        return previous.kind == .keyword && previous.word != "ASC" && previous.word != "DESC"
            ? nil : "\(current.word) is out of place: \(order)"
    }

    private func symbolHint() -> String? {
        switch current.text {
        case ";":
            return token(ahead: 1).kind == .end
                ? "a query ends without a semicolon in ADQL: leave it out"
                : "a query is one statement: nothing can follow a semicolon"
        case "==": return "write = to compare, not =="
        case "::": return "ADQL has no :: for types: write CAST(value AS type)"
        case "%": return "ADQL has no %: write MOD(x, y)"
        case "^": return "ADQL has no ^: write POWER(x, y)"
        case "&", "|", "~", "#": return "ADQL \(version.rawValue) has no operators on bits"
        case "?", ":", "$", "@": return "a query has no parameters: write the value itself"
        case "!": return "write <> for “not equal”, NOT before a condition"
        case "{", "}", "\\": return "“\(current.text)” is no sign of ADQL"
        case "(" where previous.word == "TOP" && previous.kind == .keyword: return "write TOP 10, without parentheses"
        case "(" where previous.kind == .delimited: return "a function's name is not written in double quotes"
        case "-" where previous.word == "TOP" || previous.word == "OFFSET":
            return "the number of rows cannot be negative"
        default: return nil
        }
    }
}
