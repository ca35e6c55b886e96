import Foundation

/// What a quote follows from besides cart and rulebook.
public enum RuleEngine {
    /// How this engine reads a book. Raise it with any change after which an equal book, cart and instant could come to
    /// another number, so that an older quote is never held against a newer reading.
    public static let semantics = 3

    /// The version of the time-zone data that windows are opened by, such as `2025b`.
    public static var timeZones: String { TimeZone.timeZoneDataVersion }
}
