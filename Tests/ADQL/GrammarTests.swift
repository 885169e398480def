import ADQL
import TestSupport
import Testing

@Suite struct GrammarTests {
    @Test(arguments: SampleQueries.always + SampleQueries.units) func goodInBothVersions(_ text: String) throws {
        _ = try Query.parse(text, version: .v2_0)
        _ = try Query.parse(text, version: .v2_1)
    }

    @Test(arguments: SampleQueries.since21) func goodIn21Alone(_ text: String) throws {
        _ = try Query.parse(text, version: .v2_1)
        #expect(throws: ADQLError.self) { try Query.parse(text, version: .v2_0) }
    }

    @Test(arguments: SampleQueries.only20) func goodIn20Alone(_ text: String) throws {
        _ = try Query.parse(text, version: .v2_0)
    }

    @Test(arguments: SampleQueries.never) func badInBothVersions(_ text: String) {
        #expect(throws: ADQLError.self) { try Query.parse(text, version: .v2_0) }
        #expect(throws: ADQLError.self) { try Query.parse(text, version: .v2_1) }
    }

    @Test(arguments: SampleQueries.never21) func badIn21(_ text: String) {
        #expect(throws: ADQLError.self) { try Query.parse(text, version: .v2_1) }
    }

    @Test(arguments: [
        "SELECT a FROM t ORDER BY t.a", "SELECT a FROM t ORDER BY a + 1", "SELECT a FROM t GROUP BY 1",
        "SELECT a FROM t UNION SELECT b FROM u", "SELECT POINT(1, 2) FROM t", "SELECT DISTANCE(1, 2, 3, 4) FROM t",
    ]) func badIn20(_ text: String) {
        #expect(throws: ADQLError.self) { try Query.parse(text, version: .v2_0) }
    }

    @Test(arguments: SampleQueries.always + SampleQueries.since21 + SampleQueries.units)
    func canonicalSpellingReadsBackAsTheSameTree(_ text: String) throws {
        let query = try Query.parse(text)
        let again = try Query.parse(query.adql)
        #expect(again == query, "\(query.adql)")
        #expect(again.adql == query.adql)
    }

    @Test func everyReservedWordNeedsQuotes() throws {
        // Words of both lists of the standard, some in other cases.
        for word in [
            "ABSOLUTE", "zone", "Size", "level", "DATE", "user", "value", "first", "TOP", "log10", "bigint", "Offset",
        ] {
            #expect(throws: ADQLError.self) { try Query.parse("SELECT \(word) FROM t") }
            #expect(throws: ADQLError.self) { try Query.parse("SELECT a AS \(word) FROM t") }
            _ = try Query.parse("SELECT \"\(word)\" FROM t AS \"\(word)\"")
        }
        for word in ["type", "limit", "name", "filter", "text", "epoch", "row", "rank"] {
            _ = try Query.parse("SELECT \(word) FROM t")
        }
    }

    @Test func setOperatorsBindAsTheStandardSays() throws {
        let flat = try Query.parse("SELECT a FROM t UNION SELECT b FROM u INTERSECT SELECT c FROM v")
        guard case .operation(.union, all: false, _, let right, _) = flat.body.body,
            case .operation(.intersect, all: false, _, _, _) = right
        else {
            Issue.record("INTERSECT must bind before UNION")
            return
        }
        let chain = try Query.parse("SELECT a FROM t UNION ALL SELECT b FROM u EXCEPT SELECT c FROM v")
        guard case .operation(.except, all: false, let left, _, _) = chain.body.body,
            case .operation(.union, all: true, _, _, _) = left
        else {
            Issue.record("UNION and EXCEPT go from left to right")
            return
        }
    }

    @Test func textsInAVersionsSpellingAreVersions() {
        #expect(ADQLVersion("adql-2.1") == .v2_1)
        #expect(ADQLVersion("ADQL 2.0") == .v2_0)
        #expect(ADQLVersion("2.1") == .v2_1)
        #expect(ADQLVersion("3.0") == nil)
    }

    // MARK: Bounds

    @Test(arguments: ["(", "((a)+", "-(", "NOT (", "ABS(", "(SELECT a FROM t WHERE a IN ", "CAST("])
    func deepNestingIsAnErrorAndNoCrash(_ piece: String) {
        let text = "SELECT a FROM t WHERE " + String(repeating: piece, count: 10_000)
        #expect(throws: ADQLError.self) { try Query.parse(text) }
        #expect(throws: ADQLError.self) { try Query.parse("SELECT " + String(repeating: piece, count: 10_000)) }
        #expect(throws: ADQLError.self) { try Query.parse("SELECT a FROM " + String(repeating: "(", count: 10_000)) }
    }

    @Test func longChainsAreErrorsAndLongListsAreNot() throws {
        for sign in [" + 1", " * 1", " || 'x'"] {
            let text = "SELECT a" + String(repeating: sign, count: 100_000) + " FROM t"
            #expect(throws: ADQLError.self) { try Query.parse(text) }
        }
        let joins = "SELECT a FROM t" + String(repeating: " NATURAL JOIN t", count: 10_000)
        #expect(throws: ADQLError.self) { try Query.parse(joins) }
        let unions = "SELECT a FROM t" + String(repeating: " UNION SELECT a FROM t", count: 10_000)
        #expect(throws: ADQLError.self) { try Query.parse(unions) }

        let values = (0..<20_000).map(String.init)
        _ = try Query.parse("SELECT a FROM t WHERE a IN (\(values.joined(separator: ", ")))")
        let terms = values.map { "a = \($0)" }.joined(separator: " OR ")
        _ = try Query.parse("SELECT a FROM t WHERE \(terms)")
    }

    @Test func textsBeyondTheBoundAreRefused() {
        let text = "SELECT a FROM t --" + String(repeating: "x", count: 2 << 20)
        #expect(throws: ADQLError.self) { try Query.parse(text) }
    }

    // MARK: Random texts

    /// Mutations of good queries are read or refused, checked or refused, printed or refused; nothing else happens.
    @Test(arguments: testSeeds(8)) func mutatedQueriesNeverCrash(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let seeds = SampleQueries.always + SampleQueries.since21 + StatementQueries.all
        let pieces = [
            "(", ")", "'", "\"", "--", ",", ".", "SELECT ", " FROM ", "NULL", " JOIN ", "1", "é", "\0", "*", "||", "-",
        ]
        for _ in 0..<2_000 {
            var characters = Array(seeds[Int.random(in: 0..<seeds.count, using: &random)])
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0...characters.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0 where place < characters.count: characters.remove(at: place)
                case 1:
                    characters.insert(contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &random)], at: place)
                case 2:
                    let other = Int.random(in: 0...characters.count, using: &random)
                    let piece = characters[min(place, other)..<max(place, other)]
                    characters.insert(contentsOf: piece, at: Int.random(in: 0...characters.count, using: &random))
                default:
                    let end = min(characters.count, place + Int.random(in: 0...9, using: &random))
                    characters.removeSubrange(place..<end)
                }
            }
            let text = String(characters)
            guard let query = try? Query.parse(text) else { continue }
            let again = try? Query.parse(query.adql)
            #expect(again == query, "\(text)")
            guard let checked = try? query.check(with: SampleCatalogue.lookup) else { continue }
            _ = try? checked.sql(for: .sqlite)
            _ = try? checked.sql(for: .postgres(hasQ3C: true))
        }
    }
}
