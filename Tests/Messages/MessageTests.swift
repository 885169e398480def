import Messages
import TestSupport
import Testing

@Suite("Messages")
struct MessageTests {
    @Test("every message reads back what it wrote", arguments: 1...40)
    func roundTrip(seed: Int) throws {
        var samples = SampleMessages(seed: UInt64(seed))
        for message in samples.all() {
            let bytes = message.serialized()
            let back = try type(of: message).init(serialized: bytes)
            #expect(back.serialized() == bytes, "seed \(seed), \(type(of: message))")
        }
    }

    @Test("an alert keeps each field")
    func fields() throws {
        let alert = Alert(
            project: "main", stream: "ztf", alertID: "695378462115010012", objectID: "ZTF18abcdefg", mjdUTC: 58_451.25,
            raDegrees: 359.999_999_9, decDegrees: -0.000_1, band: "r", magnitude: 18.25, magnitudeError: 0.05,
            features: FeatureVector(featureSet: "ztf.candidate", version: 1, values: [1.5, .nan, -3]),
            lightCurve: [LightCurvePoint(mjdUTC: 58_450, band: "g", limitingMagnitude: 20.5)],
            stamps: [StampReference(kind: "science", fileName: "a.fits.gz", sizeBytes: 17)],
            publishedAt: UnixTime(microseconds: 1), receivedAt: UnixTime(microseconds: 2), survey: "ZTF")
        let back = try Alert(serialized: alert.serialized())
        #expect(back == alert)
        #expect(back.alertID == "695378462115010012")
        #expect(back.features.values.count == 3)
        #expect(back.features.values[1].isNaN)
        #expect(back.lightCurve[0].magnitude.isNaN)
        #expect(back.decDegrees == -0.000_1)
    }

    @Test("the features of an unpacked alert outlive the alert")
    func featuresOutliveTheirAlert() throws {
        let bytes = Alert(alertID: "1", features: FeatureVector(featureSet: "x", version: 1, values: [1, 2, 3]))
            .serialized()
        let values = try { try Alert(serialized: bytes).features.values }()
        #expect(Array(values) == [1, 2, 3])
    }

    @Test("an unset alert is all missing, and missing numbers are NaN")
    func missing() {
        let alert = Alert()
        #expect(alert.magnitude.isNaN && alert.raDegrees.isNaN && alert.mjdUTC.isNaN)
        #expect(!alert.receivedAt.isKnown)
    }

    @Test("a cut message names the field and the byte where it ends")
    func truncated() {
        let bytes = Alert(
            project: "main", stream: "ztf", alertID: "42",
            features: FeatureVector(featureSet: "ztf.candidate", version: 1, values: [1, 2, 3])
        ).serialized()
        for length in 1..<bytes.count {
            // Where a field ends, protobuf cannot tell that more was to come.
            guard
                let error = #expect(
                    throws: MessageError.self,
                    performing: {
                        let alert = try Alert(serialized: Array(bytes.prefix(length)))
                        throw MessageError(message: alert.alertID, field: "", offset: -1, problem: "read")
                    })
            else { continue }
            #expect(error.offset <= length)
            if error.offset >= 0 { #expect(error.message == "Alert") }
        }
        let error = #expect(throws: MessageError.self) { try Alert(serialized: Array(bytes.prefix(bytes.count - 3))) }
        #expect(error?.description.hasPrefix("Alert message, field") == true)
    }

    @Test("a packed array of odd length is refused with its field")
    func oddPackedArray() {
        // Field 11 (features), holding field 3 (values) of 5 bytes.
        let bytes: [UInt8] = [0x5A, 7, 0x1A, 5, 0, 0, 0, 0, 0]
        let error = #expect(throws: MessageError.self) { try Alert(serialized: bytes) }
        #expect(
            error?.description
                == "Alert message, field features.values, byte 4: packs 5 bytes, not a multiple of 4")
    }

    @Test("text that is not UTF-8 is refused with its field")
    func notUTF8() {
        let error = #expect(throws: MessageError.self) { try NameRequest(serialized: [0x0A, 2, 0xC3, 0x28]) }
        #expect(error?.description == "NameRequest message, field name, byte 0: is not UTF-8 text")
    }

    @Test("a message without a part that must be there is refused")
    func missingPart() {
        let error = #expect(throws: MessageError.self) { try Anomaly(serialized: [UInt8]()) }
        #expect(error?.description == "Anomaly message, field score, byte 0: is missing")
    }

    @Test("random bytes and damaged messages are refused or read, never crash", arguments: 1...20)
    func damaged(seed: Int) {
        var samples = SampleMessages(seed: UInt64(seed))
        for message in samples.all() {
            var bytes = message.serialized()
            for _ in 0..<20 {
                if bytes.isEmpty { bytes = [0] }
                bytes[Int.random(in: 0..<bytes.count, using: &samples.random)] = .random(
                    in: .min ... .max, using: &samples.random)
                _ = try? type(of: message).init(serialized: bytes)
            }
            let noise = samples.bytes()
            _ = try? type(of: message).init(serialized: noise)
        }
    }

    @Test("a checksum is zlib's CRC-32")
    func checksum() {
        #expect(Checksum.crc32(Array("123456789".utf8)) == 0xCBF4_3926)
        #expect(Checksum.crc32([]) == 0)
    }
}
