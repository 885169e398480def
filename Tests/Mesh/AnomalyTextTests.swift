import Mesh
import Messages
import Testing

@Suite("An anomaly in words", .timeLimit(.minutes(3)))
struct AnomalyTextTests {
    private let anomaly = Anomaly(
        score: Score(
            project: "main", stream: "ztf", alertID: "1", objectID: "ZTF18abcdefg", forestID: "ztf/1", score: 0.61234,
            tailProbability: 0.00042, inTrainingSample: false),
        alert: Alert(
            objectID: "ZTF18abcdefg", raDegrees: 9.5, decDegrees: -0.25, band: "g", magnitude: 17.018),
        explanation: [
            Contribution(feature: "log10_fade_rate", value: 0.5, typical: -1.7, share: 0.5, unit: "log10 mag/day"),
            Contribution(feature: "fwhm", value: .nan, typical: 2.2, share: 0.3, unit: "pixel"),
            Contribution(feature: "real_bogus", value: 0.3, typical: 0.7, share: 0.15, unit: "1"),
            Contribution(feature: "drb", value: 0.1, typical: 1, share: 0.05),
        ], anomalyLimit: 0.01)

    @Test("one line tells what, where, how bright, how odd and why, in the columns of the headings")
    func line() {
        #expect(
            AnomalyText.line(anomaly)
                == "ZTF18abcdefg    9.50000   -0.25000  g     17.02  0.612  4.2e-04  "
                + "fade rate 3.16 mag/day (usually 0.02), fwhm missing (usually 2.2), real bogus 0.3 (usually 0.7)"
        )
        #expect(
            AnomalyText.headings
                == "OBJECT           RA deg    DEC deg  BAND    MAG  SCORE   TAIL P  WHAT MADE IT ODD")
    }

    @Test("what a publisher calls its object cannot move the cursor, break the line or turn the writing around")
    func controlCharacters() {
        var anomaly = anomaly
        anomaly.alert.objectID = "\u{1B}[2Ja\nb\u{9B}c\u{202E}d\u{2028}é"
        anomaly.alert.band = "\rg"
        anomaly.alert.magnitude = .nan
        #expect(AnomalyText.line(anomaly).hasPrefix("�[2Ja�b�c�d�é    9.50000   -0.25000  �g        –  0.612"))
    }

    @Test("a third reason is told only where it counts for a tenth")
    func twoReasons() {
        var anomaly = anomaly
        anomaly.explanation[2].share = 0.05
        #expect(AnomalyText.reasons(anomaly).count == 2)
    }

    @Test("small probabilities keep two digits")
    func probabilities() {
        #expect(
            [0.01, 0.001, 0.000_95, 1e-9].map(AnomalyText.probability) == ["0.0100", "0.0010", "9.5e-04", "1.0e-09"])
    }
}
