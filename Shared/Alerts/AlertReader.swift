public import Messages

/// What a packet holds.
public struct PacketContent: Sendable {
    /// The alert; its stamps are named, but not in it.
    public var alert: Alert
    /// Where the bytes of each of its stamps are in the packet, in the order in which the alert names them.
    public var stampPlaces: [Range<Int>]
}

/// Turns survey packets into alerts.
///
/// A value that many threads may use at once: all that changes is the cache of compiled schemas, which locks itself.
///
/// ```swift
/// let reader = AlertReader(featureSet: .ztfCandidate)
/// let alert = try reader.alert(fromPacket: bytes, project: "sky", stream: "ztf")
/// ```
public struct AlertReader: Sendable {
    /// The features that each alert gets.
    public let featureSet: FeatureSet
    private let plans = PlanCache(selection: ZTFPacket.selection)

    /// Makes a reader.
    public init(featureSet: FeatureSet) {
        self.featureSet = featureSet
    }

    /// Reads a packet: an Avro object container that holds one ZTF alert, schema 3.x or 4.x.
    ///
    /// - Parameters:
    ///   - packet: the whole packet, borrowed for the call.
    ///   - project: goes into the alert.
    ///   - stream: goes into the alert.
    ///   - receivedAt: goes into the alert.
    /// - Throws: the field, the place, what was found and what was expected. Any bytes either give an alert that
    ///   passes `AlertValidation` or throw, in time and memory bounded by their length.
    public func read(
        _ packet: UnsafeRawBufferPointer, project: String, stream: String, receivedAt: UnixTime = .now
    ) throws(PacketError) -> PacketContent {
        let (fields, cursor) = try selectedFields(of: packet)
        let packet = ZTFPacket(fields: fields, text: cursor.text)
        return PacketContent(
            alert: try packet.alert(
                featureSet: featureSet, project: project, stream: stream, receivedAt: receivedAt),
            stampPlaces: packet.stampPlaces)
    }

    /// Reads a packet held in an array; see the other form.
    public func read(
        _ packet: [UInt8], project: String, stream: String, receivedAt: UnixTime = .now
    ) throws(PacketError) -> PacketContent {
        let result: Result<PacketContent, PacketError> = packet.withUnsafeBytes { bytes in
            do throws(PacketError) {
                return .success(try read(bytes, project: project, stream: stream, receivedAt: receivedAt))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// The alert of a packet, where its stamps are not wanted.
    public func alert(
        fromPacket packet: [UInt8], project: String, stream: String, receivedAt: UnixTime = .now
    ) throws(PacketError) -> Alert {
        try read(packet, project: project, stream: stream, receivedAt: receivedAt).alert
    }

    /// What the packet's record holds of the fields that are read, and a cursor that gives its texts.
    func selectedFields(
        of packet: UnsafeRawBufferPointer
    ) throws(PacketError) -> (fields: SelectedFields, cursor: AvroCursor) {
        let container = try ObjectContainer(packet)
        let plan = try plans.plan(schema: UnsafeRawBufferPointer(rebasing: packet[container.schema]))
        // Bounded by the record's end, but counted from the packet's start, so that offsets in errors are the packet's.
        var cursor = AvroCursor(UnsafeRawBufferPointer(rebasing: packet[..<container.record.upperBound]))
        cursor.jump(to: container.record.lowerBound)
        do throws(AvroFault) {
            let fields = try RecordWalker.read(plan, &cursor)
            guard cursor.remaining == 0 else {
                throw AvroFault(
                    offset: cursor.offset, found: "\(cursor.remaining) bytes behind the last field",
                    expected: "the end of the record")
            }
            return (fields, cursor)
        } catch {
            throw error.packetError(root: "record")
        }
    }
}
