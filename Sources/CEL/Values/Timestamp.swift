/// A point in time in UTC with nanoseconds, from year 1 to year 9999, as `google.protobuf.Timestamp`.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Whole seconds since 1970-01-01T00:00:00Z, negative before.
    public let seconds: Int64
    /// 0…999,999,999, always counted forward from `seconds`.
    public let nanoseconds: Int32

    public static let minimum = Timestamp(uncheckedSeconds: -62_135_596_800, nanoseconds: 0)
    public static let maximum = Timestamp(uncheckedSeconds: 253_402_300_799, nanoseconds: 999_999_999)

    /// Nil outside of the years 1 to 9999 or of the range of `nanoseconds`.
    public init?(seconds: Int64, nanoseconds: Int32 = 0) {
        guard (Self.minimum.seconds...Self.maximum.seconds).contains(seconds), (0..<1_000_000_000).contains(nanoseconds) else { return nil }
        self.init(uncheckedSeconds: seconds, nanoseconds: nanoseconds)
    }

    private init(uncheckedSeconds seconds: Int64, nanoseconds: Int32) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    /// The time after a span, or nil when that is out of range.
    public func adding(_ duration: Duration) -> Timestamp? {
        let parts = duration.components
        let nanoseconds = Int64(self.nanoseconds) + parts.attoseconds / 1_000_000_000
        let carry = nanoseconds >= 1_000_000_000 ? 1 : nanoseconds < 0 ? -1 : 0 as Int64
        let (seconds, overflow) = self.seconds.addingReportingOverflow(parts.seconds)
        guard !overflow, let total = Optional(seconds.addingReportingOverflow(carry)), !total.overflow else { return nil }
        return Timestamp(seconds: total.partialValue, nanoseconds: Int32(nanoseconds - carry * 1_000_000_000))
    }

    /// The span from `other` to this time.
    public func since(_ other: Timestamp) -> Duration {
        .seconds(seconds - other.seconds) + .nanoseconds(Int64(nanoseconds) - Int64(other.nanoseconds))
    }
}

extension Timestamp {
    /// RFC 3339 text with an offset (`2026-11-22T18:53:04.5+01:00`), or nil when it is not that or out of range.
    public init?(parsing text: String) {
        var reader = DigitReader(text)
        guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2), reader.skip("-"),
            let day = reader.number(digits: 2), reader.skip("T") || reader.skip("t"), let hour = reader.number(digits: 2),
            reader.skip(":"), let minute = reader.number(digits: 2), reader.skip(":"), let second = reader.number(digits: 2)
        else { return nil }
        var nanoseconds: Int64 = 0
        if reader.skip(".") {
            guard let fraction = reader.fraction(digits: 9) else { return nil }
            nanoseconds = fraction
        }
        var offset: Int64 = 0
        if !reader.skip("Z"), !reader.skip("z") {
            let negative = reader.skip("-")
            guard negative || reader.skip("+"), let hours = reader.number(digits: 2), reader.skip(":"),
                let minutes = reader.number(digits: 2), hours < 24, minutes < 60
            else { return nil }
            offset = (hours * 3600 + minutes * 60) * (negative ? -1 : 1)
        }
        guard reader.isAtEnd, (1...12).contains(month), hour < 24, minute < 60, second < 60,
            day >= 1, day <= CivilDate.daysIn(month: Int(month), year: year)
        else { return nil }
        let days = CivilDate(year: year, month: Int(month), day: Int(day)).daysSinceEpoch
        self.init(seconds: days * 86_400 + hour * 3600 + minute * 60 + second - offset, nanoseconds: Int32(nanoseconds))
    }

    /// RFC 3339 in UTC; the fraction has 0, 3, 6 or 9 digits.
    public var text: String {
        let civil = CivilTime(self, offsetSeconds: 0)
        let date = civil.date
        let clock = "\(padded(civil.hour)):\(padded(civil.minute)):\(padded(civil.second))"
        return "\(padded(Int(date.year), 4))-\(padded(date.month))-\(padded(date.day))T\(clock)\(fractionText(Int64(nanoseconds)))Z"
    }
}

/// A number in decimal with leading zeros.
func padded(_ number: Int, _ digits: Int = 2) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}

/// "", or a point and 3, 6 or 9 digits, as few as tell the nanoseconds: the JSON form of protocol buffers.
func fractionText(_ nanoseconds: Int64) -> String {
    guard nanoseconds != 0 else { return "" }
    var digits = padded(Int(nanoseconds), 9)
    while digits.hasSuffix("000") { digits.removeLast(3) }
    return "." + digits
}

/// Reads fixed-width numbers out of a short text.
struct DigitReader {
    private var bytes: Substring.UTF8View

    init(_ text: String) { bytes = Substring(text).utf8 }

    var isAtEnd: Bool { bytes.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let first = bytes.first, UInt32(first) == character.value else { return false }
        bytes.removeFirst()
        return true
    }

    /// Exactly `digits` decimal digits.
    mutating func number(digits: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// 1 to `digits` decimal digits after a point, scaled to `digits` places.
    mutating func fraction(digits: Int) -> Int64? {
        var value: Int64 = 0
        var count = 0
        while count < digits, let digit = digit() {
            value = value * 10 + digit
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in count..<digits { value *= 10 }
        return value
    }

    private mutating func digit() -> Int64? {
        guard let byte = bytes.first, (0x30...0x39).contains(byte) else { return nil }
        bytes.removeFirst()
        return Int64(byte - 0x30)
    }
}
