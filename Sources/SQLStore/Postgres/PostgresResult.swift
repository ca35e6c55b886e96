import CPostgres

/// One result in binary form, decoded into rows.
struct PostgresResult {
    private let result: OpaquePointer
    private let handle: OpaquePointer

    init(_ result: OpaquePointer, _ handle: OpaquePointer) {
        self.result = result
        self.handle = handle
    }

    /// Object ids of the built-in types, from the server's `pg_type.dat`; they never change.
    private enum TypeID {
        static let boolean: Oid = 16
        static let bytes: Oid = 17
        static let name: Oid = 19
        static let integer8: Oid = 20
        static let integer2: Oid = 21
        static let integer4: Oid = 23
        static let text: Oid = 25
        static let json: Oid = 114
        static let unknown: Oid = 705
        static let paddedText: Oid = 1042
        static let variableText: Oid = 1043
        static let numeric: Oid = 1700
        static let void: Oid = 2278
    }

    /// - Throws: the server's error; `.typeUnsupported`; `.resultTooLarge`.
    func rows(_ statement: PostgresStatement, _ limits: ResultLimits) throws(SQLError) -> Rows {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK:
            return .affected(affectedCount)
        case PGRES_TUPLES_OK:
            break
        case PGRES_EMPTY_QUERY:
            throw SQLError(.statement, detail: "the text is empty")
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            // The connection waits for data now and cannot be used for anything else.
            throw SQLError(.connectionLost, detail: "COPY is not supported")
        default:
            throw SQLError(postgres: result, on: handle)
        }
        let columnCount = PQnfields(result)
        let columns = statement.columns ?? (0..<columnCount).map { String(cString: PQfname(result, $0)) }
        statement.columns = columns
        let types = (0..<columnCount).map { PQftype(result, $0) }
        var builder = RowBuilder(columns: columns, limits: limits)
        for row in 0..<PQntuples(result) {
            try builder.startRow()
            for column in 0..<columnCount {
                if PQgetisnull(result, row, column) == 1 {
                    builder.appendNull()
                } else {
                    let bytes = UnsafeRawBufferPointer(
                        start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column)))
                    try append(bytes, types[Int(column)], columns[Int(column)], to: &builder)
                }
            }
        }
        // The tag of a SELECT counts rows too, which changed nothing.
        let isQuery = PQcmdStatus(result).map { String(cString: $0).hasPrefix("SELECT") } ?? true
        return Rows(storage: RowStorage(builder), affectedCount: isQuery ? 0 : affectedCount)
    }

    private var affectedCount: Int {
        PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }

    private func append(
        _ bytes: UnsafeRawBufferPointer, _ type: Oid, _ column: String, to builder: inout RowBuilder
    ) throws(SQLError) {
        switch type {
        case TypeID.integer8:
            builder.append(Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)))
        case TypeID.integer4:
            builder.append(Int64(Int32(bigEndian: bytes.loadUnaligned(as: Int32.self))))
        case TypeID.integer2:
            builder.append(Int64(Int16(bigEndian: bytes.loadUnaligned(as: Int16.self))))
        case TypeID.boolean:
            builder.append(bytes.first == 0 ? 0 : 1)
        case TypeID.text, TypeID.variableText, TypeID.paddedText, TypeID.name, TypeID.json, TypeID.unknown:
            try builder.append(text: bytes)
        case TypeID.bytes:
            try builder.append(blob: bytes)
        case TypeID.numeric:
            guard let integer = integer(numeric: bytes) else {
                throw SQLError(.typeUnsupported, detail: "column '\(column)' is a numeric that is no 64-bit integer")
            }
            builder.append(integer)
        case TypeID.void:
            builder.appendNull()
        default:
            throw SQLError(.typeUnsupported, detail: "column '\(column)' has the type with object id \(type)")
        }
    }

    /// `SUM` of a BIGINT column is a NUMERIC, whose binary form is base 10,000; nil with a fraction or out of range.
    private func integer(numeric bytes: UnsafeRawBufferPointer) -> Int64? {
        func part(_ index: Int) -> Int16 { Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: Int16.self)) }
        guard bytes.count >= 8 else { return nil }
        let digitCount = Int(part(0))
        let weight = Int(part(1))
        let sign = UInt16(bitPattern: part(2))
        // 0x4000 is minus; the values from 0xC000 on are not numbers.
        guard sign == 0 || sign == 0x4000, digitCount <= weight + 1 || digitCount == 0 else { return nil }
        guard digitCount > 0 else { return 0 }
        guard weight < 5, bytes.count >= 8 + digitCount * 2 else { return nil }
        var value: Int64 = 0
        for position in 0...weight {
            let digit = position < digitCount ? Int64(part(4 + position)) : 0
            let (shifted, overflowed) = value.multipliedReportingOverflow(by: 10_000)
            let (sum, overflowedToo) = shifted.subtractingReportingOverflow(digit)
            if overflowed || overflowedToo { return nil }
            value = sum
        }
        // Built up below zero, where there is one value more.
        if sign == 0x4000 { return value }
        return value == .min ? nil : -value
    }
}
