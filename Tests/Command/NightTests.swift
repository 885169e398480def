import Foundation
import Messages
import Simulation
import TestSupport
import Testing

@testable import PerytonCommand

@Suite("A night's plan", .timeLimit(.minutes(3)))
struct NightPlanTests {
    private func withPlan(of count: Int, _ body: (NightPlan) throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            for number in 0..<count {
                let name = String(format: "%05d.avro", number)
                _ = FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: nil)
            }
            try body(try NightPlan(path: folder, pacedRatePerSecond: 1_000))
        }
    }

    @Test(
        "the first forest learns from a third of a long night, and from three quarters of a short one",
        arguments: [(1_500, 500), (1_200, 400), (1_199, 899), (336, 252), (4, 3)])
    func trainAfter(files: Int, expected: Int) async throws {
        try await withPlan(of: files) { plan in
            #expect(plan.trainAfter == expected)
            #expect(plan.files == plan.files.sorted())
            #expect(plan.truth == nil)
        }
    }

    @Test("a simulated night brings its truth along")
    func truth() async throws {
        try await withTemporaryFolder { parent in
            let truth = try SimulatedSurvey(seed: 2, size: .count(200)).writeNight(toFolder: "\(parent)/night")
            let plan = try NightPlan(path: "\(parent)/night", pacedRatePerSecond: 10)
            #expect(plan.truth == truth)
            #expect(plan.files.count == 200)
            #expect(plan.trainAfter == 150)
        }
    }
}

@Suite("What a night's notices tell", .timeLimit(.minutes(3)))
struct NightNoticesTests {
    private func notice(_ id: String, publishedAt: UnixTime) -> Notice {
        let score = Score(
            project: "main", stream: "night", alertID: id, objectID: "o", forestID: "night/1", score: 0.8,
            tailProbability: 0.001, inTrainingSample: false, publishedAt: publishedAt)
        return Notice(
            project: "main", subscription: "night", subscriptionVersion: 1,
            anomaly: Anomaly(score: score, alert: Alert(alertID: id), anomalyLimit: 0.01), matchedAt: .now)
    }

    private func notices() -> NightNotices { NightNotices(progress: ProgressLine("night", isTerminal: false)) }

    @Test("percentiles of the time from publish to notice, by nearest rank")
    func percentiles() {
        let notices = notices()
        #expect(notices.latencyMs(percentile: 50) == nil)
        notices.startMeasuring()
        let start = UnixTime.now
        for number in (1...200).shuffled() {
            notices.note(
                notice("\(number)", publishedAt: start), at: start.adding(seconds: Double(number) / 1_000))
        }
        #expect(notices.latencyMs(percentile: 50) == 100)
        #expect(notices.latencyMs(percentile: 99) == 198)
        #expect(notices.latencyMs(percentile: 100) == 200)
        #expect(notices.count == 200)
    }

    @Test("one measured notice is its own median and its own 99th percentile")
    func one() {
        let notices = notices()
        notices.startMeasuring()
        let start = UnixTime.now
        notices.note(notice("1", publishedAt: start), at: start.adding(seconds: 0.25))
        #expect(notices.latencyMs(percentile: 50) == 250)
        #expect(notices.latencyMs(percentile: 99) == 250)
    }

    @Test("alerts published before the measuring began are told, but not measured")
    func waited() {
        let notices = notices()
        let early = UnixTime.now
        notices.note(notice("1", publishedAt: early), at: early.adding(seconds: 1))
        notices.startMeasuring()
        notices.note(notice("2", publishedAt: early.adding(seconds: -5)), at: early)
        #expect(notices.count == 2)
        #expect(notices.latencyMs(percentile: 50) == nil)
    }

    @Test("a notice of an alert that was told before is counted as doubled, and not measured again")
    func doubled() {
        let notices = notices()
        notices.startMeasuring()
        let start = UnixTime.now
        notices.note(notice("1", publishedAt: start), at: start.adding(seconds: 0.5))
        notices.note(notice("1", publishedAt: start), at: start.adding(seconds: 9))
        #expect(notices.count == 1)
        #expect(notices.doubled == 1)
        #expect(notices.latencyMs(percentile: 99) == 500)
    }
}

@Suite("Planted rarities that were found", .timeLimit(.minutes(3)))
struct RarityCountTests {
    private func scores(_ ids: some Sequence<String>) -> [Score] {
        ids.map {
            Score(
                project: "main", stream: "night", alertID: $0, objectID: "o", forestID: "night/1", score: 0.5,
                tailProbability: 0.5, inTrainingSample: false)
        }
    }

    @Test("those among the first hundredth by score count, by kind")
    func found() {
        let truth = NightTruth(of: SimulatedSurvey(seed: 6, size: .count(400)).night())
        let rarities = truth.alerts.filter { $0.rarity != nil }.map(\.candid)
        let ordinary = truth.alerts.filter { $0.rarity == nil }.map(\.candid)
        // A hundredth of 400 is 4: three rarities and an ordinary one; the next rarity comes too late.
        let ranked = rarities.prefix(3) + ordinary.prefix(1) + rarities.dropFirst(3) + ordinary.dropFirst()
        let count = RarityCount(truth, ranked: scores(ranked))
        #expect(count.found == 3)
        #expect(count.planted == 6)
        #expect(count.byKind.map(\.kind) == RarityKind.allCases.map(\.rawValue).sorted())
        let kinds = truth.alerts.compactMap(\.rarity).prefix(3).map(\.rawValue)
        #expect(Set(count.byKind.filter { $0.found == 1 }.map(\.kind)) == Set(kinds))
    }

    @Test("of a very short night the first alert counts; without scores nothing is found")
    func short() {
        let truth = NightTruth(of: SimulatedSurvey(seed: 6, size: .count(200)).night())
        let rarity = truth.alerts.first { $0.rarity != nil }?.candid ?? ""
        #expect(RarityCount(truth, ranked: scores([rarity, "1", "2"])).found == 1)
        #expect(RarityCount(truth, ranked: []).found == 0)
        #expect(RarityCount(truth, ranked: []).planted == 6)
    }
}
