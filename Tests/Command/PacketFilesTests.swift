import Foundation
import TestSupport
import Testing

@testable import PerytonCommand

@Suite("Finding packets", .timeLimit(.minutes(3)))
struct PacketFilesTests {
    private func write(_ names: [String], in folder: String) throws {
        for name in names {
            let url = URL(fileURLWithPath: "\(folder)/\(name)")
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data([1]).write(to: url)
        }
    }

    @Test("files are taken as they are given, folders are searched to their depth for .avro files, by name")
    func find() async throws {
        try await withTemporaryFolder { folder in
            try write(
                ["n/2.avro", "n/10.avro", "n/deep/1.avro", "n/truth.json", "n/x.avro.gz", "z.bin", "a.avro"], in: folder
            )
            #expect(
                try PacketFiles.find(["\(folder)/z.bin", "\(folder)/n", "\(folder)/a.avro"])
                    == ["z.bin", "n/10.avro", "n/2.avro", "n/deep/1.avro", "a.avro"].map { "\(folder)/\($0)" })
        }
    }

    @Test("a path that is not there is named")
    func missing() {
        let error = #expect(throws: CommandFailure.self) { try PacketFiles.find(["/no/such.avro"]) }
        #expect(error?.description == "/no/such.avro: no such file or folder; expected alert packets (.avro)")
    }

    @Test("folders without packets are named")
    func empty() async throws {
        try await withTemporaryFolder { folder in
            try write(["a/readme.txt", "b/c/d.json"], in: folder)
            let error = #expect(throws: CommandFailure.self) { try PacketFiles.find(["\(folder)/a", "\(folder)/b"]) }
            #expect(
                error?.description
                    == "\(folder)/a, \(folder)/b: holds no alert packets; expected files ending in .avro")
        }
    }
}
