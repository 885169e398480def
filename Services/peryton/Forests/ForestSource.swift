import Foundation
import IsolationForest
import Mesh
import Messages

/// Where a command finds a forest.
enum ForestSource: Equatable {
    case file(String)
    /// Without a version it is the live one.
    case mesh(stream: String, version: UInt32?)

    /// A file where there is one of this name, else a forest of the mesh: `stream` or `stream/version`.
    ///
    /// - Throws: `CommandFailure` for what is neither.
    init(_ text: String) throws {
        if FileManager.default.fileExists(atPath: text) {
            self = .file(text)
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let version = parts.count == 2 ? UInt32(parts[1]) : nil
        guard let stream = parts.first, (try? MeshName.check(String(stream), "stream")) != nil,
            parts.count == 1 || version.map({ $0 > 0 }) == true
        else {
            throw CommandFailure(
                "\(text): no such file; expected a forest as `peryton forest fit` makes it, or one of the mesh as "
                    + "STREAM or STREAM/VERSION")
        }
        self = .mesh(stream: String(stream), version: version)
    }

    /// Reads the forest.
    ///
    /// - Throws: `CommandFailure` where it is no forest or cannot be read.
    func load(_ mesh: MeshOptions) async throws -> LoadedForest {
        switch self {
        case .file(let path):
            return try LoadedForest(name: URL(fileURLWithPath: path).lastPathComponent, Self.content(of: path), path)
        case .mesh(let stream, let version):
            var loaded: LoadedForest?
            try await mesh.withClient { client in
                let (record, bytes) = try await client.forestBytes(stream: stream, version: version)
                loaded = try LoadedForest(name: record.id, Data(bytes), record.id)
            }
            guard let loaded else { throw CommandFailure("\(stream): has no forest") }
            return loaded
        }
    }

    /// The bytes of a file, mapped into memory where that can be.
    static func content(of path: String) throws -> Data {
        do {
            return try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        } catch {
            throw CommandFailure("\(path): cannot be read: \(error.reasonOfSystem)")
        }
    }
}

/// A forest with the bytes that it came as.
struct LoadedForest {
    /// The file's name, or `stream/version`.
    let name: String
    let forest: Forest
    let bytes: Data

    /// - Parameter place: Where it came from, for the words of errors.
    init(name: String, _ bytes: Data, _ place: String) throws {
        self.name = name
        self.bytes = bytes
        do {
            forest = try bytes.withUnsafeBytes { try Forest(serialized: $0) }
        } catch {
            throw CommandFailure("\(place): \(error)")
        }
    }

    /// The checksum that ends the stored form, in hexadecimal.
    var checksum: String {
        bytes.suffix(4).reversed().map { String(format: "%02x", $0) }.joined()
    }
}
