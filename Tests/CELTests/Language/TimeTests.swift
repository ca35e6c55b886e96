import CEL
import Testing

@Suite("Time")
struct TimeTests {
    @Test(
        "Texts of timestamps and durations have 0, 3, 6 or 9 digits of fraction",
        arguments: [
            ("timestamp('2026-11-22T18:00:00.5Z')", "2026-11-22T18:00:00.500Z"),
            ("timestamp('2026-11-22T18:00:00+05:30')", "2026-11-22T12:30:00Z"),
            ("timestamp(0)", "1970-01-01T00:00:00Z"), ("timestamp(-1)", "1969-12-31T23:59:59Z"), ("duration('1h30m')", "5400s"),
            ("duration('-1.5s')", "-1.500s"), ("duration('1us')", "0.000001s"), ("duration('1.000000001s')", "1.000000001s"),
            ("duration('-1ns')", "-0.000000001s"), ("duration('0.5h')", "1800s"), ("duration('0')", "0s"),
        ])
    func text(_ expression: String, expected: String) throws { try check("string(\(expression))", .string(expected)) }

    @Test("Dates are those of the Gregorian calendar, whatever the year")
    func calendar() throws {
        for (text, day, dayOfYear, weekday) in [
            ("0001-01-01", 1, 0, 1), ("1900-03-01", 1, 59, 4), ("2000-02-29", 29, 59, 2), ("2023-12-31", 31, 364, 0),
            ("9999-12-31", 31, 364, 5),
        ] as [(String, Int64, Int64, Int64)] {
            try check("timestamp('\(text)T12:00:00Z').getDate()", .int(day))
            try check("timestamp('\(text)T12:00:00Z').getDayOfYear()", .int(dayOfYear))
            try check("timestamp('\(text)T12:00:00Z').getDayOfWeek()", .int(weekday))
            try check("string(timestamp('\(text)T12:00:00Z'))", .string("\(text)T12:00:00Z"))
        }
    }

    @Test(
        "What is not a time or a span is refused",
        arguments: [
            "timestamp('2026-02-29T00:00:00Z')", "timestamp('2026-13-01T00:00:00Z')", "timestamp('2026-01-01 00:00:00Z')",
            "timestamp('2026-01-01T24:00:00Z')", "timestamp('2026-01-01T00:00:00')", "timestamp('2026-01-01T00:00:00+24:00')",
            "timestamp('2026-01-01T00:00:00.Z')", "timestamp('0001-01-01T00:00:00+01:00')", "duration('')", "duration('1')",
            "duration('1x')",
            "duration('-')", "duration('s')", "duration('1s ')", "duration('99999999999999999999h')", "duration('1.5.5s')",
        ])
    func refused(_ expression: String) throws { #expect(try evaluationCode(expression) == "cel.invalidArgument") }
}
