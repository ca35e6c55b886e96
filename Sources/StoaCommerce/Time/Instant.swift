/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z, from the year 1 to 9999.
///
/// Time is always an input; nothing in the platform reads a clock except the composition root.
public struct Instant: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let millisecondsSince1970: Int64

    public init(millisecondsSince1970: Int64) { self.millisecondsSince1970 = millisecondsSince1970 }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.millisecondsSince1970 < right.millisecondsSince1970
    }

    public func advanced(byMilliseconds milliseconds: Int64) -> Instant {
        Instant(millisecondsSince1970: millisecondsSince1970 + milliseconds)
    }

    public func advanced(bySeconds seconds: Int64) -> Instant { advanced(byMilliseconds: seconds * 1000) }

    /// RFC 3339 in UTC, with milliseconds only where there are some: `2026-11-22T18:00:00Z`.
    public var description: String {
        let (day, time) = millisecondsSince1970.flooringDivision(by: 86_400_000)
        let date = CivilDate(daysSince1970: Int(day))
        let seconds = time / 1000
        let fraction = time % 1000
        var text = date.description + "T"
        text += [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }.joined(separator: ":")
        if fraction != 0 { text += "." + padded(fraction, 3) }
        return text + "Z"
    }

    /// Parses RFC 3339 with any numeric offset; digits past milliseconds are cut.
    ///
    /// - Throws: `time.malformed`.
    public init(_ text: String) throws(CommerceError) {
        guard let instant = Instant(rfc3339: text) else {
            throw CommerceError(
                code: "time.malformed", "'\(text.prefix(40))' is not an instant",
                hint: "write RFC 3339 with an offset, e.g. 2026-11-22T18:00:00Z")
        }
        self = instant
    }

    private init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 40, bytes[4] == 0x2D, bytes[7] == 0x2D,
            bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == 0x3A, bytes[16] == 0x3A,
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            hour < 24, minute < 60, second < 60, let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        var index = 19
        var milliseconds = 0
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            var scale = 100
            let start = index
            while index < bytes.count, let digit = number(bytes[index...index]) {
                milliseconds += digit * scale
                scale /= 10
                index += 1
            }
            guard index > start else { return nil }
        }
        guard index < bytes.count else { return nil }
        var offsetMinutes = 0
        switch bytes[index] {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            guard index + 1 == bytes.count else { return nil }
        case let sign where sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"):
            guard index + 6 == bytes.count, bytes[index + 3] == 0x3A, let hours = number(bytes[(index + 1)...(index + 2)]),
                let minutes = number(bytes[(index + 4)...(index + 5)]), hours < 24, minutes < 60
            else { return nil }
            offsetMinutes = (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
        default: return nil
        }
        let seconds = Int64(date.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offsetMinutes * 60)
        self.init(millisecondsSince1970: seconds * 1000 + Int64(milliseconds))
    }
}

extension Instant: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

private func number(_ digits: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in digits {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        value = value * 10 + Int(byte - 0x30)
    }
    return value
}

func padded(_ value: some BinaryInteger, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Int64 {
    /// Quotient and remainder with a remainder that is never negative.
    func flooringDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
