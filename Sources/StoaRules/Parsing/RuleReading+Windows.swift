import Foundation
import StoaCommerce
import StrictYAML

extension RuleReading {
    /// `{ from, until, zone, weekly: [ { days: [FRI], from: "18:00", until: "22:00" } ] }`
    func window(_ value: YAMLValue) -> ActiveWindow? {
        value.mapping(RuleShapes.window) { fields in
            let name = fields.optional("zone")
            let zone =
                name.map { $0.parsed("a time zone", hint: "use an IANA name such as Europe/Berlin") { Self.timeZone($0) } }
                ?? Self.timeZone(settings.zone)
            guard let zone else { return nil }
            let from = fields.optional("from").flatMap { instant($0, in: zone) }
            let until = fields.optional("until").flatMap { instant($0, in: zone) }
            if let from, let until, from >= until, let field = fields.optional("until") {
                field.report("neverActive", "'until' is not after 'from', so the rule is never in force", hint: "exchange or correct them")
            }
            let weekly = fields.optional("weekly")?.listOrOne(countMax: RuleLimits.listMax) { self.weekly($0) } ?? []
            return ActiveWindow(from: from, until: until, zone: zone, weekly: weekly)
        }
    }

    /// The name, if it is one of a zone.
    static func knownZone(_ name: String) -> String? { timeZone(name).map { _ in name } }

    static func timeZone(_ name: String) -> TimeZone? {
        name == "UTC" ? .gmt : TimeZone.knownTimeZoneIdentifiers.contains(name) ? TimeZone(identifier: name) : nil
    }

    /// An RFC 3339 instant, or a date or date and time by the clock of the rule's zone.
    private func instant(_ value: YAMLValue, in zone: TimeZone) -> Instant? {
        value.parsed("a time", hint: "write 2026-11-27, 2026-11-27T18:00 (by the rule's zone) or 2026-11-27T18:00:00Z") { text in
            Self.instant(text, in: zone)
        }
    }

    static func instant(_ text: String, in zone: TimeZone) -> Instant? {
        if let exact = try? Instant(text) { return exact }
        let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first else { return nil }
        let numbers = first.split(separator: "-", omittingEmptySubsequences: false).map { $0.utf8.count <= 4 ? Int($0) : nil }
        guard first.utf8.count == 10, numbers.count == 3, let year = numbers[0], let month = numbers[1], let day = numbers[2],
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        guard parts.count == 2 else { return zone.instant(of: date, minute: 0) }
        return minutes(String(parts[1])).map { zone.instant(of: date, minute: $0) }
    }

    private func weekly(_ value: YAMLValue) -> ActiveWindow.Weekly? {
        value.mapping(RuleShapes.weekly) { fields in
            let days = fields.required("days")?.listOrOne { $0.oneOf(WeekDay.self) }
            let from = fields.optional("from")?.parsed("a time of day", hint: "write 18:00") { Self.minutes($0) } ?? 0
            let until = fields.optional("until")?.parsed("a time of day", hint: "write 22:00, at most 24:00") { Self.minutes($0) } ?? 1440
            if from == until, let field = fields.optional("until") {
                field.report("neverActive", "the window is empty: it ends when it starts", hint: "leave both out for the whole day")
            }
            return days.map { ActiveWindow.Weekly(days: Set($0.map(\.number)), from: from, until: until) }
        }
    }

    /// Minutes since midnight of `HH:MM`, up to 24:00.
    private static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || (parts.count == 3 && parts[2] == "00"), parts.allSatisfy({ $0.utf8.count == 2 }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), (0...24).contains(hour), (0...59).contains(minute),
            hour * 60 + minute <= 1440
        else { return nil }
        return hour * 60 + minute
    }
}

/// As rules write them.
enum WeekDay: String, CaseIterable {
    case monday = "MON", tuesday = "TUE", wednesday = "WED", thursday = "THU", friday = "FRI", saturday = "SAT", sunday = "SUN"

    var number: Int { (WeekDay.allCases.firstIndex(of: self) ?? 0) + 1 }
}
