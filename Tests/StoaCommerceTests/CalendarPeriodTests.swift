import StoaCommerce
import Testing

@Suite("Spans of the calendar")
struct CalendarPeriodTests {
    @Test(
        "end where a calendar says",
        arguments: [
            ("P1Y", "2026-11-22", "2027-11-22"), ("P1Y", "2028-02-29", "2029-02-28"), ("P4Y", "2028-02-29", "2032-02-29"),
            ("P1M", "2026-01-31", "2026-02-28"), ("P1M", "2026-12-31", "2027-01-31"), ("P18M", "2026-11-22", "2028-05-22"),
            ("P90D", "2026-11-22", "2027-02-20"), ("P2W", "2026-02-20", "2026-03-06"), ("P1Y6M10D", "2026-01-31", "2027-08-10"),
        ])
    func ends(period: String, start: String, end: String) throws {
        #expect(CalendarPeriod(period)?.end(from: try date(start)) == (try date(end)))
    }

    @Test(
        "others than years, months, weeks and days, each once and the largest first, are none",
        arguments: ["", "P", "1Y", "P1", "PY", "P0D", "P1.5Y", "P-1Y", "PT1H", "P1DT1H", "P1M1Y", "P1Y1Y", "p1y", "P123456D", " P1Y"])
    func mistakes(text: String) { #expect(CalendarPeriod(text) == nil) }

    @Test("are written in one way", arguments: [("P12M", "P1Y"), ("P18M", "P1Y6M"), ("P2W", "P14D")])
    func description(text: String, written: String) { #expect(CalendarPeriod(text)?.description == written) }

    @Test("end within the years there are")
    func bounds() throws { #expect(CalendarPeriod("P20Y")?.end(from: try date("9990-01-01")) == nil) }

    private func date(_ text: String) throws -> CivilDate {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        return try #require(CivilDate(year: parts[0], month: parts[1], day: parts[2]))
    }
}
