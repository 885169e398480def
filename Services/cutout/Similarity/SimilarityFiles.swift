import Foundation
import Messages
import Similarity
import Synchronization

/// The indexes of what objects look like: one file a collection, which all copies of the service share.
final class SimilarityFiles: Sendable {
    /// An index with what it was made of.
    struct Entry: Sendable {
        let index: SimilarityIndex
        let stamp: SimilarityStamp
        fileprivate let changed: Date
    }

    private let folder: String
    private let entries = Mutex<[String: Entry]>([:])

    init(data: String) {
        folder = data
    }

    private func path(_ collection: String, _ project: String) -> String {
        "\(folder)/\(project)/similarity/\(collection)"
    }

    /// The index of a collection; blocks while it is read.
    func entry(_ collection: String, in project: String) throws -> Entry {
        let path = path(collection, project)
        guard
            let changed = try? FileManager.default.attributesOfItem(atPath: "\(path).json")[.modificationDate] as? Date
        else {
            throw CutoutRefusal.notFound(
                "collection \(collection): not indexed by looks yet; peryton images describe --collection \(collection)"
            )
        }
        let key = "\(project)/\(collection)"
        if let known = entries.withLock({ $0[key] }), known.changed == changed { return known }
        let facts = try JSONDecoder().decode(Facts.self, from: Data(contentsOf: URL(fileURLWithPath: "\(path).json")))
        let entry = Entry(
            index: try SimilarityIndex(contentsOf: "\(path).\(facts.file)"),
            stamp: SimilarityStamp(collection: collection, bands: facts.bands, sideArcseconds: facts.sideArcseconds),
            changed: changed)
        entries.withLock { $0[key] = entry }
        return entry
    }

    /// Puts an index in the place of the one that is there: readers see the one or the other.
    func replace(_ index: SimilarityIndex, _ stamp: SimilarityStamp, in project: String, job: String) throws {
        let path = path(stamp.collection, project)
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let before = (try? Data(contentsOf: URL(fileURLWithPath: "\(path).json")))
            .flatMap { try? JSONDecoder().decode(Facts.self, from: $0) }
        let facts = Facts(file: "\(job).similarity", bands: stamp.bands, sideArcseconds: stamp.sideArcseconds)
        try index.write(to: "\(path).\(facts.file)")
        try JSONEncoder().encode(facts).write(to: URL(fileURLWithPath: "\(path).json"), options: .atomic)
        if let before, before.file != facts.file {
            try? FileManager.default.removeItem(atPath: "\(path).\(before.file)")
        }
    }

    /// Which file is the index, and what its descriptors were made of.
    private struct Facts: Codable {
        let file: String
        let bands: [String]
        let sideArcseconds: Double
    }
}
