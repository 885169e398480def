/// One column of a table: its name, what its values are and what they mean.
public struct Column: Sendable, Equatable {
    /// Name as it was declared; comparisons ignore case unless a query delimits it.
    public var name: String
    /// What its values are.
    public var type: ColumnType
    /// For text: the most UTF-8 bytes a value has, where known.
    public var textWidth: Int?
    /// Unit in VOUnits spelling, for example "deg" or "mas.yr-1"; empty for none.
    public var unit: String
    /// Unified content descriptor (UCD1+), for example "pos.eq.ra;meta.main"; empty for none.
    public var ucd: String
    /// VOTable xtype (DALI 1.1), for example "timestamp", "point", "circle", "polygon"; empty for none.
    public var extendedType: String
    /// One line for people.
    public var description: String

    /// Makes a column.
    public init(
        _ name: String, _ type: ColumnType, textWidth: Int? = nil, unit: String = "", ucd: String = "",
        extendedType: String = "", description: String = ""
    ) {
        self.name = name
        self.type = type
        self.textWidth = textWidth
        self.unit = unit
        self.ucd = ucd
        self.extendedType = extendedType
        self.description = description
    }
}
