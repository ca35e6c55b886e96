/// Arguments laid out for libpq in buffers that are used again for every statement.
///
/// Integers and text travel as text, whose meaning the server takes from the parameter's place (an eight-byte
/// integer would not fit an `INTEGER` column in binary); blobs travel as they are.
struct PostgresArguments {
    private var bytes: [CChar] = []
    /// Where each argument starts, or -1 for NULL.
    private var starts: [Int] = []
    private var lengths: [CInt] = []
    private var formats: [CInt] = []
    private var addresses: [UnsafePointer<CChar>?] = []

    private static let textFormat: CInt = 0
    private static let binaryFormat: CInt = 1

    /// Text must be free of U+0000, which libpq would take for its end.
    mutating func encode(_ values: [SQLValue]) {
        bytes.removeAll(keepingCapacity: bytes.count < 1 << 20)
        starts.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        formats.removeAll(keepingCapacity: true)
        for value in values {
            let start = bytes.count
            var isBinary = false
            switch value {
            case .null:
                break
            case .integer(let integer):
                append(integer)
                bytes.append(0)
            case .text(var text):
                text.withUTF8 { utf8 in
                    utf8.withMemoryRebound(to: CChar.self) { bytes.append(contentsOf: $0) }
                }
                bytes.append(0)
            case .blob(let blob):
                blob.withUnsafeBufferPointer { buffer in
                    buffer.withMemoryRebound(to: CChar.self) { bytes.append(contentsOf: $0) }
                }
                // libpq takes a null address for NULL, and a blob may be empty.
                bytes.append(0)
                isBinary = true
            }
            starts.append(value == .null ? -1 : start)
            lengths.append(CInt(max(0, bytes.count - start - 1)))
            formats.append(isBinary ? Self.binaryFormat : Self.textFormat)
        }
    }

    /// Lends the arguments of the last `encode` in libpq's form: count, addresses, lengths, formats.
    mutating func withPointers<T>(
        _ body: (CInt, [UnsafePointer<CChar>?], [CInt], [CInt]) -> T
    ) -> T {
        bytes.withUnsafeBufferPointer { buffer in
            addresses.removeAll(keepingCapacity: true)
            for start in starts { addresses.append(start < 0 ? nil : buffer.baseAddress.map { $0 + start }) }
            return body(CInt(starts.count), addresses, lengths, formats)
        }
    }

    private mutating func append(_ integer: Int64) {
        if integer < 0 { bytes.append(CChar(UInt8(ascii: "-"))) }
        var rest = integer.magnitude
        let start = bytes.count
        repeat {
            bytes.append(CChar(UInt8(ascii: "0") + UInt8(rest % 10)))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}
