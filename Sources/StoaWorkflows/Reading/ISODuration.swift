/// Durations as ISO 8601 writes them, in the part whose length does not depend on a calendar: `PT2S`, `PT24H`, `P2DT12H`.
enum ISODuration {
    /// A year and a day; nothing in a workflow waits longer.
    static let millisecondsMax: Int64 = 366 * 86_400_000

    /// Milliseconds; nil for a text that is none, that is zero, or that is longer than ``millisecondsMax``.
    static func milliseconds(_ text: String) -> Int64? {
        guard text.hasPrefix("P") else { return nil }
        var remaining = text.dropFirst()
        var units: [(letter: Character, milliseconds: Int64)] = [("W", 7 * 86_400_000), ("D", 86_400_000)]
        var total: Int64 = 0
        var hasTime = false
        while let first = remaining.first {
            if first == "T" {
                guard !hasTime, remaining.count > 1 else { return nil }
                hasTime = true
                units = [("H", 3_600_000), ("M", 60_000), ("S", 1000)]
                remaining = remaining.dropFirst()
                continue
            }
            let digits = remaining.prefix { $0.isASCII && $0.isNumber }
            guard (1...9).contains(digits.count), let count = Int64(digits) else { return nil }
            remaining = remaining.dropFirst(digits.count)
            guard let letter = remaining.popFirst(), let index = units.firstIndex(where: { $0.letter == letter }) else { return nil }
            total += count * units[index].milliseconds
            // Units come once each, from the largest to the smallest.
            units.removeFirst(index + 1)
        }
        return (1...millisecondsMax).contains(total) ? total : nil
    }
}
