import CLuaSandbox

/// Decodes a tape strictly: it may come from a worker process that a guest has taken over.
struct TapeReader {
    /// What is wrong with a tape; never the guest's ordinary fault, which the encoder reports.
    struct Malformed: Error {
        let message: String
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0
    private var nodesLeft: Int
    private let depthMax: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>, nodesMax: Int, depthMax: Int) {
        self.bytes = bytes
        nodesLeft = nodesMax
        self.depthMax = depthMax
    }

    /// The one value that the tape holds, with nothing after it.
    mutating func readWhole() throws(Malformed) -> LuaValue {
        let value = try read(depth: 0)
        guard at == bytes.count else { throw Malformed(message: "bytes follow the value") }
        return value
    }

    private mutating func read(depth: Int) throws(Malformed) -> LuaValue {
        nodesLeft -= 1
        guard nodesLeft >= 0, depth <= depthMax else { throw Malformed(message: "more or deeper values than agreed") }
        switch UInt32(try byte()) {
        case SANDBOX_TAG_NIL.rawValue: return .null
        case SANDBOX_TAG_FALSE.rawValue: return .boolean(false)
        case SANDBOX_TAG_TRUE.rawValue: return .boolean(true)
        case SANDBOX_TAG_INTEGER.rawValue: return .integer(Int64(bitPattern: try word()))
        case SANDBOX_TAG_NUMBER.rawValue: return .number(Double(bitPattern: try word()))
        case SANDBOX_TAG_STRING.rawValue:
            let data = try text()
            return String(validating: data, as: UTF8.self).map(LuaValue.string) ?? .bytes(Array(data))
        case SANDBOX_TAG_LIST.rawValue:
            let count = try count()
            var elements: [LuaValue] = []
            elements.reserveCapacity(count)
            for _ in 0..<count { elements.append(try read(depth: depth + 1)) }
            return .list(elements)
        case SANDBOX_TAG_MAP.rawValue:
            let count = try count()
            var fields: [LuaField] = []
            fields.reserveCapacity(count)
            for _ in 0..<count {
                let name = String(decoding: try text(), as: UTF8.self)
                fields.append(LuaField(name, try read(depth: depth + 1)))
            }
            return .map(fields)
        default: throw Malformed(message: "an unknown tag")
        }
    }

    private mutating func byte() throws(Malformed) -> UInt8 {
        guard at < bytes.count else { throw Malformed(message: "cut short") }
        defer { at += 1 }
        return bytes[at]
    }

    private mutating func take(_ count: Int) throws(Malformed) -> Slice<UnsafeBufferPointer<UInt8>> {
        guard bytes.count - at >= count else { throw Malformed(message: "cut short") }
        defer { at += count }
        return bytes[at..<(at + count)]
    }

    private mutating func word() throws(Malformed) -> UInt64 {
        try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// A count of elements or bytes; each takes at least one byte, so a lie cannot reserve memory.
    private mutating func count() throws(Malformed) -> Int {
        let count = Int(try take(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        guard count <= bytes.count - at else { throw Malformed(message: "cut short") }
        return count
    }

    private mutating func text() throws(Malformed) -> Slice<UnsafeBufferPointer<UInt8>> {
        try take(try count())
    }
}
