import Bus
import Foundation
import Jobs
import Mesh
import Messages
import TestSupport
import Testing

@testable import SubscriptionNotifier

/// Catalogues on the bus: from a file to answers, with everybody seeing their own.
@Suite("Catalogue flow", .timeLimit(.minutes(3)))
struct CatalogFlowTests {
    /// A grid of objects round (10°, −20°), one each 0.01°, with a magnitude.
    private static let file: [UInt8] = {
        var text = "id,ra,dec,mag\n"
        for row in 0..<400 {
            text += "\(row),\(10 + Double(row % 20) / 100),\(-20 + Double(row / 20) / 100),\(18 + Double(row) / 100)\n"
        }
        return Array(text.utf8)
    }()

    private static func upload(_ fixture: FlowFixture, as id: String, by user: String = "me") async throws {
        let middle = file.count / 2
        // The second half first, and one piece twice: pieces come as they like.
        for range in [middle..<file.count, 0..<middle, 0..<middle] {
            let bytes = Array(file[range])
            let receipt = try await fixture.ask(
                "catalog-query", "upload",
                FilePiece(
                    uploadID: id, offset: UInt64(range.lowerBound), totalBytes: UInt64(file.count), bytes: bytes,
                    crc32: Checksum.crc32(bytes), fileName: "objects.csv"),
                as: FileReceipt.self, by: user)
            #expect(receipt.bytesReceived == (range.lowerBound == 0 ? UInt64(file.count) : 0))
        }
    }

    private static func load(
        _ fixture: FlowFixture, _ table: String, by user: String = "me"
    ) async throws -> Job {
        try await upload(fixture, as: "up-\(user)", by: user)
        let client = try fixture.jobs(of: user)
        let job = Job(
            id: JobClient.newID(), project: "main", owner: user, kind: "load",
            load: LoadParameters(uploadID: "up-\(user)", table: table))
        _ = try await client.submit(job)
        return try await client.wait(for: job.id, project: "main")
    }

    private static func quick(
        _ fixture: FlowFixture, _ adql: String, rows: UInt64 = 0, by user: String = "me"
    ) async throws -> QuickReply {
        try await fixture.ask(
            "catalog-query", "query-quick", QueryRequest(adql: adql, rowLimit: rows), as: QuickReply.self, by: user)
    }

    private static func with(_ body: @escaping (FlowFixture) async throws -> Void) async throws {
        try await FlowFixture.with(services: ["catalog-query"], body)
    }

    @Test("a file becomes a table that queries find, and what is left out of an answer is said")
    func loadsAndAnswers() async throws {
        try await Self.with { fixture in
            let loaded = try await Self.load(fixture, "dr1.main")
            #expect(loaded.phase == .completed, "\(loaded.error)")
            #expect(loaded.message.contains("400 rows"))
            let all = try await Self.quick(fixture, "SELECT id, mag FROM dr1.main WHERE mag < 20 ORDER BY id")
            #expect(all.table.rows == 200)
            #expect(!all.isTruncated)
            #expect(all.table.columns.map(\.type) == [.int16, .float64])
            let some = try await Self.quick(fixture, "SELECT id FROM dr1.main", rows: 7)
            #expect(some.table.rows == 7)
            #expect(some.isTruncated)
            #expect(some.message.contains("first 7 rows"))
            let cone = try await Self.quick(
                fixture,
                "SELECT id FROM main WHERE 1=CONTAINS(POINT(ra, dec), CIRCLE(10.05, -19.95, 0.0101)) ORDER BY id")
            #expect(cone.table.rows == 5)
        }
    }

