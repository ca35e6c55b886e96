/// A month of the proleptic Gregorian calendar, without a zone: `2026-11`.
public struct CivilMonth: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Months since January of the year 0.
    private let number: Int

    private init(number: Int) { self.number = number }

    public init(_ date: CivilDate) { number = date.year * 12 + date.month - 1 }

    public static let first = CivilMonth(number: 12)
    public static let last = CivilMonth(number: 9999 * 12 + 11)

    public var year: Int { number / 12 }
    /// 1 is January.
    public var month: Int { number % 12 + 1 }

    /// Nil beyond the years 1 to 9999.
    public func advanced(by months: Int) -> CivilMonth? {
        let next = CivilMonth(number: number + months)
        return (CivilMonth.first...CivilMonth.last).contains(next) ? next : nil
    }

    public static func < (left: CivilMonth, right: CivilMonth) -> Bool { left.number < right.number }

    public var description: String { padded(year, 4) + "-" + padded(month, 2) }
}

extension CivilMonth: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        let parts = text.split(separator: "-").map { Int($0) }
        guard parts.count == 2, let year = parts[0], let month = parts[1], let date = CivilDate(year: year, month: month, day: 1) else {
            throw CommerceError(code: "time.malformed", "'\(text.prefix(40))' is not a month", hint: "write 2026-11")
        }
        self.init(date)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
