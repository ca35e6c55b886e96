/// A span of the calendar: so many months, and then so many days. How long it is depends on where it starts.
public struct CalendarPeriod: Sendable, Hashable, CustomStringConvertible {
    public let months: Int
    public let days: Int

    /// Reads an ISO 8601 duration of years, months, weeks and days: `P1Y`, `P18M`, `P2W`, `P1Y6M10D`. Nil for others, for
    /// times of day, and for none at all.
    public init?(_ text: String) {
        guard text.first == "P" else { return nil }
        var (months, days, digits) = (0, 0, "")
        var units = Substring("YMWD")
        for character in text.dropFirst() {
            if character.isASCII, character.isNumber {
                digits.append(character)
                continue
            }
            // Each unit once, the largest first.
            guard let place = units.firstIndex(of: character), digits.utf8.count <= 5, let count = Int(digits) else { return nil }
            units = units[units.index(after: place)...]
            digits = ""
            switch character {
            case "Y": months += count * 12
            case "M": months += count
            case "W": days += count * 7
            default: days += count
            }
        }
        guard digits.isEmpty, months + days > 0 else { return nil }
        (self.months, self.days) = (months, days)
    }

    /// The date that is a period later. From the 31st of a month it is the last day of a shorter one. Nil after the year 9999.
    public func end(from date: CivilDate) -> CivilDate? {
        guard let month = CivilMonth(date).advanced(by: months) else { return nil }
        let days = [date.day] + stride(from: date.day - 1, through: 28, by: -1)
        guard let day = days.lazy.compactMap({ CivilDate(year: month.year, month: month.month, day: $0) }).first else { return nil }
        let end = CivilDate(daysSince1970: day.daysSince1970 + self.days)
        return end.year <= 9999 ? end : nil
    }

    public var description: String {
        let parts = [(months / 12, "Y"), (months % 12, "M"), (days, "D")]
        return "P" + parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
    }
}
