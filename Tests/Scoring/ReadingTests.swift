import Alerts
import Messages
import Testing

@testable import Scoring

@Suite("What a scorer takes for an alert")
struct ReadingTests {
    private func read(_ bytes: [UInt8]) -> Result<Alert, AlertScorer.Refusal> {
        bytes.withUnsafeBytes {
            AlertScorer.read($0, of: ScoringFixture.stream(), featureSet: ScoringFixture.featureSet)
        }
    }

    private func refusal(_ alert: Alert) -> AlertScorer.Refusal? {
        guard case .failure(let refusal) = read(alert.serialized()) else { return nil }
        return refusal
    }

    private let sound = ScoringFixture.alert(ScoringFixture.ordinary(0))

    @Test("a sound alert is read whole")
    func soundAlert() throws {
        #expect(try read(sound.serialized()).get() == sound)
    }

    @Test("an alert with gaps in its features is sound")
    func gaps() throws {
        let alert = ScoringFixture.alert([.nan] + ScoringFixture.ordinary(0).dropFirst())
        #expect(try read(alert.serialized()).get() == alert)
    }

    @Test("what is no message is malformed, with the place", arguments: [[0x0A, 0xFF], Array("garbage".utf8)])
    func malformed(bytes: [UInt8]) throws {
        let result = read(bytes)
        guard case .failure(let refusal) = result else {
            Issue.record("taken for an alert: \(result)")
            return
        }
        #expect(refusal.kind == "malformed")
        #expect(refusal.reason.hasPrefix("Alert message"))
        #expect(refusal.reason.contains("byte "))
    }

    @Test("nothing at all is an alert without an id")
    func empty() {
        guard case .failure(let refusal) = read([]) else {
            Issue.record("an empty message was taken for an alert")
            return
        }
        // It says nothing of its stream either, and that is looked at first.
        #expect(refusal.kind == "out-of-range")
        #expect(refusal.reason == "Alert message, field stream: says /, came on the subject of main/ztf")
    }

    @Test("an alert that says it is of another stream or project is refused")
    func strangers() {
        var alert = sound
        alert.stream = "lsst"
        #expect(refusal(alert)?.kind == "out-of-range")
        #expect(
            refusal(alert)?.reason == "Alert message, field stream: says main/lsst, came on the subject of main/ztf")
        alert = sound
        alert.project = "other"
        #expect(
            refusal(alert)?.reason == "Alert message, field stream: says other/ztf, came on the subject of main/ztf")
    }

    @Test("each fault is told with its kind, its field, what was found and what was expected")
    func faults() {
        let count = ScoringFixture.features
        let faults: [(change: (inout Alert) -> Void, kind: String, reason: String)] = [
            ({ $0.alertID = "" }, "missing-field", "alert_id: found nothing, expected the survey's id of the alert"),
            (
                { $0.raDegrees = 360 }, "out-of-range", "ra_degrees: found 360.0, expected degrees, 0 ≤ ra < 360"
            ),
            (
                { $0.decDegrees = .nan }, "out-of-range", "dec_degrees: found nan, expected degrees, −90 to 90"
            ),
            (
                { $0.features.values = [1, 2] }, "wrong-schema",
                "features.values: found 2 values, expected \(count)"
            ),
            (
                { $0.features.version = 2 }, "wrong-schema",
                "features: found feature set \"ztf.candidate\" version 2, expected \"ztf.candidate\" version 1"
            ),
            (
                { $0.features.values = FeatureValues([-.infinity] + ScoringFixture.ordinary(0).dropFirst()) },
                "out-of-range",
                "features.\(ScoringFixture.featureSet.features[0].name): found -inf, "
                    + "expected a finite number, or NaN where not measured"
            ),
        ]
        for fault in faults {
            var alert = sound
            fault.change(&alert)
            #expect(refusal(alert)?.kind == fault.kind)
            #expect(refusal(alert)?.reason == "Alert message, field \(fault.reason)")
        }
    }
}
