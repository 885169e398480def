import Messages
import Subscriptions
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct ConditionLimitTests {
    private func message(_ text: String) -> String? {
        do throws(ConditionError) {
            _ = try Condition(text, vocabulary: testVocabulary)
            return nil
        } catch { return error.message }
    }

    @Test func aConditionIsAtMostSoLong() {
        let text = "magnitude < 19" + String(repeating: " ", count: 3_986)
        #expect(message(text) == nil)
        #expect(message(text + " ") == "a condition has at most 4000 bytes, this has 4001")
        #expect(
            message(String(repeating: "(", count: 10_000_000))
                == "a condition has at most 4000 bytes, this has 10000000")
    }

    @Test func anErrorRepeatsOnlyTheBeginningOfALongWord() {
        let long = String(repeating: "x1", count: 1_900)
        for text in [
            "\(long) < 1", "band = \(long)", "feature.\(long) < 1", "\(long).drb < 1", "\(long)(1) < 1",
            "stream = '\(long)'",
            "top_feature = '\(long)'", "1\(long) < ra", "magnitude < '\(long)'", "ra < 1 \(long)", "\(long).(",
            "ra < 1\(String(repeating: "0", count: 3_900))",
        ] {
            #expect((1...300).contains(message(text)?.count ?? 0), "\(text.prefix(20))")
        }
    }

    @Test func aConditionIsAtMostSoDeep() {
        let deepest = "a condition has at most 50 brackets, “not”s and signs in one another"
        for (opening, core, closing) in [
            ("(", "magnitude < 19", ")"), ("not ", "magnitude < 19", ""), ("!", "magnitude < 19", ""),
            ("-", "magnitude < 19", ""), ("abs(", "magnitude", ")"), ("1+2*(", "magnitude", ")"),
            ("max(1,2*magnitude+3*(", "magnitude", "))"),
        ] {
            func text(_ depth: Int) -> String {
                let inner =
                    String(repeating: opening, count: depth) + core + String(repeating: closing, count: depth)
                return core == "magnitude" ? inner + " < 1" : inner
            }
            let levels = opening.hasPrefix("max") ? 25 : 50
            #expect(message(text(levels)) == nil, "\(opening)")
            #expect(message(text(levels + 1)) == deepest, "\(opening)")
        }
    }

    @Test func aConditionHasAtMostSoManyTerms() throws {
        let sum = Array(repeating: "ra", count: 499).joined(separator: "+")
        #expect(message("\(sum)>1") == nil)
        #expect(message("\(sum)+1>1") == "a condition has at most 500 fields, numbers and texts")
        let tests = Array(repeating: "ra>1", count: 250).joined(separator: " or ")
        #expect(message(tests) == nil)
        #expect(try holds(sum + ">132000"))
        #expect(try holds(tests))
    }

    @Test func aPatternIsAtMostSoLong() {
        let pattern = String(repeating: "a*", count: 63)
        #expect(message("band like '\(pattern)'") == nil)
        #expect(message("band like '\(pattern)?'") == "a pattern has at most 63 signs without its *")
    }

    @Test func aHostilePatternTakesTimeByTheTextOnly() throws {
        var anomaly = sampleAnomaly()
        anomaly.alert.objectID = String(repeating: "a", count: 1_000_000)
        #expect(try !holds("object_id like '\(String(repeating: "*a", count: 62))*b'", for: anomaly))
    }

    @Test(arguments: testSeeds(20))
    func anyTextIsReadOrRefusedWithAPlaceInIt(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let anomaly = sampleAnomaly()
        var read = 0
        for _ in 0..<400 {
            let text = hostileText(&random)
            do throws(ConditionError) {
                let condition = try Condition(text, vocabulary: testVocabulary)
                var layout = FactLayout()
                let program = ConditionProgram(condition, layout: &layout)
                _ = program.holds(layout.facts(of: anomaly))
                read += 1
            } catch {
                #expect(error.offset >= 0 && error.offset + error.length <= text.utf8.count, "\(text.debugDescription)")
                #expect(error.description.split(separator: "\n").count <= 3, "\(text.debugDescription)")
                #expect((1...400).contains(error.message.count), "\(text.debugDescription)")
            }
        }
        #expect(read > 0)
    }

    /// A good condition with pieces taken out, doubled or put in, or a heap of pieces.
    private func hostileText(_ random: inout SeededGenerator) -> String {
        let pieces = [
            "magnitude", "feature.drb", "band", "(", ")", "and", "or", "not", "<", "=", "in", "between", "like", "is",
            "missing", "'g'", "\"", "`", "\\", "1", "1e5", ".5", "..", "-", "min(", ",", "é", "\u{0}", "\u{202e}", "👩‍🚀",
            "\r\n", "tail_probability", "0.01", "true", "$(id)", "%s", "{{x}}", "\u{1b}[2J", "feature.", "1/0",
        ]
        if Bool.random(using: &random) {
            return (0..<Int.random(in: 0..<30, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined(separator: Bool.random(using: &random) ? " " : "")
        }
        var scalars = Array(ModelTruth.random(&random, depth: 3).text(&random).unicodeScalars)
        for _ in 0..<Int.random(in: 0..<4, using: &random) {
            let place = Int.random(in: 0...scalars.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: scalars.removeSubrange(place..<min(scalars.count, place + 3))
            case 1: scalars.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").unicodeScalars, at: place)
            default: scalars.insert(contentsOf: scalars[place..<min(scalars.count, place + 9)], at: place)
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
