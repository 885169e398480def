import IsolationForest
import Testing

@Suite struct TrainingTests {
    @Test("The same seed and rows give the same bytes on one thread and on three")
    func trainingDoesNotDependOnThreads() throws {
        let table = try gaussianTable(rows: 2_049, features: 5, seed: 1)
        let one = try trainedForest(on: table)
        let three = try trainedForest(on: table, threads: 3)
        #expect(one.serialized() == three.serialized())
    }
}
