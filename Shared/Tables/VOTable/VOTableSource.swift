/// Reads the first table of a VOTable, or the one that is named: TABLEDATA, BINARY and BINARY2.
///
/// An array of n numbers becomes the columns "name_1" … "name_n", arrays of their own length become text. An empty cell
/// is null, and so is an empty text but in BINARY2, whose flags tell.
struct VOTableSource: TableFileSource {
    let format: TableFormat
    let columns: [Column]
    let rowCount: Int64?
    let provenance: Provenance
    private var cells: any VOTableCells
    private let width: Int

    init(path: String, options: TableReader.Options) throws {
        let tokens = try XMLTokens(input: ByteInput(path: path))
        var head = VOTableHeadReader(tokens: tokens, file: path, wanted: options.table)
        try head.read()
        var fields = head.fields
        let names = ColumnNames.unique(fields.flatMap { $0.columns.map(\.name) })
        var start = 0
        for index in fields.indices {
            let count = fields[index].columns.count
            fields[index].setNames(names[start..<start + count])
            start += count
        }
        columns = fields.flatMap(\.columns)
        width = columns.count * 16
        rowCount = head.rowCount
        provenance = Provenance(entries: head.infos, description: head.description)
        format = head.format
        cells =
            switch head.format {
            case .votable: VOTableTextCells(tokens: tokens, fields: fields, file: path, isEmpty: head.isEmpty)
            default:
                VOTableBinaryCells(tokens: tokens, fields: fields, hasFlags: head.format == .votableBinary2, file: path)
            }
    }

    mutating func next(maximumRows: Int) throws -> ColumnBatch? {
        let capacity = ColumnStore.rows(maximumRows, width: width)
        let stores = columns.map { ColumnStore($0.type, capacity: capacity) }
        var row = 0
        while row < capacity, try cells.readRow(into: stores, row: row) { row += 1 }
        return row == 0 ? nil : ColumnBatch(columns: stores.map { $0.columnValues(row) }, rowCount: row)
    }
}

/// Rows of a VOTable in one of its serializations.
protocol VOTableCells {
    /// Reads a row; false at the end.
    mutating func readRow(into stores: [ColumnStore], row: Int) throws -> Bool
}
