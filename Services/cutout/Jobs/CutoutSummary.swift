import Foundation
import Messages
import Tables

/// The summary of a job, as JSON and as CSV: one record a position, with its files or why there is none.
struct CutoutSummary {
    /// How it went in all.
    struct Count: Sendable {
        var positions = 0
        var withFiles = 0
        var files = 0
        var bytes: UInt64 = 0
        var incomplete = 0
    }

    private struct Record: Encodable {
        struct File: Encodable {
            let name: String
            let kind: String
            let bands: String
            let width: UInt32
            let height: UInt32
            let bytes: UInt64
            let blankShare: Double
            let images: [String]
            let note: String
        }
        let position: Int
        let name: String
        let ra: Double?
        let dec: Double?
        let files: [File]
        let reason: String
    }

    private(set) var count = Count()
    private let json: FileHandle
    private var csv: any TableSink
    private let encoder = JSONEncoder()

    static let columns: [Column] = [
        Column("position", .int64, description: "Row of the positions, from 1"),
        Column("name", .text, description: "Name that it was given"),
        Column("ra", .float64, unit: "deg", ucd: "pos.eq.ra;meta.main"),
        Column("dec", .float64, unit: "deg", ucd: "pos.eq.dec;meta.main"),
        Column("files", .text, description: "Files, with blanks between"),
        Column("reason", .text, description: "Why there is none, or not every one"),
    ]

    /// - Parameter head: what was asked for, by name; it opens the JSON.
    init(json path: String, csv csvPath: String, head: [String: String], provenance: Provenance) throws {
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else { throw ArchiveFailure(path, "no such folder") }
        json = file
        try json.write(contentsOf: Data("{\"order\": ".utf8) + encoder.encode(head) + Data(",\n\"positions\": [".utf8))
        csv = try TableWriter.make(.csv, to: csvPath, columns: Self.columns, provenance: provenance)
    }

    /// Adds what came of some positions.
    mutating func add(_ replies: [(row: Int, folder: String, reply: CutoutReply)]) throws {
        var text = Data()
        for (row, folder, reply) in replies {
            let isOnSky = reply.raDegrees.isFinite && reply.decDegrees.isFinite
            let record = Record(
                position: row, name: reply.name, ra: isOnSky ? reply.raDegrees : nil,
                dec: isOnSky ? reply.decDegrees : nil,
                files: reply.files.map {
                    .init(
                        name: $0.kind == "image" ? $0.name : "\(folder)/\($0.name)", kind: $0.kind, bands: $0.bands,
                        width: $0.width, height: $0.height, bytes: $0.bytes, blankShare: $0.blankShare,
                        images: $0.images.map(\.name), note: $0.note)
                }, reason: reply.reason)
            text += Data(count.positions == 0 ? "\n".utf8 : ",\n".utf8)
            text += try encoder.encode(record)
            count.positions += 1
            count.files += reply.files.count
            count.bytes += reply.files.reduce(0) { $0 + $1.bytes }
            if !reply.files.isEmpty { count.withFiles += 1 }
            if !reply.reason.isEmpty { count.incomplete += 1 }
        }
        try json.write(contentsOf: text)
        var noPosition = NullMask()
        for (index, one) in replies.enumerated() where !one.reply.raDegrees.isFinite { noPosition.insert(index) }
        try csv.write(
            ColumnBatch(
                columns: [
                    ColumnValues(.int64(replies.map { Int64($0.row) })),
                    ColumnValues(.text(TextValues(replies.map(\.reply.name)))),
                    ColumnValues(.float64(replies.map(\.reply.raDegrees)), nulls: noPosition),
                    ColumnValues(.float64(replies.map(\.reply.decDegrees)), nulls: noPosition),
                    ColumnValues(
                        .text(TextValues(replies.map { one in one.reply.files.map(\.name).joined(separator: " ") }))),
                    ColumnValues(.text(TextValues(replies.map(\.reply.reason)))),
                ], rowCount: replies.count))
    }

    /// Ends both files.
    mutating func finish() throws {
        try json.write(
            contentsOf: Data(
                """

                ],
                "count": {"positions": \(count.positions), "withFiles": \(count.withFiles), "files": \(count.files), \
                "bytes": \(count.bytes), "incomplete": \(count.incomplete)}}

                """.utf8))
        try json.close()
        try csv.finish()
    }
}
