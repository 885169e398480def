/// A value as Avro knows it.
enum PacketValue {
    case null
    case whole(Int64)
    case real(Double)
    case text(String)

    static func whole(_ value: Int) -> PacketValue { .whole(Int64(value)) }

    /// Null for nil.
    static func real(_ value: Double?) -> PacketValue { value.map { .real($0) } ?? .null }
}

/// The types that the packet's fields have.
enum PacketType: String {
    case int, long, float, double, string
}

/// One field of a record of the packet: how the schema declares it, and what is written.
struct PacketField<Source>: Sendable {
    let name: String
    let type: PacketType
    /// Whether the schema allows null, which is then the default too.
    let isOptional: Bool
    let documentation: String
    let value: @Sendable (borrowing Source) -> PacketValue

    /// A field that is always there.
    init(
        _ name: String, _ type: PacketType, _ documentation: String,
        _ value: @escaping @Sendable (borrowing Source) -> PacketValue
    ) {
        self.init(name: name, type: type, isOptional: false, documentation: documentation, value: value)
    }

    /// A field that may be null.
    init(
        optional name: String, _ type: PacketType, _ documentation: String,
        _ value: @escaping @Sendable (borrowing Source) -> PacketValue
    ) {
        self.init(name: name, type: type, isOptional: true, documentation: documentation, value: value)
    }

    private init(
        name: String, type: PacketType, isOptional: Bool, documentation: String,
        value: @escaping @Sendable (borrowing Source) -> PacketValue
    ) {
        self.name = name
        self.type = type
        self.isOptional = isOptional
        self.documentation = documentation
        self.value = value
    }

    /// The field in the schema's JSON.
    var json: String {
        let written = isOptional ? "[\"null\",\"\(type.rawValue)\"]" : "\"\(type.rawValue)\""
        let fallback = isOptional ? ",\"default\":null" : ""
        return "{\"name\":\"\(name)\",\"type\":\(written),\"doc\":\"\(documentation)\"\(fallback)}"
    }
}
