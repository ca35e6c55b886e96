/// The name of a plugin in the whole world: `vendor/name`, e.g. `acme/volume-pricing`.
///
/// Both parts are 1 to 30 lower-case letters, digits and single hyphens, and start with a letter.
public struct PluginID: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let vendor: String
    public let name: String

    /// Nil when the text does not have the form above.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy(isNamePart) else { return nil }
        vendor = parts[0]
        name = parts[1]
    }

    public var description: String { vendor + "/" + name }

    public static func < (left: PluginID, right: PluginID) -> Bool {
        (left.vendor, left.name) < (right.vendor, right.name)
    }
}

private func isNamePart(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard (1...30).contains(bytes.count), isLowercase(bytes[0]), bytes.last != hyphen else { return false }
    return zip(bytes, bytes.dropFirst()).allSatisfy { $0 != hyphen || $1 != hyphen }
        && bytes.allSatisfy { isLowercase($0) || isDigit($0) || $0 == hyphen }
}

private let hyphen = UInt8(ascii: "-")

private func isLowercase(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
