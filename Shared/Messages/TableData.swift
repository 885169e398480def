import CMessages

/// What a column of a table is.
public struct ColumnInfo: Message {
    /// What the values of a column are.
    public enum ValueType: Int, Sendable, CaseIterable {
        /// A type that this version does not know.
        case unknown = 0
        /// True or false.
        case boolean = 1
        /// A whole number of 8 bits, without sign.
        case uint8 = 2
        /// A whole number of 16 bits.
        case int16 = 3
        /// A whole number of 32 bits.
        case int32 = 4
        /// A whole number of 64 bits.
        case int64 = 5
        /// A floating-point number of 32 bits.
        case float32 = 6
        /// A floating-point number of 64 bits.
        case float64 = 7
        /// UTF-8 text.
        case text = 8
    }

    /// Its name, as it was declared.
    public var name: String
    /// What its values are.
    public var type: ValueType
    /// For text: the most UTF-8 bytes that a value has; 0: unknown.
    public var textWidth: UInt32
    /// Unit in VOUnits spelling, for example "deg"; empty for none.
    public var unit: String
    /// UCD1+, for example "pos.eq.ra;meta.main"; empty for none.
    public var ucd: String
    /// DALI 1.1 xtype, for example "timestamp"; empty for none.
    public var extendedType: String
    /// One line for people.
    public var description: String
    /// Whether the engine keeps an index over it.
    public var isIndexed: Bool
    /// Whether most users want it first (TAP_SCHEMA's `principal`).
    public var isPrincipal: Bool

    /// Makes the message.
    public init(
        name: String,
        type: ValueType,
        textWidth: UInt32 = 0,
        unit: String = "",
        ucd: String = "",
        extendedType: String = "",
        description: String = "",
        isIndexed: Bool = false,
        isPrincipal: Bool = false
    ) {
        self.name = name
        self.type = type
        self.textWidth = textWidth
        self.unit = unit
        self.ucd = ucd
        self.extendedType = extendedType
        self.description = description
        self.isIndexed = isIndexed
        self.isPrincipal = isPrincipal
    }
}

extension ColumnInfo: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ColumnInfo {
        var raw = Peryton__V1__ColumnInfo()
        peryton__v1__column_info__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ColumnInfo, owner memory: UnpackedMemory) throws(MessageError) {
        name = try Unpack.string(raw.name, "ColumnInfo", "name")
        type = ValueType(rawValue: Int(raw.type.rawValue)) ?? .unknown
        textWidth = raw.text_width
        unit = try Unpack.string(raw.unit, "ColumnInfo", "unit")
        ucd = try Unpack.string(raw.ucd, "ColumnInfo", "ucd")
        extendedType = try Unpack.string(raw.xtype, "ColumnInfo", "xtype")
        description = try Unpack.string(raw.description, "ColumnInfo", "description")
        isIndexed = raw.is_indexed != 0
        isPrincipal = raw.is_principal != 0
    }

    func fill(_ raw: inout Peryton__V1__ColumnInfo, arena: PackArena) {
        raw.name = arena.string(name)
        raw.type = Peryton__V1__ColumnType(rawValue: Peryton__V1__ColumnType.RawValue(type.rawValue))
        raw.text_width = textWidth
        raw.unit = arena.string(unit)
        raw.ucd = arena.string(ucd)
        raw.xtype = arena.string(extendedType)
        raw.description = arena.string(description)
        raw.is_indexed = isIndexed ? 1 : 0
        raw.is_principal = isPrincipal ? 1 : 0
    }
}

/// The values of one column, in bytes.
///
/// A null has a value too: 0, NaN or empty text.
public struct ColumnData: Message {
    /// One behind the other, little-endian; booleans one byte each, 0 or 1; texts as UTF-8.
    public var values: [UInt8]
    /// For text: where each ends in `values`; it begins where the one before it ends.
    public var textEnds: [UInt64]
    /// Row i is null where bit i mod 8 (from the lowest) of byte i / 8 is set; rows beyond its end are not.
    public var nulls: [UInt8]

    /// Makes the message.
    public init(
        values: [UInt8] = [],
        textEnds: [UInt64] = [],
        nulls: [UInt8] = []
    ) {
        self.values = values
        self.textEnds = textEnds
        self.nulls = nulls
    }
}

extension ColumnData: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__ColumnData {
        var raw = Peryton__V1__ColumnData()
        peryton__v1__column_data__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__ColumnData, owner memory: UnpackedMemory) throws(MessageError) {
        values = Unpack.bytes(raw.values)
        textEnds = Unpack.numbers(raw.text_ends, raw.n_text_ends)
        nulls = Unpack.bytes(raw.nulls)
    }

    func fill(_ raw: inout Peryton__V1__ColumnData, arena: PackArena) {
        raw.values = arena.bytes(values)
        raw.n_text_ends = textEnds.count
        raw.text_ends = arena.numbers(textEnds)
        raw.nulls = arena.bytes(nulls)
    }
}

/// Rows of a table, column by column.
///
/// Library Catalog turns it into the batches of library Tables, and back.
public struct TableData: Message {
    /// What its columns are.
    public var columns: [ColumnInfo]
    /// Number of rows.
    public var rows: UInt64
    /// Values, one for each column.
    public var data: [ColumnData]

    /// Makes the message.
    public init(
        columns: [ColumnInfo] = [],
        rows: UInt64 = 0,
        data: [ColumnData] = []
    ) {
        self.columns = columns
        self.rows = rows
        self.data = data
    }
}

extension TableData: ProtobufMessage {
    static func emptyRaw() -> Peryton__V1__TableData {
        var raw = Peryton__V1__TableData()
        peryton__v1__table_data__init(&raw)
        return raw
    }

    init(raw: Peryton__V1__TableData, owner memory: UnpackedMemory) throws(MessageError) {
        columns = try Unpack.messages(raw.columns, raw.n_columns, memory)
        rows = raw.rows
        data = try Unpack.messages(raw.data, raw.n_data, memory)
    }

    func fill(_ raw: inout Peryton__V1__TableData, arena: PackArena) {
        raw.n_columns = columns.count
        raw.columns = arena.messages(columns)
        raw.rows = rows
        raw.n_data = data.count
        raw.data = arena.messages(data)
    }
}
