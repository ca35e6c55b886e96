import Diagnostics
import StrictYAML

/// What changes between two rulebooks, in words: `mugs-10-percent: gives 15 % instead of 10 %`.
///
/// Rules are told apart by their ids, so a file that was only renamed has not changed, and neither has one whose comments
/// or layout are all that differ. Tests are not compared.
public struct RulebookDiff: Sendable {
    public enum What: String, Sendable, Codable, CaseIterable { case added, removed, changed }

    public struct Change: Sendable, Hashable, Codable {
        /// The rule's id; `rulebook` for the settings of the book, a file's name for what is no rule.
        public let rule: String
        /// `Promotion`, `Coupon`, `Gate`…
        public let kind: String
        public let what: What
        /// One for each field that is different, in the order of the newer file.
        public let words: [String]
    }

    /// By rule id; empty when both books mean the same.
    public let changes: [Change]

    /// Cost is linear in the files' length.
    public init(from older: [RuleFile], to newer: [RuleFile]) {
        let before = ComparedRule.all(of: older)
        let after = ComparedRule.all(of: newer)
        changes = Set(before.keys).union(after.keys).sorted().compactMap { id in
            switch (before[id], after[id]) {
            case (nil, let new?): Change(rule: id, kind: new.kind, what: .added, words: ["is new"])
            case (let old?, nil): Change(rule: id, kind: old.kind, what: .removed, words: ["is gone"])
            case (let old?, let new?):
                Self.words(from: old, to: new).map { Change(rule: id, kind: new.kind, what: .changed, words: $0) }
            case (nil, nil): nil
            }
        }
    }

    private static func words(from old: ComparedRule, to new: ComparedRule) -> [String]? {
        guard old.text != new.text else { return nil }
        guard let before = old.root, let after = new.root else { return ["has other content"] }
        guard old.kind == new.kind else { return ["is a \(new.kind) instead of a \(old.kind)"] }
        let differences = FieldDifference.all(from: before, to: after)
        return differences.isEmpty ? nil : differences.map(\.words)
    }
}

/// A file of a book as it is compared.
private struct ComparedRule {
    let kind: String
    let text: String
    /// Nil for a file that is no YAML mapping.
    let root: YAMLNode?

    static func all(of files: [RuleFile]) -> [String: ComparedRule] {
        var rules: [String: ComparedRule] = [:]
        for file in files where !file.isTest {
            let document = file.name.hasSuffix(".yaml") ? YAMLDocument(reading: file.source) : nil
            let root = document.flatMap { $0.diagnostics.isEmpty && $0.root?.entries != nil ? $0.root : nil }
            let kind = root?["kind"]?.text ?? "File"
            let id = kind == "Rulebook" ? "rulebook" : root?["id"]?.text ?? file.name
            rules[id] = ComparedRule(kind: kind, text: file.text, root: root)
        }
        return rules
    }
}
