import CSQLite
import Glibc

/// Our functions in SQLite's SQL: geometry and what ADQL has and SQLite lacks.
///
/// A NULL among the arguments gives NULL, unless a function says otherwise.
enum SQLiteFunctions {
    static func register(on connection: SQLiteConnection) throws(CatalogError) {
        for function in geometryFunctions + adqlFunctions {
            // Deterministic: SQLite may evaluate it once for constant arguments. "Direct only": no view or index runs it.
            let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
            let box = Unmanaged.passRetained(function)
            let code = sqlite3_create_function_v2(
                connection.handle, function.name, function.argumentCount, flags, box.toOpaque(),
                { context, count, values in
                    guard let data = sqlite3_user_data(context) else { return }
                    let function = Unmanaged<SQLiteFunction>.fromOpaque(data).takeUnretainedValue()
                    function.call(SQLiteCall(context: context, values: values, count: Int(count)))
                }, nil, nil, { data in data.map { Unmanaged<SQLiteFunction>.fromOpaque($0).release() } })
            guard code == SQLITE_OK else { throw connection.error(code, in: function.name) }
        }
    }
}

/// A function of SQL.
final class SQLiteFunction: Sendable {
    let name: String
    /// −1: any number.
    let argumentCount: Int32
    let call: @Sendable (borrowing SQLiteCall) -> Void

    init(_ name: String, _ argumentCount: Int32, _ call: @escaping @Sendable (borrowing SQLiteCall) -> Void) {
        self.name = name
        self.argumentCount = argumentCount
        self.call = call
    }

    /// A function of numbers that gives a number; NULL where an argument is NULL or the result is no number.
    static func ofNumbers(
        _ name: String, _ count: Int32, _ body: @escaping @Sendable (borrowing SQLiteCall) -> Double
    ) -> SQLiteFunction {
        SQLiteFunction(name, count) { call in
            if !call.hasNull { call.give(body(call)) }
        }
    }
}

/// A call of a function: arguments and where the result goes.
struct SQLiteCall: ~Copyable {
    private let context: OpaquePointer?
    private let values: UnsafeMutablePointer<OpaquePointer?>?
    let count: Int

    init(context: OpaquePointer?, values: UnsafeMutablePointer<OpaquePointer?>?, count: Int) {
        self.context = context
        self.values = values
        self.count = count
    }

    var hasNull: Bool {
        for index in 0..<count where sqlite3_value_type(values?[index]) == SQLITE_NULL { return true }
        return false
    }

    func isNull(_ index: Int) -> Bool { sqlite3_value_type(values?[index]) == SQLITE_NULL }
    func real(_ index: Int) -> Double { sqlite3_value_double(values?[index]) }
    func integer(_ index: Int) -> Int64 { sqlite3_value_int64(values?[index]) }

    func bytes(_ index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: sqlite3_value_blob(values?[index]), count: Int(sqlite3_value_bytes(values?[index])))
    }

    func text(_ index: Int) -> String {
        let start = sqlite3_value_text(values?[index])
        return String(
            decoding: UnsafeRawBufferPointer(start: start, count: Int(sqlite3_value_bytes(values?[index]))),
            as: UTF8.self)
    }

    /// A result that is NULL where the number is no number.
    func give(_ value: Double) { sqlite3_result_double(context, value) }
    func give(_ value: Int64) { sqlite3_result_int64(context, value) }
    func give(_ value: Bool) { sqlite3_result_int(context, value ? 1 : 0) }

    func give(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            sqlite3_result_blob64(
                context, bytes.baseAddress, UInt64(bytes.count), unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        }
    }

    func give(_ text: String) {
        var text = text
        text.withUTF8 { text in
            sqlite3_result_text64(
                context, UnsafeRawPointer(text.baseAddress)?.assumingMemoryBound(to: CChar.self), UInt64(text.count),
                unsafeBitCast(-1, to: sqlite3_destructor_type.self), UInt8(SQLITE_UTF8))
        }
    }

    /// What a call before kept with a constant argument.
    func auxiliary<Kept: AnyObject>(_ index: Int) -> Kept? {
        sqlite3_get_auxdata(context, Int32(index)).map { Unmanaged<Kept>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Keeps something with an argument, as long as SQLite sees that the argument is constant.
    func keep(_ object: some AnyObject, at index: Int) {
        sqlite3_set_auxdata(context, Int32(index), Unmanaged.passRetained(object).toOpaque()) { data in
            data.map { Unmanaged<AnyObject>.fromOpaque($0).release() }
        }
    }

    /// Ends the query with a reason.
    func fail(_ reason: String) { sqlite3_result_error(context, reason, -1) }
}
