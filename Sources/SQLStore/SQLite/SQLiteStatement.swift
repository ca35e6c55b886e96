import GRDB
import GRDBSQLite

/// A prepared statement with what is worth computing once: which argument goes where, and the column names.
final class SQLiteStatement {
    /// Owns the handle.
    private let statement: GRDB.Statement
    private let handle: OpaquePointer
    /// For each of SQLite's parameter positions the argument's. SQLite reads `$2` as a name and numbers names by
    /// first appearance.
    private let argumentIndices: [Int]
    private let argumentCount: Int
    private let columns: [String]
    private let isQuery: Bool

    init(_ statement: GRDB.Statement) throws(SQLError) {
        self.statement = statement
        let handle = statement.sqliteStatement
        self.handle = handle
        var indices: [Int] = []
        for position in 0..<sqlite3_bind_parameter_count(handle) {
            guard let name = sqlite3_bind_parameter_name(handle, position + 1), name.pointee == UInt8(ascii: "$"),
                let number = Int(String(cString: name + 1)), number > 0
            else { throw SQLError(.statement, detail: "parameters are written $1, $2, …") }
            indices.append(number - 1)
        }
        argumentIndices = indices
        argumentCount = (indices.max() ?? -1) + 1
        columns = (0..<sqlite3_column_count(handle)).map { column in
            sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
        }
        isQuery = sqlite3_stmt_readonly(handle) != 0
    }

    func run(
        _ arguments: [SQLValue], _ limits: ResultLimits, on connection: OpaquePointer
    ) throws(SQLError) -> Rows {
        guard arguments.count == argumentCount else {
            throw SQLError(.argumentCount, detail: "\(arguments.count) arguments for \(argumentCount) parameters")
        }
        defer {
            sqlite3_reset(handle)
            // Otherwise a cached statement keeps its last, perhaps large, values.
            if argumentCount > 0 { sqlite3_clear_bindings(handle) }
        }
        for (position, index) in argumentIndices.enumerated() {
            try bind(arguments[index], at: CInt(position + 1), on: connection)
        }
        var builder = RowBuilder(columns: columns, limits: limits)
        while true {
            let code = sqlite3_step(handle)
            if code == SQLITE_DONE { break }
            guard code == SQLITE_ROW else { throw SQLError(sqlite: connection) }
            // SQLite prepares a `SELECT *` again by itself when its table has changed; the names here are the old ones.
            guard sqlite3_column_count(handle) == columns.count else {
                throw SQLError(.statement, detail: "the result has other columns than before")
            }
            try appendRow(to: &builder)
        }
        let affected = isQuery ? 0 : Int(sqlite3_changes(connection))
        if columns.isEmpty { return .affected(affected) }
        return Rows(storage: RowStorage(builder), affectedCount: affected)
    }

    private func bind(_ value: SQLValue, at position: CInt, on connection: OpaquePointer) throws(SQLError) {
        let code: CInt
        switch value {
        case .null:
            code = sqlite3_bind_null(handle, position)
        case .integer(let integer):
            code = sqlite3_bind_int64(handle, position, integer)
        case .text(var text):
            code = text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text64(
                        handle, position, $0.baseAddress ?? emptyText, UInt64($0.count), copied, UInt8(SQLITE_UTF8))
                }
            }
        case .blob(let bytes):
            // A null pointer would bind NULL.
            code =
                bytes.isEmpty
                ? sqlite3_bind_zeroblob(handle, position, 0)
                : bytes.withUnsafeBytes {
                    sqlite3_bind_blob64(handle, position, $0.baseAddress, UInt64($0.count), copied)
                }
        }
        guard code == SQLITE_OK else { throw SQLError(sqlite: connection) }
    }

    private func appendRow(to builder: inout RowBuilder) throws(SQLError) {
        try builder.startRow()
        for column in 0..<CInt(columns.count) {
            switch sqlite3_column_type(handle, column) {
            case SQLITE_NULL:
                builder.appendNull()
            case SQLITE_INTEGER:
                builder.append(sqlite3_column_int64(handle, column))
            case SQLITE_TEXT:
                let start = sqlite3_column_text(handle, column)
                try builder.append(
                    text: UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
            case SQLITE_BLOB:
                let start = sqlite3_column_blob(handle, column)
                try builder.append(
                    blob: UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
            default:
                throw SQLError(.typeUnsupported, detail: "column '\(columns[Int(column)])' is a real number")
            }
        }
    }
}

/// SQLite's SQLITE_TRANSIENT, a macro that Swift does not import: copy the bytes before returning.
nonisolated(unsafe) private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// An empty text needs an address that is not null.
nonisolated(unsafe) private let emptyText: UnsafePointer<CChar> = {
    let address = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    address.initialize(to: 0)
    return UnsafePointer(address)
}()
