/// Which versions fit, in the part of npm's range syntax that registries agree on.
///
/// Comparators `>=` `>` `<=` `<` `=` `^` `~`, separated by blanks, all hold; `||` separates alternatives; a version may
/// leave out its last numbers (`>=1.0 <2`, `1.4`), `*` fits everything. A pre-release fits only where a comparator names
/// a pre-release of the same three numbers.
public struct VersionRange: Sendable, Hashable, CustomStringConvertible {
    /// As written.
    public let description: String
    private let alternatives: [[Bound]]

    /// A half of an interval.
    private struct Bound: Sendable, Hashable {
        enum Side { case atLeast, above, below, atMost }

        let side: Side
        let version: SemanticVersion

        func holds(for other: SemanticVersion) -> Bool {
            switch side {
            case .atLeast: other >= version
            case .above: other > version
            case .below: other < version
            case .atMost: other <= version
            }
        }
    }

    /// Nil when the text is no range, or longer than 200 bytes.
    public init?(_ text: String) {
        guard text.utf8.count <= 200 else { return nil }
        description = text
        var alternatives: [[Bound]] = []
        for part in text.split(separator: "||", omittingEmptySubsequences: false) {
            var bounds: [Bound] = []
            let comparators = part.split(separator: " ")
            guard !comparators.isEmpty else { return nil }
            for comparator in comparators {
                guard let pair = VersionRange.bounds(comparator) else { return nil }
                bounds += pair
            }
            alternatives.append(bounds)
        }
        self.alternatives = alternatives
    }

    public func contains(_ version: SemanticVersion) -> Bool {
        alternatives.contains { bounds in
            guard bounds.allSatisfy({ $0.holds(for: version) }) else { return false }
            return version.preRelease.isEmpty
                || bounds.contains { bound in
                    !bound.version.preRelease.isEmpty
                        && (bound.version.major, bound.version.minor, bound.version.patch) == (version.major, version.minor, version.patch)
                }
        }
    }

    private static func bounds(_ comparator: Substring) -> [Bound]? {
        if comparator == "*" { return [] }
        for prefix in [">=", "<=", ">", "<", "=", "^", "~"] where comparator.hasPrefix(prefix) {
            guard let partial = Partial(comparator.dropFirst(prefix.count)) else { return nil }
            switch prefix {
            case ">=": return [Bound(side: .atLeast, version: partial.lowest)]
            case "<": return [Bound(side: .below, version: partial.lowest)]
            case ">": return [partial.full.map { Bound(side: .above, version: $0) } ?? Bound(side: .atLeast, version: partial.next)]
            case "<=": return [partial.end]
            case "^": return [partial.start, Bound(side: .below, version: partial.nextBreaking)]
            case "~": return [partial.start, Bound(side: .below, version: partial.next)]
            default: return [partial.start, partial.end]
            }
        }
        return Partial(comparator).map { [$0.start, $0.end] }
    }

    /// A version whose last numbers may be left out.
    private struct Partial {
        let numbers: [Int]
        let full: SemanticVersion?

        init?(_ text: Substring) {
            if let version = SemanticVersion(String(text)) {
                numbers = [version.major, version.minor, version.patch]
                full = version
                return
            }
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { plainNumber(String($0)) }
            guard (1...2).contains(parts.count), !parts.contains(nil) else { return nil }
            numbers = parts.compactMap { $0 }
            full = nil
        }

        var lowest: SemanticVersion { full ?? SemanticVersion(number(0), number(1), 0) }

        /// The first version behind all with the same major and, where given, minor number.
        var next: SemanticVersion {
            numbers.count == 1 ? SemanticVersion(number(0) + 1, 0, 0) : SemanticVersion(number(0), number(1) + 1, 0)
        }

        var start: Bound { Bound(side: .atLeast, version: lowest) }
        var end: Bound { full.map { Bound(side: .atMost, version: $0) } ?? Bound(side: .below, version: next) }

        /// `^`: the next version that may break, by the leftmost number that is not zero.
        var nextBreaking: SemanticVersion {
            if number(0) > 0 || numbers.count == 1 { return SemanticVersion(number(0) + 1, 0, 0) }
            if number(1) > 0 || numbers.count == 2 { return SemanticVersion(0, number(1) + 1, 0) }
            return SemanticVersion(0, 0, number(2) + 1)
        }

        private func number(_ index: Int) -> Int { index < numbers.count ? numbers[index] : 0 }
    }
}
