/// A header of a message: names may come several times, and their order is kept.
public struct KafkaHeader: Sendable, Hashable {
    /// Name; a zero byte ends it.
    public var name: String
    /// Value.
    public var value: [UInt8]

    /// A header with any bytes.
    public init(_ name: String, _ value: [UInt8]) {
        self.name = name
        self.value = value
    }

    /// A header with a text.
    public init(_ name: String, _ value: String) {
        self.init(name, Array(value.utf8))
    }
}

/// Where a message is kept.
public struct KafkaPlace: Sendable, Hashable, CustomStringConvertible {
    /// Topic.
    public var topic: String
    /// Partition of it, from 0.
    public var partition: Int32
    /// Number of the message within the partition, from 0.
    public var offset: Int64

    /// Names a place.
    public init(topic: String, partition: Int32, offset: Int64) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }

    /// For people and delivery records: `topic notices, partition 0, offset 17`.
    public var description: String { "topic \(topic), partition \(partition), offset \(offset)" }
}
