import Alerts
import Foundation
import Messages
import TestSupport
import Testing

@testable import Simulation

@Suite("Simulated packets")
struct PacketTests {
    let night = SimulatedSurvey(seed: 4, size: .small).night()

    @Test("our reader finds in each packet what was simulated, to the bit")
    func ownReader() throws {
        let reader = AlertReader(featureSet: .ztfCandidate)
        let gzip = try Gzip()
        for simulated in night.alerts where simulated.index % 10 == 0 || simulated.rarity != nil {
            let packet = try simulated.packet(seed: 4, gzip: gzip)
            let alert = try reader.alert(fromPacket: packet, project: "sky", stream: "simulated")
            #expect(AlertValidation.check(alert, featureSet: .ztfCandidate) == nil)
            #expect(alert.alertID == String(simulated.candid))
            #expect(alert.objectID == simulated.objectID)
            #expect(alert.survey == "ZTF")
            #expect(alert.lightCurve.count == simulated.candidate.history.count)
            #expect(alert.stamps.map(\.kind) == ["science", "template", "difference"])
            let pairs = zip(alert.features.values, simulated.features)
            #expect(pairs.allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) })
        }
    }

    @Test("packets are as large as real ones: 60 kB or more in the mean, a full night under 1 GB")
    func size() throws {
        let gzip = try Gzip()
        let sample = night.alerts.filter { $0.index % 15 == 0 }
        let bytes = try sample.reduce(0) { try $0 + $1.packet(seed: 4, gzip: gzip).count }
        let mean = bytes / sample.count
        #expect(60_000..<80_000 ~= mean, "\(mean) bytes")
        #expect(mean * SimulatedSurvey.Size.full.alerts < 1_000_000_000)
        #expect(15_000...26_000 ~= PacketSchema.json.utf8.count)
    }

    static let script = """
        import fastavro, gzip, json, sys
        for path in sys.argv[1:]:
            record, = fastavro.reader(open(path, "rb"))
            stamps = [gzip.decompress(record["cutout" + kind]["stampData"])
                      for kind in ("Science", "Template", "Difference")]
            assert all(len(s) == 20160 and s.startswith(b"SIMPLE  =") for s in stamps)
            print(record["candid"], record["objectId"], record["candidate"]["magpsf"], record["candidate"]["fid"],
                  len(record["prv_candidates"]), record["candidate"]["jd"])
        """

    @Test("fastavro reads the packets, Python's gzip the stamps")
    func fastavro() async throws {
        guard let python = Python.executable(importing: "fastavro") else {
            return print("skipped: no Python with fastavro; `make test` brings one")
        }
        try await withTemporaryFolder { folder in
            let gzip = try Gzip()
            let sample = night.alerts.filter { $0.index % 50 == 0 }
            var paths: [String] = []
            for alert in sample {
                paths.append("\(folder)/\(alert.fileName)")
                try Data(alert.packet(seed: 4, gzip: gzip)).write(to: URL(fileURLWithPath: paths[paths.count - 1]))
            }
            let lines = try Python.run(python, ["-c", Self.script] + paths).split(separator: "\n").map(String.init)
            #expect(lines.count == sample.count)
            for (line, alert) in zip(lines, sample) {
                let seen = alert.candidate
                let expected =
                    "\(alert.candid) \(alert.objectID) \(Double(Float(seen.magnitude))) \(seen.filter) "
                    + "\(seen.history.count) \(seen.jd)"
                #expect(line == expected)
            }
        }
    }
}
