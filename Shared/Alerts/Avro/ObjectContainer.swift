/// The frame of an Avro object container file: its schema, and where its one record lies.
///
/// ```
/// "Obj" 1 │ metadata: map of bytes │ sync (16) │ items │ bytes │ the record │ sync (16)
/// ```
/// Source: Apache Avro 1.11 specification, "Object Container Files".
struct ObjectContainer {
    /// The writer's schema, JSON, by its place in the packet.
    let schema: Range<Int>
    /// The record's bytes, by their place in the packet.
    let record: Range<Int>

    private static let magic: [UInt8] = [0x4f, 0x62, 0x6a, 0x01]
    private static let syncSize = 16

    /// Reads the frame of a container that holds exactly one record.
    ///
    /// - Throws: `malformed` where the frame is broken, `wrong-schema` for a codec other than null.
    init(_ bytes: UnsafeRawBufferPointer) throws(PacketError) {
        var cursor = AvroCursor(bytes)
        let header: (schema: Range<Int>?, codec: Range<Int>?)
        let sync: Int
        do throws(AvroFault) {
            try Self.readMagic(&cursor)
            header = try Self.readMetadata(&cursor)
            sync = try cursor.take(Self.syncSize, "a sync marker")
        } catch {
            throw error.packetError(root: "container header")
        }
        if let codec = header.codec.map(cursor.text), codec != "null" {
            throw PacketError(
                .wrongSchema, field: "avro.codec", offset: header.codec?.lowerBound, found: "codec \(codec)",
                expected: "null, that is, blocks that are not compressed")
        }
        guard let schema = header.schema else {
            throw PacketError(
                .malformed, field: "container header", found: "no avro.schema", expected: "the writer's schema")
        }
        self.schema = schema
        do throws(AvroFault) {
            record = try Self.readBlock(&cursor, sync: sync)
        } catch {
            throw error.packetError(root: "container block")
        }
    }

    private static func readMagic(_ cursor: inout AvroCursor) throws(AvroFault) {
        let at = try cursor.take(magic.count, "the mark \"Obj\" 1 of an Avro container")
        for (index, byte) in magic.enumerated() where cursor.byte(at + index) != byte {
            throw AvroFault(
                offset: at + index, found: "byte \(cursor.byte(at + index))",
                expected: "the mark \"Obj\" 1 of an Avro object container")
        }
    }

    private static func readMetadata(
        _ cursor: inout AvroCursor
    ) throws(AvroFault) -> (schema: Range<Int>?, codec: Range<Int>?) {
        var schema: Range<Int>?
        var codec: Range<Int>?
        while true {
            let (count, _) = try cursor.block(itemsTakeBytes: true)
            if count == 0 { return (schema, codec) }
            for _ in 0..<count {
                let key = cursor.text(try readBytes(&cursor))
                let value = try readBytes(&cursor)
                if key == "avro.schema" { schema = value }
                if key == "avro.codec" { codec = value }
            }
        }
    }

    private static func readBytes(_ cursor: inout AvroCursor) throws(AvroFault) -> Range<Int> {
        let length = try cursor.length()
        let at = try cursor.take(length, "bytes")
        return at..<at + length
    }

    private static func readBlock(_ cursor: inout AvroCursor, sync: Int) throws(AvroFault) -> Range<Int> {
        let at = cursor.offset
        let count = try cursor.long()
        guard count == 1 else {
            throw AvroFault(offset: at, found: "a block of \(count) records", expected: "one record a packet")
        }
        let record = try readBytes(&cursor)
        let end = try cursor.take(syncSize, "a sync marker")
        for index in 0..<syncSize where cursor.byte(end + index) != cursor.byte(sync + index) {
            throw AvroFault(
                offset: end + index, found: "another sync marker than the header's", expected: "the same")
        }
        guard cursor.remaining == 0 else {
            throw AvroFault(
                offset: cursor.offset, found: "\(cursor.remaining) bytes more", expected: "the end of the packet")
        }
        return record
    }
}
