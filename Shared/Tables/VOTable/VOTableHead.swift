/// What stands before and behind the values of a VOTable (VOTable 1.4).
struct VOTableHead {
    var columns: [Column]
    var provenance: Provenance
    var tableName: String
    var serialization: TableFormat

    private static func attribute(_ name: String, _ value: String) -> String {
        value.isEmpty ? "" : " \(name)=\"\(XMLText.escaped(value))\""
    }

    /// Datatype and array size; text is `unicodeChar`, as what it will hold is not known yet.
    private static func datatype(_ column: Column) -> String {
        switch column.type {
        case .boolean: "boolean"
        case .uint8: "unsignedByte"
        case .int16: "short"
        case .int32: "int"
        case .int64: "long"
        case .float32: "float"
        case .float64: "double"
        case .text: "unicodeChar\" arraysize=\"*"
        }
    }

    /// A FIELD; where the null value is not to be declared, spaces stand for it, so that the head is as long.
    private func field(_ column: Column, declaresNull: Bool) -> String {
        var text = "<FIELD name=\"\(XMLText.escaped(column.name))\" datatype=\"\(Self.datatype(column))\""
        text += Self.attribute("unit", column.unit) + Self.attribute("ucd", column.ucd)
        text += Self.attribute("xtype", column.extendedType)
        var children = ""
        if !column.description.isEmpty {
            children += "<DESCRIPTION>\(XMLText.escaped(column.description))</DESCRIPTION>"
        }
        if serialization == .votableBinary && column.type.isInteger {
            let values = "<VALUES null=\"\(column.type.nullValue)\"/>"
            children += declaresNull ? values : String(repeating: " ", count: values.utf8.count)
        }
        return children.isEmpty ? text + "/>" : "\(text)>\(children)</FIELD>"
    }

    /// All up to the first value; a function says whether a column may have nulls, which BINARY declares.
    func opening(hasNulls: (Int) -> Bool = { _ in true }) -> String {
        var lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<VOTABLE version=\"1.4\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\">", "<RESOURCE type=\"results\">",
        ]
        if !provenance.description.isEmpty {
            lines.append("<DESCRIPTION>\(XMLText.escaped(provenance.description))</DESCRIPTION>")
        }
        lines.append("<INFO name=\"QUERY_STATUS\" value=\"OK\"/>")
        for (name, value) in provenance.entries {
            lines.append("<INFO name=\"\(XMLText.escaped(name))\" value=\"\(XMLText.escaped(value))\"/>")
        }
        lines.append("<TABLE\(Self.attribute("name", tableName))>")
        lines += columns.enumerated().map { field($1, declaresNull: hasNulls($0)) }
        switch serialization {
        case .votableBinary: lines.append("<DATA><BINARY><STREAM encoding=\"base64\">")
        case .votableBinary2: lines.append("<DATA><BINARY2><STREAM encoding=\"base64\">")
        default: lines.append("<DATA><TABLEDATA>")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// All behind the last value; of a table that a limit cut off with DALI's OVERFLOW.
    func closing(isTruncated: Bool) -> String {
        let data =
            switch serialization {
            case .votableBinary: "</STREAM></BINARY></DATA>"
            case .votableBinary2: "</STREAM></BINARY2></DATA>"
            default: "</TABLEDATA></DATA>"
            }
        let overflow = isTruncated ? "<INFO name=\"QUERY_STATUS\" value=\"OVERFLOW\"/>\n" : ""
        return "\(data)\n</TABLE>\n\(overflow)</RESOURCE>\n</VOTABLE>\n"
    }
}
