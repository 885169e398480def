import Messages

extension SampleMessages {
    mutating func columnInfo() -> ColumnInfo {
        ColumnInfo(
            name: text(), type: ColumnInfo.ValueType.allCases.randomElement(using: &random) ?? .text,
            textWidth: number(), unit: text(), ucd: text(), extendedType: text(), description: text(),
            isIndexed: flag(), isPrincipal: flag())
    }

    mutating func tableData() -> TableData {
        TableData(
            columns: few { $0.columnInfo() }, rows: long(),
            data: few { ColumnData(values: $0.bytes(), textEnds: $0.few { $0.long() }, nulls: $0.bytes()) })
    }

    mutating func tableInfo() -> TableInfo {
        TableInfo(
            schema: text(), name: text(), description: text(), kind: text(), columns: few { $0.columnInfo() },
            rows: .random(in: .min ... .max, using: &random), raColumn: text(), decColumn: text(),
            hasSkyIndex: flag(), bytes: long(), owner: text(), createdAt: time(), changedAt: time(), version: text(),
            examples: few { $0.text() })
    }

    /// One message of every contract of catalog.proto.
    mutating func catalog() -> [any Message] {
        [
            columnInfo(), ColumnData(values: bytes(), textEnds: few { $0.long() }, nulls: bytes()), tableData(),
            QueryRequest(
                adql: text(), adqlVersion: text(), rowLimit: long(), timeLimitMilliseconds: long(), queryID: text()),
            CheckReply(columns: few { $0.columnInfo() }, tables: few { $0.text() }, sql: text()),
            ExplainReply(text: text(), sql: text()),
            QuickReply(
                table: tableData(), isTruncated: flag(), rowLimit: long(), engineSeconds: double(),
                catalogVersion: text(), message: text()),
            tableInfo(), TableListRequest(pattern: text(), columnPattern: text(), withColumns: flag()),
            TableList(tables: few { $0.tableInfo() }, catalogVersion: text()),
            CrossMatchRequest(
                table: text(), raDegrees: few { $0.double() }, decDegrees: few { $0.double() },
                radiusArcseconds: double(), bestOnly: flag(), limitPerPosition: number(), columns: few { $0.text() }),
            CrossMatchReply(table: tableData()),
            FilePiece(
                uploadID: text(), offset: long(), totalBytes: long(), bytes: bytes(), crc32: number(),
                fileName: text()),
            FileReceipt(bytesReceived: long()),
            LoadParameters(
                uploadID: text(), serverFile: text(), table: text(), appends: flag(), sentinels: few { $0.text() },
                raColumn: text(), decColumn: text(), indexedColumns: few { $0.text() }, description: text(),
                format: text(), isPublic: flag()),
            InspectReply(table: tableInfo(), notes: few { $0.text() }, preview: tableData()),
            QuotaReply(usedBytes: long(), limitBytes: long(), tables: few { $0.tableInfo() }),
        ]
    }
}
