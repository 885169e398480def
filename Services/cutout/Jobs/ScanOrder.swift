import Bus
import Foundation
import Mesh
import Messages

/// A scan, checked: who may, which folder, and what is known of it.
struct ScanOrder: Sendable {
    /// With the folder as it is.
    let parameters: ScanParameters
    let scanner: ImageScanner
    let known: [ImageRecord]
    let version: String?

    init(_ wanted: ScanParameters, _ desk: CutoutDesk, project: String, user: String) throws {
        guard desk.options.curatorNames.contains(user) else {
            throw CutoutRefusal.forbidden("scans are for curators, who are \(desk.options.curators); you are \(user)")
        }
        _ = try MeshName.check(wanted.collection, "collection")
        (known, version) = try desk.indexes.known(of: wanted.collection, in: project)
        var parameters = wanted
        parameters.folder = try Self.folder(wanted, known, root: desk.options.images)
        self.parameters = parameters
        scanner = ImageScanner(
            collection: wanted.collection, folder: parameters.folder, release: wanted.release)
    }

    /// The folder, which has to lie in the service's.
    private static func folder(_ wanted: ScanParameters, _ known: [ImageRecord], root: String) throws -> String {
        let asked = wanted.folder.isEmpty ? known.first?.folder ?? "" : wanted.folder
        guard !asked.isEmpty else {
            throw CutoutRefusal.invalid(
                "collection \(wanted.collection): never scanned before; say in which folder it is")
        }
        let root = URL(fileURLWithPath: root).resolvingSymlinksInPath().standardizedFileURL.path
        let path = URL(fileURLWithPath: asked, relativeTo: URL(fileURLWithPath: "\(root)/")).resolvingSymlinksInPath()
            .standardizedFileURL.path
        guard path == root || path.hasPrefix(root == "/" ? "/" : "\(root)/") else {
            throw CutoutRefusal.forbidden("folder \(asked): expected one in or below the service's \(root)")
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw CutoutRefusal.notFound("folder \(asked): no such folder")
        }
        return path
    }
}
