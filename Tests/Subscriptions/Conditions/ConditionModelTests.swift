import Messages
import Subscriptions
import TestSupport
import Testing

@Suite struct ConditionModelTests {
    @Test(arguments: testSeeds(40))
    func compiledConditionsHoldExactlyWhereAPlainTreeIsTrue(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let anomalies = (0..<60).map { _ in randomAnomaly(&random) }
        var layout = FactLayout()
        var judged: [(text: String, model: ModelTruth, program: ConditionProgram)] = []
        var refused = 0
        for _ in 0..<50 {
            let model = ModelTruth.random(&random, depth: Int.random(in: 0..<5, using: &random))
            let text = model.text(&random)
            do throws(ConditionError) {
                let condition = try Condition(text, vocabulary: testVocabulary)
                judged.append((text, model, ConditionProgram(condition, layout: &layout)))
            } catch {
                refused += 1
                try expectRightlyRefused(error, model, anomalies)
            }
        }
        // Most of them mean something.
        #expect(refused < 40)
        for anomaly in anomalies {
            let facts = layout.facts(of: anomaly)
            for (text, model, program) in judged {
                let holds = program.holds(facts)
                #expect(holds == (model.value(anomaly) == true), "\(text)")
                guard holds else { continue }
                for bound in program.numberGuards {
                    #expect(bound.admits(facts.number(bound.slot)), "\(bound) of \(text)")
                }
                for bound in program.textGuards {
                    #expect(bound.numbers.contains(facts.textNumber(bound.slot)), "\(bound) of \(text)")
                    #expect(bound.values.contains(facts.text(bound.slot)), "\(bound) of \(text)")
                }
            }
        }
    }

    /// Only what says the same of every anomaly, and constants that are no numbers, are refused.
    private func expectRightlyRefused(
        _ error: ConditionError, _ model: ModelTruth, _ anomalies: [Anomaly]
    ) throws {
        switch error.message {
        case "this holds for every anomaly": #expect(anomalies.allSatisfy { model.value($0) == true }, "\(error)")
        case let message where message.hasPrefix("this can never hold"):
            #expect(anomalies.allSatisfy { model.value($0) != true }, "\(error)")
        case "nothing can be divided by zero", "the lower bound of “between” comes first": break
        case let message: #expect(message.hasSuffix("is not a finite number"), "\(error)")
        }
    }

    @Test(arguments: testSeeds(20))
    func patternsFitAsTheyDoByTryingEverything(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let pattern = word(["a", "b", "é", "*", "?", "*"], &random)
            let text = word(["a", "b", "é", "日"], &random)
            var anomaly = sampleAnomaly()
            anomaly.alert.band = "x" + text
            let condition = "band like \"x\(pattern)\""
            let expected = fits(Array(text)[...], Array(pattern)[...])
            #expect(try holds(condition, for: anomaly) == expected, "\(text) \(condition)")
        }
    }

    private func word(_ characters: [String], _ random: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0..<7, using: &random)).map { _ in characters.randomElement(using: &random) ?? "" }.joined()
    }
}
