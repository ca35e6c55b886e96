extension FunctionTable {
    mutating func addEncoders() {
        unary("base64.encode", [(.bytes, .string)]) { x in
            if case .bytes(let bytes) = x { .string(base64(bytes)) } else { nil }
        }
        unary("base64.decode", [(.string, .bytes)]) { (x) throws(EvaluationError) in
            guard case .string(let text) = x else { return nil }
            guard let bytes = base64Decoded(text) else { throw .invalid("the text is not base64") }
            return .bytes(bytes)
        }
    }
}

private let base64Alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

func base64(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        var bits: UInt32 = 0
        for byte in group { bits = bits << 8 | UInt32(byte) }
        bits <<= UInt32(3 - group.count) * 8
        for place in 0..<4 {
            text.append(place <= group.count ? base64Alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
        }
    }
    return String(decoding: text, as: UTF8.self)
}

/// Padding may be missing; anything else that is not base64 gives nil.
func base64Decoded(_ text: String) -> [UInt8]? {
    var digits = Array(text.utf8)
    if digits.count % 4 == 0, digits.last == UInt8(ascii: "=") {
        digits.removeLast()
        if digits.last == UInt8(ascii: "=") { digits.removeLast() }
    }
    guard digits.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for digit in digits {
        let value: UInt8
        switch digit {
        case 0x41...0x5A: value = digit - 0x41
        case 0x61...0x7A: value = digit - 0x61 + 26
        case 0x30...0x39: value = digit - 0x30 + 52
        case UInt8(ascii: "+"): value = 62
        case UInt8(ascii: "/"): value = 63
        default: return nil
        }
        bits = bits << 6 | UInt32(value)
        count += 6
        if count >= 8 {
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            bits &= (1 << count) - 1
        }
    }
    return bytes
}
