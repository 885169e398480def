import Messages
import Testing

@testable import Subscriptions

@Suite struct ConditionMeaningTests {
    @Test func everyFieldHasItsValue() throws {
        let expected: [(String, Double)] = [
            ("magnitude", 18.5), ("magnitude_error", Double(Float(0.05))), ("mjd", 60_010), ("ra", 266.404_996),
            ("dec", -28.936_172), ("score", 0.71), ("tail_probability", 0.002),
            ("light_curve_points", 5), ("detections", 4), ("age_days", 10), ("brightening", 0.3),
            ("feature.drb", Double(Float(0.9))), ("typical.distnr", 1.5), ("share.distnr", 0.5),
        ]
        for (name, value) in expected {
            #expect(try number(name) == value, "\(name)")
        }
        for (name, value) in [
            ("band", "g"), ("stream", "ztf"), ("survey", "ZTF"), ("alert_id", "2459000123"),
            ("object_id", "ZTF18abcdefg"), ("top_feature", "distnr"),
        ] {
            #expect(try holds("\(name) = '\(value)'"), "\(name)")
            #expect(try !holds("\(name) != '\(value)'"), "\(name)")
        }
        #expect(try holds("in_training_sample"))
    }

    @Test func theGalacticCentreHasGalacticAndEclipticCoordinates() throws {
        // astropy 8.0: SkyCoord(266.404996, -28.936172, unit="deg").galactic and .barycentricmeanecliptic
        #expect(try abs(number("galactic_latitude")) < 1e-5)
        let longitude = try number("galactic_longitude")
        #expect(min(longitude, 360 - longitude) < 1e-5)
        #expect(try abs(number("ecliptic_longitude") - 266.839_526_42) < 1e-6)
        #expect(try abs(number("ecliptic_latitude") + 5.536_322_14) < 1e-6)
    }

    @Test func theListOfFieldsIsWhatAConditionCanName() throws {
        #expect(Field.all.count == 22)
        for field in Field.all {
            let condition = try Condition(
                field.type == .truth ? field.name : "\(field.name) is missing", vocabulary: testVocabulary)
            #expect(condition.fields == [field])
            #expect(!field.meaning.isEmpty)
        }
        #expect(Field.feature("a-b").name == "feature.\"a-b\"")
        #expect(Field.share("a\"\\b").name == "share.\"a\\\"\\\\b\"")
    }

    @Test func namesOfOtherCharactersStandInQuotes() throws {
        for text in ["typical.`a-b` = 2", "typical.\"a-b\" = 2", "typical.'a-b' = 2", "feature.and is missing"] {
            #expect(try holds(text), "\(text)")
        }
    }

    @Test func whatAnAlertDoesNotHaveIsMissing() throws {
        var anomaly = sampleAnomaly()
        anomaly.alert = Alert(magnitude: .infinity)
        anomaly.explanation = []
        anomaly.score.score = .nan
        for field in Field.all where field.type != .truth {
            let isCounted = [.detections, .lightCurvePoints, .tailProbability].contains(field)
            #expect(try holds("\(field.name) is missing", for: anomaly) == !isCounted, "\(field.name)")
        }
        #expect(try holds("feature.drb is missing", for: anomaly))
        #expect(try number("detections", of: anomaly) == 0)
    }

    @Test func brighteningNeedsAnEarlierDetectionInTheBand() throws {
        var anomaly = sampleAnomaly()
        anomaly.alert.band = "i"
        #expect(try holds("brightening is missing", for: anomaly))
        anomaly.alert.band = "r"
        #expect(try number("brightening", of: anomaly) == 0.0625)
        anomaly.alert.lightCurve = []
        #expect(try holds("brightening is missing and age_days = 0 and detections = 1", for: anomaly))
    }

    @Test func aMissingValueMakesAComparisonUnknown() throws {
        // feature."a-b" is missing.
        let missing = "feature.`a-b`"
        for text in [
            "\(missing) < 1", "\(missing) >= 1", "\(missing) != 1", "not \(missing) < 1", "not (\(missing) = 1)",
            "\(missing) in (1, 2)", "\(missing) not in (1, 2)", "\(missing) between 1 and 2",
            "\(missing) + 1 > 0", "min(\(missing), 1) < 2", "\(missing) = \(missing)", "not (\(missing) < 1 and true)",
            "magnitude / (magnitude - 18.5) > 0", "not (log10(magnitude - 18.5) < 0)",
        ] {
            #expect(try !holds(text), "\(text)")
        }
        for text in [
            "\(missing) < 1 or magnitude < 19", "not (\(missing) < 1 and magnitude > 19)", "\(missing) is missing",
            "magnitude / (magnitude - 18.5) is missing", "not (5 between \(missing) and magnitude * 0)",
        ] {
            #expect(try holds(text), "\(text)")
        }
    }

