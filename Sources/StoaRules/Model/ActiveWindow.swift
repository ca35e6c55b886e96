import Foundation
import StoaCommerce

/// When a rule is in force: a half-open span of time, and within it recurring weekly windows by the clock of a zone.
///
/// Weekly windows follow the wall clock. In the hour that a clock shows twice they are open both times; a start that
/// the clock skips counts from the moment after the gap. A window that ends before it starts goes on past midnight and
/// belongs to the day it starts on.
struct ActiveWindow: Sendable {
    struct Weekly: Sendable, Hashable {
        /// 1 is Monday, 7 is Sunday.
        let days: Set<Int>
        /// Minutes since midnight, 0…1440.
        let from: Int
        let until: Int

        /// Whether the window is open at a wall-clock time of a weekday.
        func isOpen(weekday: Int, minute: Int) -> Bool {
            if from < until { return days.contains(weekday) && minute >= from && minute < until }
            let yesterday = weekday == 1 ? 7 : weekday - 1
            return (days.contains(weekday) && minute >= from) || (days.contains(yesterday) && minute < until)
        }
    }

    let from: Instant?
    let until: Instant?
    let zone: TimeZone
    let weekly: [Weekly]

    static let always = ActiveWindow(from: nil, until: nil, zone: .gmt, weekly: [])

    /// Whether it is open at every time.
    var isAlways: Bool { from == nil && until == nil && weekly.isEmpty }

    func isOpen(at instant: Instant) -> Bool {
        if let from, instant < from { return false }
        if let until, instant >= until { return false }
        guard !weekly.isEmpty else { return true }
        let (weekday, minute) = zone.wallClock(at: instant)
        return weekly.contains { $0.isOpen(weekday: weekday, minute: minute) }
    }
}

extension TimeZone {
    private func offsetMilliseconds(at milliseconds: Int64) -> Int64 {
        Int64(secondsFromGMT(for: Date(timeIntervalSince1970: Double(milliseconds) / 1000))) * 1000
    }

    /// The weekday (1 is Monday) and the minute since midnight that clocks of the zone show.
    func wallClock(at instant: Instant) -> (weekday: Int, minute: Int) {
        let (date, minute) = dateAndMinute(at: instant)
        return (date.weekday, minute)
    }

    /// The date that calendars of the zone show.
    func date(at instant: Instant) -> CivilDate { dateAndMinute(at: instant).date }

    private func dateAndMinute(at instant: Instant) -> (date: CivilDate, minute: Int) {
        let local = instant.millisecondsSince1970 + offsetMilliseconds(at: instant.millisecondsSince1970)
        let day = local >= 0 ? local / 86_400_000 : (local - 86_399_999) / 86_400_000
        return (CivilDate(daysSince1970: Int(day)), Int((local - day * 86_400_000) / 60_000))
    }

    /// The instant at which clocks of the zone show a date and minute: the earlier one of two, the end of the gap where
    /// there is none.
    func instant(of date: CivilDate, minute: Int) -> Instant {
        let local = Int64(date.daysSince1970) * 86_400_000 + Int64(minute) * 60_000
        // The offsets a day before and after bracket every transition near the wanted time.
        let before = offsetMilliseconds(at: local - 86_400_000)
        let after = offsetMilliseconds(at: local + 86_400_000)
        let candidates = [local - before, local - after].sorted()
        for candidate in candidates where candidate + offsetMilliseconds(at: candidate) == local {
            return Instant(millisecondsSince1970: candidate)
        }
        // Skipped by the clock: the transition lies between the two readings.
        var (low, high) = (candidates[0], candidates[1])
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offsetMilliseconds(at: middle) == before { low = middle } else { high = middle }
        }
        return Instant(millisecondsSince1970: high)
    }
}
