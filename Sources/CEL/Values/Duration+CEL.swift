extension Duration {
    /// ±10,000 years, the range of `google.protobuf.Duration`.
    static let celSecondsMax: Int64 = 315_576_000_000

    /// This span when the language can hold it: nil past ±10,000 years.
    var inRange: Duration? {
        let limit = Duration.seconds(Duration.celSecondsMax)
        return self <= limit && self >= .zero - limit ? self : nil
    }

    /// Whole nanoseconds, or nil past about ±292 years.
    var wholeNanoseconds: Int64? {
        let parts = components
        let (scaled, overflow) = parts.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (total, carry) = scaled.addingReportingOverflow(parts.attoseconds / 1_000_000_000)
        return overflow || carry ? nil : total
    }

    /// Text as in `1h30m`, `-1.5s`, `250ms`; nil when it is not that or out of range.
    ///
    /// Units are `h m s ms us µs ns`; each number may have a fraction, of which nanoseconds are kept.
    init?(parsing text: String) {
        var bytes = Array(text.utf8)[...]
        var negative = false
        if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            negative = first == UInt8(ascii: "-")
            bytes.removeFirst()
        }
        guard !bytes.isEmpty else { return nil }
        if bytes.elementsEqual([UInt8(ascii: "0")]) {
            self = .zero
            return
        }
        // 128 bits hold the sum of two parts in nanoseconds whatever their units.
        let limit = Int128(Duration.celSecondsMax) * 1_000_000_000
        var total: Int128 = 0
        while !bytes.isEmpty {
            guard let part = Duration.part(&bytes) else { return nil }
            total += part
            guard total <= limit else { return nil }
        }
        if negative { total = -total }
        self = .seconds(Int64(total / 1_000_000_000)) + .nanoseconds(Int64(total % 1_000_000_000))
    }

    /// One number with its unit, in nanoseconds.
    private static func part(_ bytes: inout ArraySlice<UInt8>) -> Int128? {
        var whole: Int128 = 0
        var digits = 0
        while let digit = decimalDigit(bytes.first) {
            whole = whole * 10 + digit
            guard whole <= Int128(Int64.max) else { return nil }
            digits += 1
            bytes.removeFirst()
        }
        var fraction: Int128 = 0
        var scale: Int128 = 1
        if bytes.first == UInt8(ascii: ".") {
            bytes.removeFirst()
            while let digit = decimalDigit(bytes.first) {
                // Fifteen places tell the nanoseconds of an hour; what follows cannot change them.
                if scale < 1_000_000_000_000_000 {
                    fraction = fraction * 10 + digit
                    scale *= 10
                }
                digits += 1
                bytes.removeFirst()
            }
        }
        guard digits > 0, let unit = unit(&bytes) else { return nil }
        return whole * unit + fraction * unit / scale
    }

    /// The nanoseconds of the unit that the bytes begin with.
    private static func unit(_ bytes: inout ArraySlice<UInt8>) -> Int128? {
        for (name, nanoseconds) in durationUnits where bytes.starts(with: name.utf8) {
            bytes.removeFirst(name.utf8.count)
            return nanoseconds
        }
        return nil
    }

    /// Seconds with `s`, as in `1.500s`.
    var celText: String {
        let parts = components
        let negative = parts.seconds < 0 || parts.attoseconds < 0
        let nanoseconds = (parts.attoseconds / 1_000_000_000).magnitude
        return "\(negative ? "-" : "")\(parts.seconds.magnitude)\(fractionText(Int64(nanoseconds)))s"
    }
}

/// Longer names first, so that `ms` is not read as `m`.
private let durationUnits: [(String, Int128)] = [
    ("ms", 1_000_000), ("us", 1000), ("µs", 1000), ("μs", 1000), ("ns", 1), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
    ("s", 1_000_000_000),
]

private func decimalDigit(_ byte: UInt8?) -> Int128? {
    guard let byte, (0x30...0x39).contains(byte) else { return nil }
    return Int128(byte - 0x30)
}
