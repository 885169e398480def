import Foundation
import TestSupport
import Testing

@testable import Alerts

@Suite("Against fastavro")
struct FastavroTests {
    typealias Column = ZTFAlertValues.Column
    typealias HistoryColumn = ZTFAlertValues.HistoryColumn

    static let script = """
        import fastavro, json, sys
        flag = {"t": 1.0, "1": 1.0, "f": 0.0, "0": 0.0}
        def row(record, names):
            return [flag.get(record.get(n)) if n == "isdiffpos" else record.get(n) for n in names]
        columns, history = sys.argv[1].split(","), sys.argv[2].split(",")
        for path in sys.argv[3:]:
            record = next(fastavro.reader(open(path, "rb")))
            cutouts = [record["cutout" + kind] for kind in ("Science", "Template", "Difference")]
            print(json.dumps({
                "candid": str(record["candid"]), "objectId": record["objectId"], "publisher": record["publisher"],
                "candidate": row(record["candidate"], columns),
                "history": sum((row(p, history) for p in record["prv_candidates"] or []), []),
                "names": [c["fileName"] for c in cutouts], "sizes": [len(c["stampData"]) for c in cutouts]}))
        """

    struct Peer: Decodable {
        let candid: String
        let objectId: String
        let publisher: String
        let candidate: [Double?]
        let history: [Double?]
        let names: [String]
        let sizes: [Int]
    }

    @Test("every field that is read has the value that fastavro gives")
    func values() throws {
        let packets = RealPackets.all()
        guard !packets.isEmpty else { return }
        let arguments = [
            Column.allCases.map { "\($0)" }.joined(separator: ","),
            HistoryColumn.allCases.map { "\($0)" }.joined(separator: ","),
        ]
        guard let python = Python.executable(importing: "fastavro") else {
            return print("skipped: no Python with fastavro; `make test` brings one")
        }
        let output = try Python.run(python, ["-c", Self.script] + arguments + packets.map(\.path))
        let lines = output.split(separator: "\n")
        #expect(lines.count == packets.count)
        let reader = AlertReader(featureSet: .ztfCandidate)
        for (url, line) in zip(packets, lines) {
            let peer = try JSONDecoder().decode(Peer.self, from: Data(line.utf8))
            let bytes = try RealPackets.bytes(url)
            try bytes.withUnsafeBytes { packet in
                let (fields, cursor) = try reader.selectedFields(of: packet)
                #expect(fields.integers.map { $0.map(String.init) } == [peer.candid])
                #expect(
                    fields.texts.map { $0.map(cursor.text) } == [peer.objectId, peer.publisher] + peer.names)
                let numbers = fields.numbers.map { $0.isNaN ? nil : $0 }
                #expect(numbers == peer.candidate)
                #expect(fields.bytes.map { $0?.count } == peer.sizes)
                #expect(fields.rows.map { $0.isNaN ? nil : $0 } == peer.history)
            }
        }
    }
}
