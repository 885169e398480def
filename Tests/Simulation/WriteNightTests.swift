import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Simulation

@Suite("Writing a night")
struct WriteNightTests {
    let survey = SimulatedSurvey(seed: 9, size: .count(200))

    @Test("the folder holds one file an alert, in the order of time, and the truth")
    func files() async throws {
        try await withTemporaryFolder { parent in
            let folder = "\(parent)/night"
            let shares = Mutex<[Double]>([])
            let truth = try survey.writeNight(toFolder: folder) { share in shares.withLock { $0.append(share) } }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(names == truth.alerts.map { "\($0.candid).avro" } + [NightTruth.fileName])
            #expect(NightTruth.read(fromFolder: folder) == truth)
            #expect(truth.raritiesByKind.mapValues(\.count) == truth.rarities)
            #expect(shares.withLock { $0.count == 200 && $0 == $0.sorted() && $0.last == 1 })
            #expect(try FileManager.default.contentsOfDirectory(atPath: parent) == ["night"])
        }
    }

    @Test("a complete night is kept, a damaged or different one is written again")
    func reuse() async throws {
        try await withTemporaryFolder { parent in
            let folder = "\(parent)/night/"
            let truth = try survey.writeNight(toFolder: folder)
            let first = "\(folder)\(truth.alerts[0].candid).avro"
            let original = FileManager.default.contents(atPath: first)
            try Data("mark".utf8).write(to: URL(fileURLWithPath: first))
            try survey.writeNight(toFolder: folder)
            #expect(FileManager.default.contents(atPath: first) == Data("mark".utf8))
            try FileManager.default.removeItem(atPath: "\(folder)\(truth.alerts[1].candid).avro")
            try survey.writeNight(toFolder: folder)
            #expect(FileManager.default.contents(atPath: first) == original)
            let other = try SimulatedSurvey(seed: 10, size: .count(200)).writeNight(toFolder: folder)
            #expect(NightTruth.read(fromFolder: folder) == other)
            #expect(!FileManager.default.fileExists(atPath: first))
        }
    }

    @Test("a cancelled night leaves nothing, and a half-written one is no obstacle")
    func unfinished() async throws {
        try await withTemporaryFolder { parent in
            let folder = "\(parent)/night"
            let asked = Atomic<Int>(0)
            #expect(throws: CancellationError.self) {
                try survey.writeNight(
                    toFolder: folder, isCancelled: { asked.wrappingAdd(1, ordering: .relaxed).oldValue > 20 })
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: parent).isEmpty)
            try FileManager.default.createDirectory(atPath: folder + ".unfinished", withIntermediateDirectories: true)
            try Data([1]).write(to: URL(fileURLWithPath: folder + ".unfinished/1.avro"))
            try survey.writeNight(toFolder: folder)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 201)
        }
    }

    @Test("a folder with anything else in it is refused and left alone", arguments: ["notes.txt", "1.avro"])
    func foreignFolder(file: String) async throws {
        try await withTemporaryFolder { parent in
            try Data([1]).write(to: URL(fileURLWithPath: "\(parent)/\(file)"))
            #expect(throws: SimulationError.folderInUse(parent, file: file)) {
                try survey.writeNight(toFolder: parent)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: parent) == [file])
        }
    }
}
