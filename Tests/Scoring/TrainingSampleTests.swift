import Mesh
import Messages
import Testing

@testable import Scoring

@Suite("Which alerts were in the training sample")
struct TrainingSampleTests {
    @Test("only alerts between the first and the last sequence of the training")
    func window() throws {
        let live = try ScoringFixture.liveForest(
            record: ScoringFixture.record(firstSequence: 10, lastSequence: 20, threshold: .max))
        #expect((0...30).filter { live.sampled(sequence: UInt64($0)) } == Array(10...20))
    }

    @Test("of those, the ones whose hash is at or under the threshold")
    func threshold() throws {
        let seed: UInt64 = 77
        let hashes = (1...100).map { TrainingSample.hash(seed: seed, sequence: UInt64($0)) }
        let threshold = hashes.sorted()[29]
        let live = try ScoringFixture.liveForest(
            record: ScoringFixture.record(seed: seed, firstSequence: 1, lastSequence: 100, threshold: threshold))
        let sampled = (1...100).filter { live.sampled(sequence: UInt64($0)) }
        #expect(sampled == (1...100).filter { hashes[$0 - 1] <= threshold })
        #expect(sampled.count == 30)
    }

    @Test("a verdict says whether its alert was in the sample")
    func verdict() throws {
        let live = try ScoringFixture.liveForest(record: ScoringFixture.record(firstSequence: 1, lastSequence: 5))
        let alert = ScoringFixture.alert(ScoringFixture.ordinary(0))
        let verdicts = try ScoringFixture.scorer(live).judge([(alert, 5), (alert, 6)])
        #expect(verdicts.map(\.score.inTrainingSample) == [true, false])
    }
}
