import Diagnostics
import StoaCommerce
import StoaExpressions
import StrictYAML

/// A retention rule as read from its file.
struct ReadRetention {
    let rule: RetentionRule
    let id: Reference
}

extension RuleReading {
    /// `class, zones, keep, then | hold, when, active, basis`
    func retention(_ fields: YAMLMappingReader) -> ReadRetention? {
        let idValue = fields.required("id")
        let id = idValue?.identifier()
        _ = fields.optional("title")?.localized()
        let classes = fields.required("class")?.listOrOne(countMax: RuleLimits.listMax) { $0.oneOf(RecordClass.self) }
        let zones = fields.optional("zones")?.texts()
        let active = fields.optional("active").flatMap { window($0) } ?? .always
        let basis = fields.optional("basis")?.string()
        let stated = fields.exactlyOne(of: RuleShapes.retention.alternatives)
        let (then, when) = (fields.optional("then"), fields.optional("when"))
        let action = then?.oneOf(RetentionAction.self)
        // Its own names: nothing of a command is known here.
        let environment = CommandEnvironment(currency: settings.currency, extraVariables: ["record"])
        let condition = when?.expression { (source: SourceText) throws(DiagnosticsError) in
            try self.condition(source, RetentionRule.names, "a record is judged", in: environment)
        }
        var effect: RetentionRule.Effect?
        if stated?.key == "keep" {
            let period = stated?.value.parsed("a time by the calendar", hint: "write P5Y, P18M or P90D") { RetentionPeriod($0) }
            if then == nil, let idValue {
                idValue.report(
                    "missingField", "the rule does not say what becomes of the records", hint: "add 'then: erase', anonymize or review")
            }
            if let when {
                when.report("unusedField", "'when' goes with 'hold'", hint: "remove 'when', or write a hold of its own")
            }
            if let period, let action { effect = .keep(period, then: action) }
        } else if stated?.key == "hold" {
            if stated?.value.bool() == false {
                stated?.value.report("invalidValue", "a hold that does not hold says nothing", hint: "remove the file to lift the hold")
            }
            if let then { then.report("unusedField", "'then' goes with 'keep': what is held is kept", hint: "remove 'then'") }
            if when == nil || condition != nil { effect = .hold(condition) }
        }
        guard let id, let idValue, let classes, let effect else { return nil }
        let rule = RetentionRule(
            id: id, classes: Set(classes), zones: zones.map { Set($0) }, active: active, effect: effect, basis: basis,
            environment: environment)
        return ReadRetention(rule: rule, id: idValue.reference(to: id))
    }
}
