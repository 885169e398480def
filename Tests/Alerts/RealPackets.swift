import Foundation
import TestSupport

/// The real packets of the shared data folder, where it is there.
enum RealPackets {
    /// `../shared` from the project's root; a worktree lies one folder deeper.
    private static let folders = ["../shared", "../../shared"].map {
        "\(Python.packageRoot)/\($0)/data/alerts-ztf"
    }

    /// All ZTF packets, by file name; empty, with a line that says so, where the folder is missing.
    static func all() -> [URL] {
        for folder in folders {
            guard let names = FileManager.default.enumerator(atPath: folder) else { continue }
            let files = names.compactMap { $0 as? String }.filter { $0.hasSuffix(".avro") }.sorted()
            if !files.isEmpty { return files.map { URL(fileURLWithPath: "\(folder)/\($0)") } }
        }
        print("skipped: no real packets at \(folders[0])")
        return []
    }

    static func bytes(_ url: URL) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: url))
    }
}