    @Test func aConstantIsRoundedAsTheFieldItIsComparedWith() throws {
        // Both are 0.9 in single precision, which is less than 0.9 in double precision.
        for text in [
            "feature.drb >= 0.9", "feature.drb = 0.9", "feature.drb in (0.9)", "feature.drb between 0.9 and 1",
            "0.9 <= feature.drb", "not feature.drb < 0.9",
        ] {
            #expect(try holds(text), "\(text)")
        }
        #expect(try !holds("feature.drb < 0.9"))
        #expect(try holds("feature.drb * 1 < 0.9"))
        #expect(try holds("feature.drb > 1e-300"))
    }

    @Test func andBindsTighterThanOrAndNotLessThanAComparison() throws {
        #expect(try holds("dec < 0 or dec < 1 and magnitude > 19"))
        #expect(try !holds("(dec < 0 or dec < 1) and magnitude > 19"))
        #expect(try holds("not magnitude > 19 and band = 'g'"))
        #expect(try holds("!magnitude > 19 && band == \"g\" || band <> 'g'"))
        #expect(try holds("2 + 3 * 4 - -magnitude / 2 = 23.25"))
        #expect(try holds("magnitude - 8 - 0.5 = 10 and 8 / 2 / 2 * magnitude = 37"))
        #expect(try holds("in_training_sample = true and not (in_training_sample = false)"))
    }

    @Test func functionsDoWhatTheirNamesSay() throws {
        for text in [
            "abs(dec) > 28", "sqrt(magnitude * 2) < 6.1", "log10(magnitude * 0 + 1000) = 3",
            "ln(exp(magnitude)) = 18.5",
            "min(magnitude, 3, 4) = 3", "max(1, magnitude, 2) = 18.5", "floor(magnitude) = 18", "ceil(magnitude) = 19",
            "round(magnitude) = 19", "round(-magnitude) = -19", "max(mjd, feature.drb) - mjd = 0",
        ] {
            #expect(try holds(text), "\(text)")
        }
    }

    @Test func patternsHaveWildcards() throws {
        for text in [
            "object_id like 'ZTF18*'", "object_id like '*abc*fg'", "object_id like 'ZTF??abcdefg'",
            "band not like '?*g'",
            "object_id like \"ZTF18abcdefg\"",
        ] {
            #expect(try holds(text), "\(text)")
        }
        var anomaly = sampleAnomaly()
        anomaly.alert.band = "a*b?\\"
        #expect(try holds("band like 'a\\\\*b\\\\?\\\\\\\\'", for: anomaly))
        #expect(try !holds("band like 'a\\\\*c*'", for: anomaly))
    }

    @Test func factsOfBeforeAProgramDoNotMeetIt() throws {
        var layout = FactLayout()
        let first = ConditionProgram(try Condition("magnitude < 19", vocabulary: testVocabulary), layout: &layout)
        let early = layout.facts(of: sampleAnomaly())
        let second = ConditionProgram(try Condition("band != 'r'", vocabulary: testVocabulary), layout: &layout)
        #expect(first.holds(early))
        #expect(!second.holds(early))
        let facts = layout.facts(of: sampleAnomaly())
        #expect(first.holds(facts) && second.holds(facts))
    }

    @Test func guardsAreDrawnFromWhatMustHold() throws {
        var layout = FactLayout()
        func program(_ text: String) throws -> ConditionProgram {
            ConditionProgram(try Condition(text, vocabulary: testVocabulary), layout: &layout)
        }
        let both = try program("magnitude between 17 and 19 and (band = 'g' or band = 'r') and not magnitude >= 18")
        #expect(both.numberGuards == [NumberGuard(slot: 0, lowest: 17, highest: (18.0).nextDown)])
        #expect(both.textGuards.map(\.values) == [["g", "r"]])
        #expect(both.textGuards.map(\.slot) == [0])
        #expect(try program("magnitude < 17 or band = 'g'").numberGuards.isEmpty)
        #expect(
            try program("magnitude in (17, 15) or magnitude = 16").numberGuards == [
                NumberGuard(slot: 0, lowest: 15, highest: 17)
            ])
        #expect(try program("not (magnitude > 17 or band != 'g')").textGuards.map(\.values) == [["g"]])
    }

    @Test func theValuesThatAConditionSawAreTold() throws {
        var layout = FactLayout()
        let condition = try Condition(
            "magnitude < 19 and feature.drb > 0.8 and band != 'r' and feature.`a-b` is missing and in_training_sample",
            vocabulary: testVocabulary)
        let program = ConditionProgram(condition, layout: &layout)
        #expect(
            program.values(in: layout.facts(of: sampleAnomaly()))
                == "magnitude 18.5, feature.drb 0.9, band \"g\", feature.\"a-b\" missing, in_training_sample true")
    }
}
