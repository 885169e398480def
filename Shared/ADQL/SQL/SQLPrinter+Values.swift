import Tables

extension SQLPrinter {
    /// A value of its own type.
    mutating func value(_ value: Value) {
        guard !isFull else { return }
        switch value.kind {
        case .null: put(isPostgres && value.type != .null ? "NULL::\(SQLPrinter.postgresType(value.type))" : "NULL")
        case .literal(.real(let number)): parameter(.real(number), isWritten: true)
        case .literal(let literal): parameter(literal)
        case .column(let alias, let name): column(alias, name)
        case .negated(let inner):
            put("(- ")
            number(inner)
            put(")")
        case .arithmetic(let operation, let left, let right): arithmetic(operation, left, right)
        case .concatenation(let left, let right): binary("||", left, right) { $0.textOperand($1) }
        case .function(let function, let arguments): standard(function, arguments, type: value.type)
        case .userFunction(let function, let arguments): user(function, arguments)
        case .aggregate(let function, let isDistinct, let argument): aggregate(function, isDistinct, argument)
        case .cast(let inner, let target): cast(inner, target)
        case .coalesce(let values):
            // SQLite's COALESCE wants two values.
            guard values.count > 1 || isPostgres else { return values.forEach { self.value($0) } }
            call("COALESCE") { $0.list(values) { $0.coalesced($1, value.type) } }
        case .scaled(let inner, let factor):
            put("(")
            double(inner)
            put(" * ")
            parameter(.real(factor))
            put(")")
        case .point, .circle, .box, .polygon, .region: geometry(value)
        }
    }

    private mutating func coalesced(_ value: Value, _ type: ValueType) {
        if type == .double, value.type.isNumber { double(value) } else { self.value(value) }
    }

    private mutating func binary(
        _ sign: String, _ left: Value, _ right: Value, _ operand: (inout SQLPrinter, Value) -> Void
    ) {
        put("(")
        operand(&self, left)
        put(" \(sign) ")
        operand(&self, right)
        put(")")
    }

    private mutating func textOperand(_ value: Value) {
        if isPostgres, value.type == .null { put("NULL::text") } else { self.value(value) }
    }

    /// A number to compute with: 64 bits, whole or not.
    mutating func number(_ value: Value) {
        self.value(value)
        guard isPostgres else { return }
        switch value.type {
        case .null: put("::float8")
        case .plain(.uint8), .plain(.int16), .plain(.int32): put("::int8")
        case .plain(.float32): put("::float8")
        default: break
        }
    }

    /// A number as a double.
    mutating func double(_ value: Value) {
        if value.type == .double || (!isPostgres && value.type == .plain(.float32)) { return self.value(value) }
        if case .literal(.integer(let number)) = value.kind, abs(number) < 1 << 53 {
            return parameter(.real(Double(number)))
        }
        if isPostgres {
            put("(")
            self.value(value)
            put(")::float8")
        } else {
            call("CAST") {
                $0.value(value)
                $0.put(" AS REAL")
            }
        }
    }

    private mutating func arithmetic(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) {
        put("(")
        number(left)
        put(" \(operation.rawValue) ")
        if operation == .divide, isPostgres {
            // Nothing, as in SQLite, where PostgreSQL would end the statement.
            call("NULLIF") {
                $0.number(right)
                $0.put(", 0")
            }
        } else {
            number(right)
        }
        put(")")
    }

    private mutating func aggregate(_ function: AggregateFunction, _ isDistinct: Bool, _ argument: Value?) {
        guard let argument else { return put("COUNT(*)") }
        put("\(function.rawValue)(\(isDistinct ? "DISTINCT " : "")")
        switch function {
        case .count: textOperandOrValue(argument)
        case .average: double(argument)
        case .sum: number(argument)
        case .minimum, .maximum: bytewise(argument)
        }
        put(")")
        if function == .sum, isPostgres, argument.type.isInteger { put("::int8") }
    }

    private mutating func textOperandOrValue(_ value: Value) {
        if value.type == .null { textOperand(value) } else { self.value(value) }
    }

    /// A value where its order counts: texts by their bytes, whatever the database's language.
    mutating func bytewise(_ value: Value) {
        guard isPostgres, value.type == .text else { return textOperandOrValue(value) }
        put("(")
        self.value(value)
        put(" COLLATE \"C\")")
    }

    // MARK: Casts

    private mutating func cast(_ value: Value, _ target: CastTarget) {
        switch target {
        case .smallint: whole(value, "int2")
        case .integer: whole(value, "int4")
        case .bigint: whole(value, "int8")
        case .real, .double:
            if isPostgres, value.type == .plain(.boolean) {
                put("(")
                self.value(value)
                put(")::int4::float8")
            } else {
                double(value)
            }
        case .fixedText(let length), .text(let length): texts(value, length)
        case .timestamp: textOperand(value)
        case .point, .circle, .polygon: self.value(value)
        }
    }

    private mutating func whole(_ value: Value, _ type: String) {
        guard isPostgres else {
            if value.type.isInteger || value.type == .plain(.boolean) { return self.value(value) }
            return call("CAST") {
                $0.value(value)
                $0.put(" AS INTEGER")
            }
        }
        switch value.type {
        case .plain(.text):
            call("TRUNC") {
                $0.value(value)
                $0.put("::numeric")
            }
        case .plain(.float32), .plain(.float64): call("TRUNC") { $0.double(value) }
        default:
            put("(")
            self.value(value)
            put(")")
        }
        // A boolean becomes an int4 only.
        put(value.type == .plain(.boolean) ? "::int4" : "::\(type)")
    }

    private mutating func texts(_ value: Value, _ length: Int?) {
        if let length {
            call(isPostgres ? "LEFT" : "SUBSTR") { printer in
                printer.texts(value, nil)
                if !printer.isPostgres { printer.put(", 1") }
                printer.put(", \(length)")
            }
            return
        }
        switch value.type {
        case .plain(.text): self.value(value)
        case .geometry: call(ours("region_text")) { $0.value(value) }
        case .plain(.boolean) where isPostgres:
            put("(")
            self.value(value)
            put(")::int4::text")
        default:
            if isPostgres {
                put("(")
                self.value(value)
                put(")::text")
            } else {
                call("CAST") {
                    $0.value(value)
                    $0.put(" AS TEXT")
                }
            }
        }
    }
}
