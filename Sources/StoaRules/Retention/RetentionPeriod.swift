import Foundation
import StoaCommerce

/// A time by the calendar: years, months and days.
public struct RetentionPeriod: Sendable, Hashable, CustomStringConvertible {
    public let years: Int
    public let months: Int
    public let days: Int

    static let yearsMax = 200

    /// `P5Y`, `P18M`, `P1Y6M`, `P90D`; nil for other text, for nothing, and for more than 200 years.
    init?(_ text: String) {
        guard let match = text.wholeMatch(of: /P(?:([0-9]{1,3})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,5})D)?/) else { return nil }
        let parts = [match.1, match.2, match.3].map { $0.flatMap { Int($0) } ?? 0 }
        guard parts.contains(where: { $0 > 0 }), parts[0] + parts[1] / 12 + parts[2] / 365 <= Self.yearsMax else { return nil }
        (years, months, days) = (parts[0], parts[1], parts[2])
    }

    public var description: String {
        "P" + (years > 0 ? "\(years)Y" : "") + (months > 0 ? "\(months)M" : "") + (days > 0 ? "\(days)D" : "")
    }

    /// When the time is over that began at an instant, by the clock of a zone. Where the last month has no such day, the time
    /// is over with that month, as § 188 (3) of the German civil code has it; so what begins later never ends earlier.
    func end(from start: Instant, in zone: TimeZone) -> Instant {
        let (date, minute) = (zone.date(at: start), zone.wallClock(at: start).minute)
        // Seconds of the last minute are kept: they are the same in every zone.
        let milliseconds = ((start.millisecondsSince1970 % 60_000) + 60_000) % 60_000
        let count = date.year * 12 + date.month - 1 + years * 12 + months
        let (year, month) = (count / 12, count % 12 + 1)
        let next = CivilDate(year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1, day: 1)
        guard let target = CivilDate(year: year, month: month, day: date.day) else {
            return next.map { zone.instant(of: CivilDate(daysSince1970: $0.daysSince1970 + days), minute: 0) } ?? start
        }
        let end = CivilDate(daysSince1970: target.daysSince1970 + days)
        return zone.instant(of: end, minute: minute).advanced(byMilliseconds: milliseconds)
    }
}
