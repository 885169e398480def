import Foundation

/// The real packets of the shared data folder, where it is there.
enum RealPackets {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("../shared/data/alerts-ztf").standardizedFileURL

    /// All ZTF packets, by file name; empty, with a line that says so, where the folder is missing.
    static func all() -> [URL] {
        // Worktrees lie one folder deeper than the project.
        let places = [folder, folder.appendingPathComponent("../../../../shared/data/alerts-ztf").standardizedFileURL]
        for place in places {
            guard let names = FileManager.default.enumerator(atPath: place.path) else { continue }
            let files = names.compactMap { $0 as? String }.filter { $0.hasSuffix(".avro") }.sorted()
            if !files.isEmpty { return files.map { place.appendingPathComponent($0) } }
        }
        print("skipped: no real packets at \(folder.path)")
        return []
    }

    static func bytes(_ url: URL) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: url))
    }
}
