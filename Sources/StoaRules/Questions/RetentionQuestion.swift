import JSONDocument
import StoaCommerce
import StrictYAML

/// A record, and until when it is kept.
struct RetentionQuestion: Sendable {
    let recordClass: RecordClass
    /// Nil where the region is not known.
    let zone: String?
    /// Its last change.
    let since: Instant
    let at: Instant
    /// Its content, for holds.
    let record: JSON?

    func decision(by book: Rulebook) -> RetentionDecision {
        book.retention(of: recordClass, in: zone, since: since, at: at, record: record)
    }

    /// `{ class: order, zone: KR, since: 2026-03-01T00:00:00Z, at, record }`
    static func read(_ fields: YAMLMappingReader) -> RetentionQuestion? {
        let recordClass = fields.required("class")?.oneOf(RecordClass.self)
        let zone = fields.optional("zone")?.string()
        let since = fields.required("since").flatMap { RuleQuestion.instant($0) }
        let at = fields.optional("at").flatMap { RuleQuestion.instant($0) }
        let record = fields.optional("record")?.node.asJSON
        guard let recordClass, let since else { return nil }
        return RetentionQuestion(
            recordClass: recordClass, zone: zone, since: since, at: at ?? RuleTestFile.standardInstant, record: record)
    }

    /// As ``read(_:)`` reads it.
    var json: [String: JSON] {
        var json: [String: JSON] = ["class": .string(recordClass.rawValue), "since": .string(since.description)]
        json["zone"] = zone.map(JSON.string)
        if at != RuleTestFile.standardInstant { json["at"] = .string(at.description) }
        json["record"] = record
        return json
    }

    /// What a test that passes expects.
    func expectation(by book: Rulebook) -> [String: JSON] {
        let decision = decision(by: book)
        var expected: [String: JSON] = [
            "keepUntil": .string(decision.keepUntil?.description ?? "never"), "due": .bool(decision.isDue(at: at)),
            "holds": .array(decision.holds.map(JSON.string)),
        ]
        expected["action"] = decision.action.map { .string($0.rawValue) }
        expected["rule"] = decision.rule.map(JSON.string)
        return ["expect": .object(expected)]
    }
}
