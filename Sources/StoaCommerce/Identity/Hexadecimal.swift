extension Sequence<UInt8> {
    /// The bytes as lower-case hexadecimal digits, two a byte: how digests are written everywhere.
    public var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

extension Array<UInt8> {
    /// The bytes that hexadecimal digits of either case stand for; nil for anything else.
    public init?(hexadecimal text: some StringProtocol) {
        func value(of digit: UInt8) -> UInt8? { Character(Unicode.Scalar(digit)).hexDigitValue.map { UInt8($0) } }
        guard text.utf8.count.isMultiple(of: 2) else { return nil }
        self = []
        var digits = text.utf8.makeIterator()
        while let high = digits.next(), let low = digits.next() {
            guard let high = value(of: high), let low = value(of: low) else { return nil }
            append(high << 4 | low)
        }
    }
}
