/// A version after SemVer 2.0.0 (https://semver.org): `1.2.0`, `2.0.0-beta.1`, `1.0.0+build.5`.
public struct SemanticVersion: Sendable, Hashable, CustomStringConvertible {
    public let major: Int
    public let minor: Int
    public let patch: Int
    /// The dotted identifiers behind `-`; empty for a release.
    public let preRelease: [String]
    /// The text behind `+`; it has no part in the order.
    public let build: String?

    public init(_ major: Int, _ minor: Int, _ patch: Int, preRelease: [String] = []) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.preRelease = preRelease
        build = nil
    }

    /// Nil for anything that SemVer's grammar refuses, and for numbers past 9 digits.
    public init?(_ text: String) {
        guard text.utf8.count <= 100 else { return nil }
        let buildParts = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let preParts = buildParts[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = preParts[0].split(separator: ".", omittingEmptySubsequences: false).map { plainNumber(String($0)) }
        guard numbers.count == 3, let major = numbers[0], let minor = numbers[1], let patch = numbers[2] else { return nil }
        (self.major, self.minor, self.patch) = (major, minor, patch)
        preRelease = preParts.count > 1 ? identifiers(preParts[1]) : []
        build = buildParts.count > 1 ? String(buildParts[1]) : nil
        guard preRelease.allSatisfy({ isIdentifier($0, allowsLeadingZero: false) }) else { return nil }
        guard build.map({ identifiers($0[...]).allSatisfy { isIdentifier($0, allowsLeadingZero: true) } }) ?? true else { return nil }
    }

    public var description: String {
        "\(major).\(minor).\(patch)" + (preRelease.isEmpty ? "" : "-" + preRelease.joined(separator: "."))
            + (build.map { "+" + $0 } ?? "")
    }
}

extension SemanticVersion: Comparable {
    /// SemVer's precedence: a pre-release stands before its release, numeric identifiers before words.
    public static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
        let leftNumbers = (left.major, left.minor, left.patch)
        let rightNumbers = (right.major, right.minor, right.patch)
        if leftNumbers != rightNumbers { return leftNumbers < rightNumbers }
        if left.preRelease.isEmpty || right.preRelease.isEmpty { return !left.preRelease.isEmpty && right.preRelease.isEmpty }
        for (a, b) in zip(left.preRelease, right.preRelease) where a != b {
            switch (plainNumber(a), plainNumber(b)) {
            case (let a?, let b?): return a < b
            case (_?, nil): return true
            case (nil, _?): return false
            case (nil, nil): return a < b
            }
        }
        return left.preRelease.count < right.preRelease.count
    }
}

/// A decimal number without leading zeros, at most 9 digits.
func plainNumber(_ text: String) -> Int? {
    guard (1...9).contains(text.utf8.count), text.utf8.allSatisfy(isDigit) else { return nil }
    return text.utf8.count > 1 && text.hasPrefix("0") ? nil : Int(text)
}

private func identifiers(_ text: Substring) -> [String] {
    text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
}

private func isIdentifier(_ text: String, allowsLeadingZero: Bool) -> Bool {
    guard !text.isEmpty, text.utf8.allSatisfy(isIdentifierByte) else { return false }
    return allowsLeadingZero || !text.utf8.allSatisfy(isDigit) || plainNumber(text) != nil
}

private func isIdentifierByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"): true
    default: isDigit(byte)
    }
}
