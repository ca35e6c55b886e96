/// Names a column of a row: by its name in the result (`"balance"`) or by its position from 0.
///
/// A position is an array access; a name is compared with each column name in turn, which costs little for the
/// dozen columns a query selects.
public enum Column: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case name(String)
    case position(Int)

    public init(stringLiteral value: String) { self = .name(value) }
    public init(integerLiteral value: Int) { self = .position(value) }
}

/// One row of a result. Copies share the result; holding one row keeps all of its siblings in memory.
///
/// A column that the query does not select is a programming error and traps; a value of another type than the
/// accessor's is data and throws `store.typeMismatch`.
public struct Row: Sendable {
    let storage: RowStorage
    let index: Int

    /// The value of any type. Text and blobs are copied out.
    public subscript(column: Column) -> SQLValue {
        switch cell(column) {
        case .null: .null
        case .integer(let integer): .integer(integer)
        case .text(let start, let count): .text(text(start, count))
        case .blob(let start, let count): .blob(Array(storage.bytes[range(start, count)]))
        }
    }

    /// - Throws: `store.typeMismatch` for NULL, text or a blob.
    public func integer(_ column: Column) throws(SQLError) -> Int64 {
        guard case .integer(let integer) = cell(column) else { throw mismatch(column, "an integer") }
        return integer
    }

    /// Nil for NULL.
    /// - Throws: `store.typeMismatch` for text or a blob.
    public func integerIfPresent(_ column: Column) throws(SQLError) -> Int64? {
        isNull(column) ? nil : try integer(column)
    }

    /// - Throws: `store.typeMismatch` for anything but the integers 0 and 1.
    public func boolean(_ column: Column) throws(SQLError) -> Bool {
        switch cell(column) {
        case .integer(0): false
        case .integer(1): true
        default: throw mismatch(column, "0 or 1")
        }
    }

    /// - Throws: `store.typeMismatch` for NULL, an integer or a blob.
    public func text(_ column: Column) throws(SQLError) -> String {
        guard case .text(let start, let count) = cell(column) else { throw mismatch(column, "text") }
        return text(start, count)
    }

    /// Nil for NULL.
    /// - Throws: `store.typeMismatch` for an integer or a blob.
    public func textIfPresent(_ column: Column) throws(SQLError) -> String? {
        isNull(column) ? nil : try text(column)
    }

    /// - Throws: `store.typeMismatch` for NULL, an integer or text.
    public func blob(_ column: Column) throws(SQLError) -> [UInt8] {
        guard case .blob(let start, let count) = cell(column) else { throw mismatch(column, "a blob") }
        return Array(storage.bytes[range(start, count)])
    }

    /// Nil for NULL.
    /// - Throws: `store.typeMismatch` for an integer or text.
    public func blobIfPresent(_ column: Column) throws(SQLError) -> [UInt8]? {
        isNull(column) ? nil : try blob(column)
    }

    /// Lends the bytes of a blob, or the UTF-8 of a text, without copying them.
    ///
    /// - Throws: `store.typeMismatch` for NULL or an integer, or what `body` throws.
    public func withBytes<T>(_ column: Column, _ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
        switch cell(column) {
        case .text(let start, let count), .blob(let start, let count):
            try storage.bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range(start, count)])) }
        case .null, .integer:
            throw mismatch(column, "text or a blob")
        }
    }

    /// Whether the column holds NULL, whatever its type.
    public func isNull(_ column: Column) -> Bool {
        if case .null = cell(column) { true } else { false }
    }

    private func cell(_ column: Column) -> Cell {
        let position: Int
        switch column {
        case .position(let given): position = given
        case .name(let name):
            guard let found = storage.columns.firstIndex(of: name) else {
                preconditionFailure("no column '\(name)'; the query selects \(storage.columns.joined(separator: ", "))")
            }
            position = found
        }
        precondition(position >= 0 && position < storage.columns.count, "no column at \(position)")
        return storage.cells[index * storage.columns.count + position]
    }

    private func range(_ start: Int32, _ count: Int32) -> Range<Int> {
        Int(start)..<Int(start) + Int(count)
    }

    private func text(_ start: Int32, _ count: Int32) -> String {
        String(decoding: storage.bytes[range(start, count)], as: UTF8.self)
    }

    private func mismatch(_ column: Column, _ wanted: String) -> SQLError {
        let found =
            switch cell(column) {
            case .null: "NULL"
            case .integer: "an integer"
            case .text: "text"
            case .blob: "a blob"
            }
        let name =
            switch column {
            case .name(let name): name
            case .position(let position): storage.columns[position]
            }
        return SQLError(.typeMismatch, detail: "column '\(name)' holds \(found), not \(wanted)")
    }
}
