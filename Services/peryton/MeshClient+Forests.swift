import Bus
import Jobs
import Messages

extension MeshClient {
    /// Fetches a forest in its binary form, checked against its record.
    ///
    /// - Parameter version: nil for the live one.
    func forestBytes(
        stream: String, version: UInt32? = nil
    ) async throws -> (record: ForestRecord, bytes: [UInt8]) {
        let file = try await bus.call(
            rpc("forest-trainer", "forest-get"), ForestRequest(stream: stream, version: version ?? 0),
            as: ForestContent.self, timeoutSeconds: 60)
        guard file.bytes.count == Int(file.forest.blobBytes), Checksum.crc32(file.bytes) == file.forest.blobCRC32 else {
            throw CommandFailure(
                "forest \(file.forest.id) came damaged: \(file.bytes.count) bytes, expected \(file.forest.blobBytes) with their checksum"
            )
        }
        return (file.forest, file.bytes)
    }

    /// Brings a forest in its binary form into a stream, as its newest version.
    ///
    /// What is damaged, not calibrated or made for other features is refused with the reason.
    ///
    /// - Parameter goLive: whether the scorers are to use it at once.
    func importForest(_ bytes: [UInt8], into stream: String, goLive: Bool = true) async throws -> ForestRecord {
        let id = JobClient.newID()
        for chunk in Chunking.cut(bytes) {
            _ = try await bus.call(
                rpc("forest-trainer", "upload"), UploadPiece(uploadID: id, chunk: chunk), as: UploadReceipt.self,
                timeoutSeconds: 30)
        }
        return try await bus.call(
            rpc("forest-trainer", "forest-import"), ForestImport(stream: stream, uploadID: id, goLive: goLive),
            as: ForestRecord.self, timeoutSeconds: 60)
    }
}
