import Foundation
import Tables

extension SimulatedCatalogue {
    /// What a catalogue was made of, and which of its objects are odd: the file `truth.json` beside the tables.
    ///
    /// ```json
    /// {"objects": 1000000, "odd": [{"id": "4000000000000000038", "kind": "quasar"}, …], "seed": 1, "version": 1}
    /// ```
    /// Ids are texts, as they have more digits than a JSON number keeps. The file is written last.
    public struct TruthFile: Codable, Sendable, Equatable {
        /// Version of the simulation.
        public let version: Int
        /// Seed of the catalogue.
        public let seed: UInt64
        /// Number of objects.
        public let objects: Int
        /// The odd objects, in the order of rows.
        public let odd: [Entry]

        /// An odd object.
        public struct Entry: Codable, Sendable, Equatable {
            /// Its `coadd_object_id`.
            public let id: String
            /// What it is.
            public let kind: CatalogueOddity
        }

        /// Name of the file.
        public static let fileName = "truth.json"
    }

    /// Writes the tables `main` and `tile_info` and the truth into a folder, which is made where it is missing.
    ///
    /// Files of these names are replaced, each when the new one is complete; others are left alone. Memory does not
    /// grow with the catalogue. Blocks the caller, some two seconds for a million objects.
    ///
    /// - Parameters:
    ///   - format: of the tables; the names' endings are its own.
    ///   - progress: told the share of rows that is written, from 0 to 1.
    /// - Returns: the truth.
    /// - Throws: `TableError`, or what the file system says.
    @discardableResult
    public func write(
        toFolder folder: String, format: TableFormat = .fits, progress: (Double) -> Void = { _ in }
    ) throws -> TruthFile {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try write(tileSource(), as: "tile_info", format, toFolder: folder) { _ in }
        try write(mainSource(), as: "main", format, toFolder: folder) { progress(Double($0) / Double(objects)) }
        let file = TruthFile(
            version: Self.version, seed: seed, objects: objects,
            odd: truth().map { .init(id: String($0.identifier), kind: $0.kind) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try encoder.encode(file).write(
            to: URL(fileURLWithPath: "\(folder)/\(TruthFile.fileName)"), options: .atomic)
        return file
    }

    private func write(
        _ source: any TableSource, as name: String, _ format: TableFormat, toFolder folder: String,
        progress: (Int) -> Void
    ) throws {
        var source = source
        let provenance = Provenance(
            catalog: "dr1", catalogVersion: "simulated \(Self.version), seed \(seed)",
            software: "peryton simulate catalog",
            description: "A simulated catalogue in the shape of DES DR1: none of its objects exists.")
        var sink = try TableWriter.make(
            format, to: "\(folder)/\(name).\(format.fileExtension)", columns: source.columns, provenance: provenance,
            options: .init(tableName: name))
        var rows = 0
        while let batch = try source.next(maximumRows: 8192) {
            try sink.write(batch)
            rows += batch.rowCount
            progress(rows)
        }
        try sink.finish()
    }
}
