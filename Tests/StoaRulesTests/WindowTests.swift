import Foundation
import StoaCommerce
import Testing

@testable import StoaRules

@Suite("Windows open by the clock of their zone")
struct WindowTests {
    private func window(_ days: Set<Int>, _ from: Int, _ until: Int, _ zone: String) throws -> ActiveWindow {
        ActiveWindow(
            from: nil, until: nil, zone: try #require(TimeZone(identifier: zone)),
            weekly: [ActiveWindow.Weekly(days: days, from: from, until: until)])
    }

    @Test(
        "half open, and past midnight into the next day",
        arguments: [
            ("2026-11-27T17:59:59Z", false), ("2026-11-27T21:00:00Z", true), ("2026-11-28T00:59:00Z", true),
            ("2026-11-28T01:00:00Z", false),
            ("2026-11-28T21:30:00Z", false),
        ])
    func pastMidnight(at: String, isOpen: Bool) throws {
        // Friday 22:00 to Saturday 02:00 in Berlin, which is an hour ahead of UTC in winter.
        #expect(try window([5], 22 * 60, 2 * 60, "Europe/Berlin").isOpen(at: try Instant(at)) == isOpen)
    }

    @Test("the hour that a clock shows twice is open both times; the hour it skips never comes")
    func transitions() throws {
        let night = try window([7], 2 * 60, 3 * 60, "Europe/Berlin")
        // 2026-10-25: 02:00–03:00 comes twice, at 00:00 and at 01:00 UTC.
        #expect(night.isOpen(at: try Instant("2026-10-25T00:30:00Z")))
        #expect(night.isOpen(at: try Instant("2026-10-25T01:30:00Z")))
        #expect(!night.isOpen(at: try Instant("2026-10-25T02:00:00Z")))
        // 2026-03-29: at 02:00 the clock shows 03:00.
        #expect(!night.isOpen(at: try Instant("2026-03-29T00:59:59Z")))
        #expect(!night.isOpen(at: try Instant("2026-03-29T01:00:00Z")))
    }

    @Test(
        "a local date becomes an instant; a skipped time the end of the gap",
        arguments: [
            (2026, 11, 27, 0, "2026-11-26T23:00:00Z"), (2026, 7, 1, 18 * 60, "2026-07-01T16:00:00Z"),
            (2026, 3, 29, 150, "2026-03-29T01:00:00Z"),
            (2026, 10, 25, 150, "2026-10-25T00:30:00Z"),
        ])
    func localTimes(year: Int, month: Int, day: Int, minute: Int, expected: String) throws {
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        let date = try #require(CivilDate(year: year, month: month, day: day))
        #expect(zone.instant(of: date, minute: minute).description == expected)
    }
}
