/// Packs an alert and its stamps into an Avro object container file, schema included.
struct PacketContainer {
    /// A stamp: its file name in the packet, and the gzipped FITS file.
    struct Stamp {
        let fileName: String
        let bytes: [UInt8]
    }

    /// What all packets start with, but for the sync marker.
    private static let header: [UInt8] = {
        var writer = PacketWriter(capacity: PacketSchema.json.utf8.count + 100)
        writer.append([0x4f, 0x62, 0x6a, 0x01])
        writer.long(2)
        writer.string("avro.codec")
        writer.string("null")
        writer.string("avro.schema")
        writer.string(PacketSchema.json)
        writer.long(0)
        return writer.bytes
    }()

    /// The packet's bytes.
    static func bytes(of content: PacketContent, stamps: [Stamp]) -> [UInt8] {
        let record = record(content, stamps)
        // The marker only has to be the same at both ends and unlike the data.
        var random = SimulationRandom(seed: content.seed, stream: 1 << 40)
        var sync = PacketWriter(capacity: 16)
        for _ in 0..<2 { withUnsafeBytes(of: random.next().littleEndian) { sync.append(Array($0)) } }
        var writer = PacketWriter(capacity: header.count + record.count + 64)
        writer.append(header)
        writer.append(sync.bytes)
        writer.long(1)
        writer.block(record)
        writer.append(sync.bytes)
        return writer.bytes
    }

    private static func record(_ content: PacketContent, _ stamps: [Stamp]) -> [UInt8] {
        var writer = PacketWriter(capacity: 70_000)
        writer.string(PacketSchema.version)
        writer.string(PacketSchema.publisher)
        writer.string(content.objectID)
        writer.long(content.candid)
        writer.write(PacketSchema.candidate, of: content)
        if content.seen.history.isEmpty {
            writer.long(0)
        } else {
            writer.long(1)
            writer.long(Int64(content.seen.history.count))
            for (index, point) in content.seen.history.enumerated() {
                writer.write(PacketSchema.history, of: HistoryContent(alert: content, point: point, index: index))
            }
            writer.long(0)
        }
        for stamp in stamps {
            writer.long(1)
            writer.string(stamp.fileName)
            writer.block(stamp.bytes)
        }
        return writer.bytes
    }
}
