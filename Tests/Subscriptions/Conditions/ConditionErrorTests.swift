import Subscriptions
import Testing

@Suite struct ConditionErrorTests {
    /// The error of a text; the caret and its message are what people see.
    private func error(_ text: String) -> ConditionError? {
        do throws(ConditionError) {
            _ = try Condition(text, vocabulary: testVocabulary)
            return nil
        } catch { return error }
    }

    @Test func theMessagePointsIntoTheText() {
        #expect(
            error("magnitude < 19\n  and feature.drbb > 0.9")?.description == """
                line 2, column 15: “drbb” is not a feature of the streams; did you mean drb?
                    and feature.drbb > 0.9
                                ^~~~
                """)
        #expect(
            error("magnitude < 19 and")?.description == """
                column 19: a field, a number, a text or “(” was expected, but the text ends
                  magnitude < 19 and
                                    ^
                """)
        #expect(error("magnitude < 19 and")?.offset == 18)
    }

    @Test func aLongLineIsCutAroundTheCaret() throws {
        let long = String(repeating: "magnitude < 19 and ", count: 40)
        let lines = try #require(error(long + "x = 1 and " + long + "dec < 0")).description.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines.dropFirst().allSatisfy { $0.count < 120 })
        let caret = try #require(lines[2].firstIndex(of: "^"))
        #expect(
            lines[1][
                lines[1].index(lines[1].startIndex, offsetBy: lines[2].distance(from: lines[2].startIndex, to: caret))]
                == "x")
    }

    @Test func whatATerminalActsOnIsNotShown() throws {
        let shown = try #require(error("band = \"\u{202e}x\" and \u{1b}[31m")).description
        #expect(
            shown.unicodeScalars.allSatisfy {
                $0 == "\n" || ($0.properties.generalCategory != .control && $0.properties.generalCategory != .format)
            })
    }

    @Test(arguments: [
        ("magnitud < 19", 1, "there is no field “magnitud”; did you mean magnitude?"),
        ("drb > 0.9", 1, "there is no field “drb”; the feature is written feature.drb"),
        ("band = r", 8, "there is no field “r”; a text stands in quotes: \"r\""),
        ("magnitude = null", 13, "there is no field “null”; write “is missing”"),
        ("abs < 3", 1, "there is no field “abs”; the function is written abs(…)"),
        ("sqr(magnitude) < 3", 1, "there is no function “sqr”; did you mean sqrt?"),
        ("top_feature = \"distn\"", 15, "“distn” is not a feature of the streams; did you mean distnr?"),
        ("stream in ('ztf', 'lst')", 19, "“lst” is none of the streams; did you mean lsst?"),
        (
            "features.drb > 1", 1,
            "“features” has no parts; feature.NAME, typical.NAME and share.NAME have; did you mean feature?"
        ),
    ])
    func anUnknownNameComesWithTheNearest(text: String, column: Int, message: String) {
        #expect(error(text)?.message == message)
        #expect(error(text)?.column == column)
    }

    @Test(arguments: [
        (
            "magnitude < \"19\"", 13,
            "“magnitude” is a number, \"19\" is a text: they cannot be compared; write 19 without quotes"
        ),
        (
            "alert_id = 12345", 12,
            "“alert_id” is a text, 12345 is a number: they cannot be compared; write \"12345\" for a text"
        ),
        ("in_training_sample = 1", 22, "“in_training_sample” is a truth, 1 is a number: they cannot be compared"),
        ("band + 1 > 2", 1, "“+” takes numbers, “band” is a text"),
        ("abs(\"3\") < 1", 5, "abs takes numbers, \"3\" is a text; write 3 without quotes"),
        ("magnitude", 1, "“magnitude” is a number, where a truth was expected: compare it with something"),
        ("not band", 5, "“band” is a text, where a truth was expected: compare it with something"),
        ("magnitude like \"1*\"", 1, "“like” takes a text, “magnitude” is a number"),
        ("magnitude in (17, \"g\")", 19, "“magnitude” is a number, \"g\" is a text: they cannot be compared"),
        ("magnitude in (17, dec)", 19, "“dec” is not a constant, as those of “in” have to be"),
        ("band < \"r\"", 1, "texts have no order: compare them by =, !=, “in” or “like”"),
        ("(ra < 1) = (dec < 1)", 1, "a truth is compared by = or != with true or false only; join truths by and, or"),
        ("(ra < 1) is missing", 1, "“(ra < 1)” is a truth; numbers and texts can be missing"),
        ("band = ''", 8, "an empty text counts as missing; write “band is missing”"),
        ("min(magnitude) < 1", 1, "min takes two or more numbers, here is 1"),
        ("abs() < 1", 1, "abs takes one number, here are 0"),
    ])
    func aTypeErrorNamesBothTypes(text: String, column: Int, message: String) {
        #expect(error(text)?.message == message)
        #expect(error(text)?.column == column)
    }

    @Test(arguments: [
        ("", 1, "a field, a number, a text or “(” was expected, but the text ends"),
        ("(magnitude < 19", 16, "“)” for the “(” in column 1 was expected, but the text ends"),
        ("magnitude < 19)", 15, "this “)” closes nothing"),
        ("17 < magnitude < 19", 16, "comparisons are not chained: write “a < b and b < c”, or “b between a and c”"),
        ("magnitude is null", 14, "“not missing” or “missing” was expected, not “null”"),
        ("magnitude 19", 11, "“and”, “or”, a comparison or the end was expected, not “19”"),
        ("magnitude between 1, 2", 20, "“and” and the upper bound of “between” was expected, not “,”"),
        ("magnitude between 2 and 1", 19, "the lower bound of “between” comes first"),
        ("magnitude in ()", 15, "a field, a number, a text or “(” was expected, not “)”"),
        ("magnitude ≤ 19", 11, "“≤” has no meaning here; write <="),
        ("band = “r”", 8, "““” has no meaning here; texts stand in straight quotes, \" or '"),
        ("band = 'r", 8, "this text has no end: a second “'” was expected"),
        ("magnitude < 19mag", 13, "“19mag” is not a number; numbers have no units"),
        ("magnitude < 1e999", 13, "1e999 is too large a number"),
        ("magnitude < 1/0", 15, "nothing can be divided by zero"),
        ("magnitude < sqrt(-1)", 13, "“sqrt(-1)” is not a finite number"),
        ("band = '\\n'", 9, "after “\\” in a text comes a quote or another “\\”, for a “\\” write “\\\\”"),
        ("magnitude < 19; drop", 15, "“;” has no meaning here; a condition is one expression"),
    ])
    func whatCannotBeReadIsToldWithWhatWasExpected(text: String, column: Int, message: String) {
        #expect(error(text)?.message == message)
        #expect(error(text)?.column == column)
    }

    @Test(arguments: [
        ("1 < 2", "this holds for every anomaly"),
        ("magnitude < 19 or true", "this holds for every anomaly"),
        ("not true and dec < 0", "this can never hold"),
        ("magnitude < 19 and (dec < 0 and magnitude > 20)", "this can never hold: no magnitude meets all of it"),
        ("band = 'g' and band in ('r', 'i')", "this can never hold: no band meets all of it"),
    ])
    func whatSaysTheSameOfEveryAnomalyIsRefused(text: String, message: String) {
        #expect(error(text)?.message == message)
    }

    @Test(arguments: [
        ("tail_probability < 0.05", 20), ("0.05 > tail_probability", 1), ("tail_probability <= 1e-2 * 2", 21),
        ("magnitude < 19 and (tail_probability < 0.005 or not (tail_probability > 0.02))", 73),
        ("tail_probability between 0.001 and 0.011", 36), ("tail_probability in (0.001, 0.05)", 29),
        ("tail_probability < 2", 20), ("tail_probability > 0.5", 20),
        ("log10(tail_probability) < -1.9", 1), ("tail_probability * 10 < 0.2", 1), ("1 - tail_probability > 0.98", 1),
    ])
    func aLimitLooserThanAStreamsOwnIsRefused(text: String, column: Int) {
        let error = error(text)
        #expect(
            error?.message.hasSuffix(
                "above the anomaly limit of stream “ztf”, 0.01: no anomaly of it has a larger tail probability") == true
        )
        #expect(error?.column == column)
    }

    @Test(arguments: [
        "tail_probability < 0.01", "tail_probability <= 0.01", "tail_probability > 0.001", "tail_probability = 0.001",
        "log10(tail_probability) < -2.1", "tail_probability * 10 < 0.1", "tail_probability is missing",
        "tail_probability < share.drb",
    ])
    func aLimitWithinTheStreamsOwnIsNot(text: String) {
        #expect(error(text) == nil)
    }

    @Test func aSavedConditionIsReadAfterItsStreamsChanged() throws {
        #expect(error("feature.gone > 1 and tail_probability < 0.05") != nil)
        var layout = FactLayout()
        let saved = try Condition(saved: "feature.gone is missing and tail_probability < 0.05")
        let program = ConditionProgram(saved, layout: &layout)
        #expect(program.holds(layout.facts(of: sampleAnomaly())))
    }
}
