import Bus
import Foundation
import Mesh
import Messages
import TestSupport
import Testing

@testable import Jobs

@Suite("Results of jobs", .timeLimit(.minutes(3)))
struct JobResultTests {
    /// Bytes that no two pieces have in common.
    private static func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
        var state = seed
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            for index in 0..<count {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                buffer[index] = UInt8(truncatingIfNeeded: state >> 33)
            }
            filled = count
        }
    }

    /// A service whose jobs write what a test wants, in a folder of its own.
    private static func with(
        quota: UInt64 = 10_000_000_000, _ work: @escaping @Sendable (JobContext) async throws -> String,
        _ body: (_ fixture: JobFixture, _ folder: String) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            try await JobFixture.with { fixture in
                var settings = JobSettings()
                settings.results = try ResultStore("\(folder)/results")
                settings.quotaBytesPerUser = quota
                try await fixture.with(settings, [JobWork("query", work)]) { try await body(fixture, folder) }
            }
        }
    }

    private static func write(_ bytes: [UInt8], _ context: JobContext, name: String = "r.bin") async throws {
        let file = try await context.results.create(name, mimeType: "application/octet-stream")
        try Data(bytes).write(to: URL(fileURLWithPath: file.path))
        try await file.commit(rows: 3)
    }

    private static func run(_ fixture: JobFixture, _ id: String = "j") async throws -> Job {
        let client = try fixture.client()
        try await client.submit(fixture.job(id, kind: "query"))
        return try await client.wait(for: id, project: "main")
    }

    @Test("50 MB come back over the bus as they were written, also after a break in the middle")
    func roundTrip() async throws {
        let bytes = Self.bytes(50_000_000)
        try await Self.with { context in
            try await Self.write(bytes, context)
            return ""
        } _: { fixture, folder in
            let job = try await Self.run(fixture)
            let result = try #require(job.results.first)
            #expect(result.name == "r.bin")
            #expect(result.mimeType == "application/octet-stream")
            #expect(result.bytes == 50_000_000)
            #expect(result.rows == 3)
            #expect(result.crc32 == Checksum.crc32(bytes))
            let client = try fixture.client()
            let began = ContinuousClock.now
            try await client.download(result, of: "j", project: "main", to: "\(folder)/out")
            let seconds = began.duration(to: .now) / .seconds(1)
            print("50 MB over the bus in \(seconds) s: \(50 / seconds) MB/s")
            #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/out")) == Data(bytes))

            try Data(bytes.prefix(20_000_001)).write(to: URL(fileURLWithPath: "\(folder)/again.part"))
            let first = Tally<UInt64?>(nil)
            try await client.download(result, of: "j", project: "main", to: "\(folder)/again") { there in
                first.change { $0 = $0 ?? there }
            }
            #expect(first.value == 20_000_001 + 480 << 10)
            #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/again")) == Data(bytes))
            // A beginning that is not the result's is found out, and is not built upon the next time.
            try Data(repeating: 7, count: 9).write(to: URL(fileURLWithPath: "\(folder)/bad.part"))
            let error = await #expect(throws: BusError.self) {
                try await client.download(result, of: "j", project: "main", to: "\(folder)/bad")
            }
            #expect(
                error
                    == .malformed(
                        operation: "result r.bin of job j", problem: "the whole came damaged: its checksum differs"))
            try await client.download(result, of: "j", project: "main", to: "\(folder)/bad")
            #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/bad")) == Data(bytes))
        }
    }

    @Test("an empty result is a result")
    func empty() async throws {
        try await Self.with { context in
            try await Self.write([], context)
            return ""
        } _: { fixture, folder in
            let result = try #require(try await Self.run(fixture).results.first)
            try await fixture.client().download(result, of: "j", project: "main", to: "\(folder)/out")
            #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/out")).isEmpty)
        }
    }

    @Test("a wrong byte on the way is found and refused")
    func wrongByte() async throws {
        try await JobFixture.with { fixture in
            let bytes = Self.bytes(1_000_000)
            let asked = Tally(0)
            let server = Task {
                try await fixture.mesh.bus.serve(Subject.rpcOfAll("results", "read"), queueGroup: "results") {
                    request in
                    asked.change { $0 += 1 }
                    let question = try request.withBody { bytes throws(MessageError) in
                        try ResultRequest(serialized: bytes)
                    }
                    let start = Int(question.offset)
                    var piece = Array(bytes[start..<min(bytes.count, start + Int(question.length))])
                    let sum = Checksum.crc32(piece)
                    if start > 0 { piece[7] ^= 1 }
                    return ResultPiece(
                        offset: question.offset, bytes: piece, crc32: sum, totalBytes: UInt64(bytes.count),
                        totalCRC32: Checksum.crc32(bytes)
                    ).serialized()
                }
            }
            defer { server.cancel() }
            let result = JobResult(
                name: "r.bin", mimeType: "", bytes: UInt64(bytes.count), crc32: Checksum.crc32(bytes), attempt: 1)
            let client = try fixture.client()
            try await withTemporaryFolder { folder in
                let error = await #expect(throws: BusError.self) {
                    try await client.download(result, of: "j", project: "main", to: "\(folder)/out")
                }
                guard case .malformed("result r.bin of job j", let problem) = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(problem.hasSuffix("came damaged: its checksum or length differs"))
                #expect(!FileManager.default.fileExists(atPath: "\(folder)/out"))
            }
        }
    }

    @Test("nobody reads the results of another, unless they are shared")
    func strangers() async throws {
        try await Self.with { context in
            try await Self.write([1, 2, 3], context)
            return ""
        } _: { fixture, folder in
            let result = try #require(try await Self.run(fixture).results.first)
            let yours = try fixture.client("you")
            let error = await #expect(throws: BusError.self) {
                try await yours.download(result, of: "j", project: "main", to: "\(folder)/out")
            }
            #expect(
                error
                    == .remote(code: "not-found", message: "project main has no job \"j\" of yours or shared with you"))
            _ = try await fixture.client().share("j", with: ["you"], project: "main")
            try await yours.download(result, of: "j", project: "main", to: "\(folder)/out")
            #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/out")) == Data([1, 2, 3]))
        }
    }

    @Test("a job that fails or is cancelled leaves no files and no results behind")
    func failures() async throws {
        try await Self.with { context in
            try await Self.write([1, 2, 3], context)
            if context.job.id == "slow" { try await Task.sleep(for: .seconds(600)) }
            throw JobFailure("no such column")
        } _: { fixture, folder in
            let failed = try await Self.run(fixture, "bad")
            #expect(failed.phase == .error)
            #expect(failed.results.isEmpty)
            let client = try fixture.client()
            // What an attempt left behind that was killed goes as well.
            let dead = "\(folder)/results/main/me/slow/9"
            try FileManager.default.createDirectory(atPath: dead, withIntermediateDirectories: true)
            try Data([1]).write(to: URL(fileURLWithPath: "\(dead)/.r.bin.draft"))
            try await client.submit(fixture.job("slow", kind: "query"))
            try await fixture.job("slow") { !$0.results.isEmpty }
            _ = try await client.cancel("slow", project: "main")
            #expect(try await client.wait(for: "slow", project: "main").results.isEmpty)
            while try await fixture.store.resultBytes("main", of: "me") > 0 || !Self.files(in: folder).isEmpty {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    @Test("results beyond the quota are refused with the numbers, also while they are being written")
    func quota() async throws {
        try await Self.with(quota: 1_000_000) { context in
            if context.job.id == "endless" {
                let file = try await context.results.create("r.bin", mimeType: "")
                try Data(count: 900_000).write(to: URL(fileURLWithPath: file.path))
                try await Task.sleep(for: .seconds(600))
            }
            try await Self.write(Self.bytes(context.job.id == "large" ? 1_000_001 : 600_000), context)
            return ""
        } _: { fixture, folder in
            let large = try await Self.run(fixture, "large")
            #expect(large.phase == .error)
            #expect(
                large.error
                    == "results take 0 bytes of your 1.0 MB, and this job's take 1.0 MB so far: delete jobs that are no longer needed, or ask for fewer rows or columns"
            )
            #expect(try await Self.run(fixture, "first").phase == .completed)
            let endless = try await Self.run(fixture, "endless")
            #expect(
                endless.error.hasPrefix("results take 600.0 kB of your 1.0 MB, and this job's take 900.0 kB so far"))
            #expect(try await Self.run(fixture, "second").phase == .error)
            try await fixture.client().delete("first", project: "main")
            while !Self.files(in: folder).isEmpty { try await Task.sleep(for: .milliseconds(20)) }
            #expect(try await Self.run(fixture, "third").phase == .completed)
        }
    }

    @Test("names that could leave the folder are refused", arguments: ["", ".hidden", "../up", "a/b", "-rf", "é"])
    func names(name: String) throws {
        let error = #expect(throws: ResultError.self) { try ResultStore.check(name) }
        #expect(error?.description.hasPrefix("result name \"\(name)\": expected 1 to 128") == true)
    }

    @Test("a file that was begun and not committed may be begun anew, as work that tries again does")
    func begunAnew() async throws {
        try await Self.with { context in
            let first = try await context.results.create("r.bin", mimeType: "")
            try Data([9, 9, 9, 9]).write(to: URL(fileURLWithPath: first.path))
            try await Self.write([1, 2], context)
            return ""
        } _: { fixture, folder in
            let job = try await Self.run(fixture)
            #expect(job.results.map(\.bytes) == [2])
            #expect(Self.files(in: folder) == ["main/me/j/1/r.bin"])
        }
    }

    @Test("a result is made once")
    func twice() async throws {
        try await Self.with { context in
            try await Self.write([1], context, name: "a.csv")
            try await Self.write([2], context, name: "a.csv")
            return ""
        } _: { fixture, _ in
            let job = try await Self.run(fixture)
            #expect(job.error == "job j has a result a.csv already")
        }
    }

    /// All files below the results directory.
    private static func files(in folder: String) -> [String] {
        let walk = FileManager.default.enumerator(atPath: "\(folder)/results")
        return (walk?.allObjects as? [String] ?? []).filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(folder)/results/\(path)", isDirectory: &isFolder)
                && !isFolder.boolValue
        }
    }
}
