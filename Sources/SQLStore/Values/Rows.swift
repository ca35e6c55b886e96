/// The rows a statement returned, complete and independent of the connection.
///
/// All cells of a result lie in two arrays whatever the number of rows; text becomes a `String` only when it is
/// asked for.
public struct Rows: Sendable, RandomAccessCollection {
    let storage: RowStorage
    /// Rows inserted, updated or deleted; 0 for a query.
    public let affectedCount: Int

    static func affected(_ count: Int) -> Rows { Rows(storage: .empty, affectedCount: count) }

    /// Column names in the order of the select list.
    public var columns: [String] { storage.columns }

    public var startIndex: Int { 0 }
    public var endIndex: Int { storage.rowCount }
    public subscript(position: Int) -> Row {
        precondition(position >= 0 && position < storage.rowCount, "row \(position) of \(storage.rowCount)")
        return Row(storage: storage, index: position)
    }
}

/// A cell without its bytes; trivial, so that a result is two flat arrays.
enum Cell: Sendable {
    case null
    case integer(Int64)
    case text(start: Int32, count: Int32)
    case blob(start: Int32, count: Int32)
}

final class RowStorage: Sendable {
    let columns: [String]
    let cells: [Cell]
    let bytes: [UInt8]
    let rowCount: Int

    static let empty = RowStorage(RowBuilder(columns: [], limits: .init(rowsMax: 0, bytesMax: 0)))

    init(_ builder: consuming RowBuilder) {
        columns = builder.columns
        rowCount = builder.rowCount
        cells = builder.cells
        bytes = builder.bytes
    }
}

/// What one result may hold; reading past it is `store.resultTooLarge`.
struct ResultLimits: Sendable {
    let rowsMax: Int
    /// At most `Int32.max`, so that a cell fits in 16 bytes.
    let bytesMax: Int
}

/// Collects cells in row order; a driver calls `startRow`, then one `append…` for every column.
struct RowBuilder: ~Copyable {
    let columns: [String]
    let limits: ResultLimits
    private(set) var cells: [Cell] = []
    private(set) var bytes: [UInt8] = []
    private(set) var rowCount = 0

    init(columns: [String], limits: ResultLimits) {
        self.columns = columns
        self.limits = limits
    }

    mutating func startRow() throws(SQLError) {
        guard rowCount < limits.rowsMax else {
            throw SQLError(.resultTooLarge, detail: "more than \(limits.rowsMax) rows")
        }
        rowCount += 1
    }

    mutating func appendNull() { cells.append(.null) }

    mutating func append(_ integer: Int64) { cells.append(.integer(integer)) }

    mutating func append(text: UnsafeRawBufferPointer) throws(SQLError) {
        let start = try append(text)
        cells.append(.text(start: start, count: Int32(text.count)))
    }

    mutating func append(blob: UnsafeRawBufferPointer) throws(SQLError) {
        let start = try append(blob)
        cells.append(.blob(start: start, count: Int32(blob.count)))
    }

    private mutating func append(_ buffer: UnsafeRawBufferPointer) throws(SQLError) -> Int32 {
        guard buffer.count <= limits.bytesMax - bytes.count else {
            throw SQLError(.resultTooLarge, detail: "more than \(limits.bytesMax) bytes")
        }
        let start = Int32(bytes.count)
        bytes.append(contentsOf: buffer)
        return start
    }
}
