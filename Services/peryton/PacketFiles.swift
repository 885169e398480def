import Foundation

/// Finds packet files.
enum PacketFiles {
    /// The `.avro` files among the paths and below the folders among them, by name within a folder.
    static func find(_ paths: [String]) throws -> [String] {
        var files: [String] = []
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw CommandFailure("\(path): no such file or folder; expected alert packets (.avro)")
            }
            guard isFolder.boolValue else {
                files.append(path)
                continue
            }
            let below = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
            files += below.filter { $0.hasSuffix(".avro") }.sorted().map { "\(path)/\($0)" }
        }
        guard !files.isEmpty else {
            throw CommandFailure(
                "\(paths.joined(separator: ", ")): holds no alert packets; expected files ending in .avro")
        }
        return files
    }
}
