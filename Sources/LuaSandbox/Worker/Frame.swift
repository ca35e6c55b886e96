/// One message to a worker: the encoding of `frames.h`.
struct FrameWriter {
    /// The first four bytes are the length, set by ``finished()``.
    private var bytes: [UInt8] = [0, 0, 0, 0]

    init(_ kind: UInt8) {
        bytes.append(kind)
    }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    mutating func append(count: Int) {
        withUnsafeBytes(of: UInt32(clamping: count).littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(word: UInt64) {
        withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(bytes more: some Collection<UInt8>) {
        append(count: more.count)
        bytes.append(contentsOf: more)
    }

    consuming func finished() -> [UInt8] {
        let count = UInt32(clamping: bytes.count - 4)
        for i in 0..<4 { bytes[i] = UInt8(truncatingIfNeeded: count >> (8 * UInt32(i))) }
        return bytes
    }
}

/// One message from a worker. The worker may be in the hands of its guest, so every count is checked.
struct FrameReader {
    struct Malformed: Error {}

    private let bytes: [UInt8]
    private var at = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func byte() throws(Malformed) -> UInt8 {
        guard at < bytes.count else { throw Malformed() }
        defer { at += 1 }
        return bytes[at]
    }

    mutating func count() throws(Malformed) -> Int {
        var value: UInt32 = 0
        for i in 0..<4 { value |= UInt32(try byte()) << (8 * UInt32(i)) }
        return Int(value)
    }

    mutating func word() throws(Malformed) -> UInt64 {
        var value: UInt64 = 0
        for i in 0..<8 { value |= UInt64(try byte()) << (8 * UInt64(i)) }
        return value
    }

    mutating func data() throws(Malformed) -> ArraySlice<UInt8> {
        let count = try count()
        guard count <= bytes.count - at else { throw Malformed() }
        defer { at += count }
        return bytes[at..<(at + count)]
    }

    /// The bytes that must end the message.
    mutating func lastData() throws(Malformed) -> ArraySlice<UInt8> {
        let data = try data()
        guard at == bytes.count else { throw Malformed() }
        return data
    }

    /// Text for a message: shortened and without control characters, whatever the worker sent.
    mutating func text() throws(Malformed) -> String {
        let clean = try data().prefix(1_024).map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
        return String(decoding: clean, as: UTF8.self)
    }
}