    @Test("a file's look ahead names the values that probably mean null")
    func suspectsSentinels() async throws {
        try await Self.with { fixture in
            let rows = (0..<300).map { "\($0),\($0 % 50 == 0 ? "99.0" : "\(18 + Double($0) / 100)")" }
            let bytes = Array(("id,mag\n" + rows.joined(separator: "\n") + "\n").utf8)
            _ = try await fixture.ask(
                "catalog-query", "upload",
                FilePiece(
                    uploadID: "up", offset: 0, totalBytes: UInt64(bytes.count), bytes: bytes,
                    crc32: Checksum.crc32(bytes), fileName: "mags.csv"),
                as: FileReceipt.self)
            let reply = try await fixture.ask(
                "catalog-query", "load-inspect", LoadParameters(uploadID: "up"), as: InspectReply.self)
            #expect(reply.notes.contains { $0.contains("6 times 99.0") && $0.hasSuffix("--sentinel mag=99.0") })
            #expect(!reply.notes.contains { $0.contains("id:") })
        }
    }

    @Test("a wrong query is told with its place and the nearest name")
    func explainsWhatIsWrong() async throws {
        try await Self.with { fixture in
            _ = try await Self.load(fixture, "dr1.main")
            let error = await #expect(throws: BusError.self) {
                try await Self.quick(fixture, "SELECT mga FROM dr1.main")
            }
            guard case .remote(let code, let message)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(code == "invalid")
            #expect(message.hasPrefix("line 1, column 8:"))
            #expect(message.contains("mag"))
            await #expect(throws: BusError.self) { try await Self.quick(fixture, "SELECT * FROM sqlite_master") }
            await #expect(throws: BusError.self) { try await Self.quick(fixture, "SELECT * FROM peryton_tables") }
            await #expect(throws: BusError.self) {
                try await fixture.ask(
                    "catalog-query", "query-quick", QueryRequest(adql: "SELECT 1"), as: QuickReply.self,
                    project: "nobodys")
            }
        }
    }

    @Test("a job's result is a file that its owner reads and nobody else")
    func jobResults() async throws {
        try await Self.with { fixture in
            _ = try await Self.load(fixture, "dr1.main")
            let client = try fixture.jobs(of: "me")
            let order = Job(
                id: "query-1", project: "main", owner: "me", kind: "query",
                query: QueryParameters(adql: "SELECT * FROM dr1.main ORDER BY id", format: "csv"))
            _ = try await client.submit(order)
            let done = try await client.wait(for: "query-1", project: "main")
            #expect(done.phase == .completed, "\(done.error)")
            let result = try #require(done.results.first)
            #expect(result.name == "result.csv")
            #expect(result.rows == 400)
            try await withTemporaryFolder { folder in
                try await client.download(result, of: "query-1", project: "main", to: "\(folder)/r.csv")
                let lines = try String(contentsOfFile: "\(folder)/r.csv", encoding: .utf8).split(separator: "\n")
                #expect(lines.count == 401)
                #expect(lines[0] == "id,ra,dec,mag")
                #expect(lines[2] == "1,10.01,-20.0,18.01" || lines[2] == "1,10.01,-20,18.01")
                await #expect(throws: (any Error).self) {
                    try await fixture.jobs(of: "thief").download(
                        result, of: "query-1", project: "main", to: "\(folder)/stolen.csv")
                }
            }
        }
    }

    @Test("a result becomes a table of one's own, which others do not see")
    func intoOwnTable() async throws {
        try await Self.with { fixture in
            _ = try await Self.load(fixture, "dr1.main")
            let client = try fixture.jobs(of: "bob")
            let order = Job(
                id: "into-1", project: "main", owner: "bob", kind: "query",
                query: QueryParameters(
                    adql: "SELECT id, ra, dec FROM dr1.main WHERE mag < 19", intoTable: "bright"))
            _ = try await client.submit(order)
            let done = try await client.wait(for: "into-1", project: "main")
            #expect(done.phase == .completed, "\(done.error)")
            let joined = try await Self.quick(
                fixture,
                "SELECT b.id FROM mydb.bright AS b JOIN dr1.main AS m ON DISTANCE(b.ra, b.dec, m.ra, m.dec) < 0.0001",
                by: "bob")
            #expect(joined.table.rows == 100)
            await #expect(throws: BusError.self) {
                try await Self.quick(fixture, "SELECT * FROM mydb.bright", by: "eve")
            }
            let quota = try await fixture.ask(
                "catalog-query", "quota", NameRequest(), as: QuotaReply.self, by: "bob")
            #expect(quota.tables.map(\.name) == ["bright"])
            #expect(quota.usedBytes > 0)
        }
    }

    @Test("the oddest rows of a result are found by a forest trained on it")
    func batchScoring() async throws {
        try await Self.with { fixture in
            _ = try await Self.load(fixture, "dr1.main")
            let client = try fixture.jobs(of: "me")
            let order = Job(
                id: "score-1", project: "main", owner: "me", kind: "score",
                score: ScoreParameters(
                    adql: "SELECT id, mag, mag * mag AS square FROM dr1.main", stream: "", top: 5, format: "csv",
                    idColumn: "id", explain: true))
            _ = try await client.submit(order)
            let done = try await client.wait(for: "score-1", project: "main")
            #expect(done.phase == .completed, "\(done.error)")
            #expect(done.results.map(\.name).sorted() == ["oddest.csv", "trained.forest"])
            #expect(done.results.first { $0.name == "oddest.csv" }?.rows == 5)
        }
    }

    @Test("a cross-match over the bus gives the nearest rows of each position")
    func crossMatch() async throws {
        try await Self.with { fixture in
            _ = try await Self.load(fixture, "dr1.main")
            let reply = try await fixture.ask(
                "catalog-query", "cross-match",
                CrossMatchRequest(
                    table: "dr1.main", raDegrees: [10.0, 10.1, 200], decDegrees: [-20.0001, -20, 10],
                    radiusArcseconds: 5, bestOnly: true, columns: ["id"]),
                as: CrossMatchReply.self)
            #expect(reply.table.rows == 2)
            #expect(reply.table.columns.map(\.name) == ["position_index", "separation_arcsec", "id"])
        }
    }

    @Test("a notice brings what is near the anomaly, and says why where it cannot")
    func neighbours() async throws {
        var alert = Alert(project: "main", stream: "ztf", alertID: "1")
        (alert.raDegrees, alert.decDegrees) = (10.05, -19.95)
        let score = Score(
            project: "main", stream: "ztf", alertID: "1", objectID: "o", forestID: "ztf/1", score: 0.7,
            tailProbability: 0.001, inTrainingSample: false)
        let bare = Notice(
            project: "main", subscription: "s", subscriptionVersion: 1,
            anomaly: Anomaly(score: score, alert: alert, anomalyLimit: 0.01), matchedAt: .now)
        let subscription = Subscription(
            project: "main", name: "s", owner: "me", tailProbabilityLimit: 0.01, neighbourTable: "dr1.main",
            neighbourRadiusArcseconds: 40)
        try await Self.with { fixture in
            _ = try await Self.load(fixture, "dr1.main")
            let finder = NeighbourFinder(bus: fixture.user.bus)
            try await finder.check(subscription)
            var notice = bare
            // The first answer may be late: whoever opens a catalogue takes longer.
            for _ in 0..<20 where notice.neighbours == nil { await finder.attach(to: &notice, for: subscription) }
            #expect(notice.neighbours?.rows == 5, "\(notice.neighboursMissing)")
            var wrong = subscription
            wrong.neighbourTable = "dr1.mian"
            await #expect(throws: RequestError.self) { try await finder.check(wrong) }
        }
        try await FlowFixture.with(services: []) { fixture in
            var notice = bare
            await NeighbourFinder(bus: fixture.user.bus).attach(to: &notice, for: subscription)
            #expect(notice.neighbours == nil)
            #expect(notice.neighboursMissing == "no catalog-query service answers")
        }
    }
}
