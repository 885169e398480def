import Foundation
import TestSupport
import Testing

@testable import Stamps

@Suite("The stamp store", .timeLimit(.minutes(1)))
struct StampStoreTests {
    private func files(_ folder: String) -> [String] {
        (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
            .filter { !StampStoreTests.isFolder("\(folder)/\($0)") }.sorted()
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private func end(_ store: StampStore, _ hash: StampHash) throws -> Date? {
        try StampFile.status(try store.path(of: hash, project: "main"))?.modified
    }

    @Test("a hash is the SHA-256 that others compute", arguments: [0, 1, 55, 64, 100_000])
    func hashIsSHA256(size: Int) throws {
        var random = SeededGenerator(seed: UInt64(size))
        let bytes = (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("peryton-\(UUID().uuidString)")
        try Data(bytes).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        let expected = try Python.run("sha256sum", [path.path]).prefix(64)
        #expect(bytes.withUnsafeBytes { StampHash(of: $0) }.hex == expected)
    }

    @Test("a stamp comes back as it was put, and is kept once however often it is put")
    func putAndRead() async throws {
        try await withTemporaryFolder { folder in
            let store = StampStore(folder: folder)
            let hash = try store.put([1, 2, 3], project: "main", keepDays: 1)
            #expect(try store.put([1, 2, 3], project: "main", keepDays: 1) == hash)
            #expect(try store.read(hash, project: "main") == [1, 2, 3])
            #expect(files(folder) == ["main/\(hash.hex.prefix(2))/\(hash)"])
            let empty = try store.put([], project: "main", keepDays: 1)
            #expect(try store.read(empty, project: "main").isEmpty)
        }
    }

    @Test("another project's stamp is not there")
    func projects() async throws {
        try await withTemporaryFolder { folder in
            let store = StampStore(folder: folder)
            let hash = try store.put([1], project: "main", keepDays: 1)
            let error = #expect(throws: StampError.self) { try store.read(hash, project: "other") }
            #expect(error == .missing(hash, project: "other"))
            #expect(
                error?.description
                    == "stamp \(hash) is not kept in project other: it never was, or its time is over")
        }
    }

    @Test(
        "what is no hash is never a path",
        arguments: [
            "", "../../etc/passwd", String(repeating: "A", count: 64), String(repeating: "a", count: 63),
            String(repeating: "a", count: 65), "\(String(repeating: "a", count: 62))/.",
            "\(String(repeating: "a", count: 63))\0",
        ])
    func badHash(text: String) {
        let error = #expect(throws: StampError.self) { try StampHash(text) }
        #expect(error == .badHash(text))
    }

    @Test("what is no project is never a path", arguments: ["", ".", "..", "a/b", "A", "a\0", "../main"])
    func badProject(name: String) async throws {
        try await withTemporaryFolder { folder in
            let store = StampStore(folder: folder)
            #expect(throws: StampError.badProject(name)) { try store.put([1], project: name, keepDays: 1) }
            let hash = [1].withUnsafeBytes { StampHash(of: $0) }
            #expect(throws: StampError.badProject(name)) { try store.read(hash, project: name) }
        }
    }

    @Test("a torn file is damaged to its reader, and mended by whoever puts the stamp again")
    func tornFile() async throws {
        try await withTemporaryFolder { folder in
            let store = StampStore(folder: folder)
            let hash = try store.put([1, 2, 3], project: "main", keepDays: 1)
            let path = try store.path(of: hash, project: "main")
            try Data([1, 2]).write(to: URL(fileURLWithPath: path))
            #expect(throws: StampError.damaged(path: path)) { try store.read(hash, project: "main") }
            try store.put([1, 2, 3], project: "main", keepDays: 1)
            #expect(try store.read(hash, project: "main") == [1, 2, 3])
        }
    }

    @Test("a folder that cannot be written is named, with the reason")
    func unwritable() async throws {
        try await withTemporaryFolder { folder in
            try Data().write(to: URL(fileURLWithPath: "\(folder)/file"))
            let store = StampStore(folder: "\(folder)/file")
            let error = #expect(throws: StampError.self) { try store.put([1], project: "main", keepDays: 1) }
            #expect(error?.description.contains("\(folder)/file/main/") == true)
            #expect(error?.description.hasSuffix("Not a directory") == true, "\(error as Any)")
        }
    }

    @Test("a sweep takes what is over its time and leaves the rest")
    func sweep() async throws {
        try await withTemporaryFolder { folder in
            let store = StampStore(folder: folder)
            let short = try store.put([1], project: "main", keepDays: 1)
            let long = try store.put([2, 2], project: "other", keepDays: 3)
            let inTwoDays = Date.now.addingTimeInterval(2 * 86_400)
            #expect(store.sweep() == StampSweep(kept: 2, keptBytes: 3))
            #expect(store.sweep(now: inTwoDays) == StampSweep(kept: 1, keptBytes: 2, removed: 1))
            #expect(throws: StampError.missing(short, project: "main")) { try store.read(short, project: "main") }
            #expect(try store.read(long, project: "other") == [2, 2])
        }
    }

    @Test("a stamp put anew stays anew, and the longest time that anybody asked for counts")
    func renewal() async throws {
        try await withTemporaryFolder { folder in
            let store = StampStore(folder: folder)
            let hash = try store.put([1], project: "main", keepDays: 7)
            let first = try #require(try end(store, hash))
            try store.put([1], project: "main", keepDays: 30)
            let longer = try #require(try end(store, hash))
            #expect(abs(longer.timeIntervalSince(first) - 23 * 86_400) <= 2)
            try store.put([1], project: "main", keepDays: 7)
            #expect(try end(store, hash) == longer)
        }
    }

    @Test("a sweep touches nothing that is no stamp, whatever folder it is given")
    func strangers() async throws {
        try await withTemporaryFolder { folder in
            let hash = String(repeating: "a", count: 64)
            let strangers = ["letters/ab/note.txt", "main/ab/\(hash)", "main/abc/\(hash)", "Main/aa/\(hash)", "file"]
            for stranger in strangers {
                let url = URL(fileURLWithPath: "\(folder)/\(stranger)")
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data([1]).write(to: url)
            }
            let sweep = StampStore(folder: folder).sweep(now: .now.addingTimeInterval(1e9))
            #expect(sweep == StampSweep())
            #expect(files(folder) == strangers.sorted())
        }
    }

    @Test("what crashed writers and sweepers left goes after an hour, or comes back")
    func leftovers() async throws {
        try await withTemporaryFolder { folder in
            let store = StampStore(folder: folder)
            let hash = try store.put([1], project: "main", keepDays: 1)
            let place = "\(folder)/main/\(hash.hex.prefix(2))"
            try Data([9]).write(to: URL(fileURLWithPath: "\(place)/.draft-1"))
            try StampFile.rename("\(place)/\(hash)", to: "\(place)/.gone-\(hash)")
            #expect(store.sweep() == StampSweep())
            #expect(files(folder).count == 2)
            _ = store.sweep(now: .now.addingTimeInterval(2 * 3_600))
            #expect(files(folder) == ["main/\(hash.hex.prefix(2))/\(hash)"])
            #expect(try store.read(hash, project: "main") == [1])
        }
    }

    @Test("who puts a stamp while others put and sweep it finds it there")
    func concurrency() async throws {
        try await withTemporaryFolder { folder in
            let store = StampStore(folder: folder)
            let far = Date.now.addingTimeInterval(15 * 86_400)
            await withTaskGroup(of: Void.self) { group in
                for worker in 0..<4 {
                    group.addTask {
                        for round in 0..<500 {
                            // Two of four keep it beyond the sweeper's day, so it dies and lives.
                            let days = worker < 2 ? 30.0 : 7.0
                            do {
                                let hash = try store.put([UInt8(round % 4)], project: "main", keepDays: days)
                                if days == 30 {
                                    // A sweeper that looks once more has it in hand for a moment.
                                    var bytes = try? store.read(hash, project: "main")
                                    for _ in 0..<1_000 where bytes == nil {
                                        await Task.yield()
                                        bytes = try? store.read(hash, project: "main")
                                    }
                                    #expect(bytes == [UInt8(round % 4)])
                                }
                            } catch {
                                Issue.record(error)
                            }
                        }
                    }
                }
                group.addTask { for _ in 0..<200 { #expect(store.sweep(now: far).failure == nil) } }
            }
            #expect(files(folder).allSatisfy { !$0.contains(".draft-") && !$0.contains(".gone-") })
        }
    }
}
