import CEL
import Diagnostics
import StoaCommerce
import StoaExpressions
import StoaExtension
import StrictYAML

/// A campaign of codes as read from its file.
struct ReadCoupon {
    let coupon: Coupon
    let id: Reference
    /// Folded codes with their places.
    let codes: [Reference]
}

/// A gate as read from its file.
struct ReadGate {
    let gate: Gate
    let id: Reference
}

extension RuleReading {
    func coupon(_ fields: YAMLMappingReader) -> ReadCoupon? {
        let idValue = fields.required("id")
        let id = idValue?.identifier()
        _ = fields.optional("title")?.localized()
        let typeValue = fields.optional("type")
        let type = typeValue?.oneOf(CouponType.self) ?? .public
        let count = type == .pool ? fields.required("count")?.integer(in: 1...RuleLimits.poolCodesMax) : nil
        let codes = type == .pool ? [] : statedCodes(fields)
        if let stated = fields.optional(type == .pool ? "codes" : "count") {
            stated.report(
                "conflictingFields", type == .pool ? "a pool generates its codes" : "'count' is for generated codes",
                hint: type == .pool ? "remove 'codes', or write 'type: public'" : "write 'type: pool' without 'codes'")
        }
        var audience: Coupon.Audience?
        let issue = fields.optional("issue")
        var issuing: IssueCondition?
        _ = issue?.mapping(RuleShapes.issue) { fields -> Bool? in
            let when = fields.optional("when")
            if type != .pool, let when {
                when.report(
                    "conflictingFields", "only generated codes are issued on a condition", hint: "write 'type: pool', or remove 'when'")
            } else {
                issuing = when?.expression { (source: SourceText) throws(DiagnosticsError) in try expressions.issueCondition(source) }
            }
            let to = type == .pool && when != nil ? fields.optional("to") : fields.required("to")
            audience = to?.mapping(RuleShapes.audience) { fields in
                Coupon.Audience(
                    customers: fields.optional("customers")?.texts() ?? [], segments: fields.optional("segments")?.texts() ?? [])
            }
            return true
        }
        if type == .private, issue == nil, let typeValue {
            typeValue.report("missingField", "a private coupon does not say whose it is", hint: "add 'issue: { to: { segments: [NAME] } }'")
        }
        if type == .public, let issue {
            issue.report("conflictingFields", "a public coupon is for everyone", hint: "write 'type: private'")
        }
        let active = fields.optional("active").flatMap { window($0) } ?? .always
        let limits = fields.optional("limits").flatMap { campaignLimits($0) }
        guard let id, let idValue else { return nil }
        let coupon = Coupon(
            id: id, codes: codes.map(\.name), active: active, audience: audience, limits: limits, count: count.map(Int64.init),
            issuing: issuing)
        return ReadCoupon(coupon: coupon, id: idValue.reference(to: id), codes: codes)
    }

    private func statedCodes(_ fields: YAMLMappingReader) -> [Reference] {
        fields.required("codes")?.listOrOne(countMax: RuleLimits.listMax) { value -> Reference? in
            guard let text = value.string() else { return nil }
            let folded = CodeBook.folded(text)
            guard (1...64).contains(folded.utf8.count) else {
                value.report("invalidValue", "a code has 1 to 64 characters", hint: "shorten it")
                return nil
            }
            return value.reference(to: folded)
        } ?? []
    }

    func gate(_ fields: YAMLMappingReader) -> ReadGate? {
        let idValue = fields.required("id")
        let id = idValue?.identifier()
        _ = fields.optional("title")?.localized()
        let command = fields.required("on")?.parsed("a command such as order.place") { text in
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber } } ? text : nil
        }
        let when = fields.optional("when")
        let condition = when?.expression { (source: SourceText) throws(DiagnosticsError) in
            try commands.expression(source, expecting: .bool)
        }
        let effect = fields.required("effect").flatMap { gateEffect($0) }
        guard let id, let idValue, let command, let effect, when == nil || condition != nil else { return nil }
        let environment = self.commands
        let gate = Gate(id: id, command: command, effect: effect) { facts in
            guard let condition else { return true }
            return try condition.holds(in: facts.scope(in: environment))
        }
        return ReadGate(gate: gate, id: idValue.reference(to: id))
    }

    private func gateEffect(_ value: YAMLValue) -> Gate.Effect? {
        if value.node.scalar != nil { return value.oneOf(PlainEffect.self).map { _ in .allow } }
        return value.mapping(RuleShapes.gateEffect) { fields in
            guard let (key, verb) = fields.exactlyOne(of: RuleShapes.gateEffect.alternatives) else { return nil }
            if key == "hold" {
                if let message = fields.optional("message") {
                    message.report("unusedField", "'message' goes with 'deny', and nothing is denied", hint: "remove 'message'")
                }
                return verb.identifier().map { .hold(workflow: $0) }
            }
            let code = verb.parsed("a code such as order.tooManyUnits") { text in
                text.contains(".") && !text.hasPrefix(".") && !text.hasSuffix(".") && !text.contains(" ") ? text : nil
            }
            let message = fields.required("message")?.string()
            guard let code, let message else { return nil }
            return .deny(code: code, message: message)
        }
    }

    static func settings(_ fields: YAMLMappingReader) -> RulebookSettings? {
        var settings = RulebookSettings()
        if let value = fields.optional("currency"), let code = value.string() {
            do { settings.currency = try Currency(code) } catch {
                value.reader.report(
                    Diagnostic(code: error.code, error.message, hint: error.hint, source: value.reader.source, span: value.node.span))
            }
        }
        if let zone = fields.optional("zone")?.parsed("a time zone", hint: "use an IANA name such as Europe/Berlin", { knownZone($0) }) {
            settings.zone = zone
        }
        if let value = fields.optional("objective") {
            if value.node.text == "merchant" {
                value.report("notSupported", "the objective 'merchant' is not supported yet", hint: "use 'customer' or 'priority'")
            } else {
                settings.objective = value.oneOf(RulebookSettings.Objective.self) ?? .customer
            }
        }
        _ = fields.optional("worth")?.mapping(RuleShapes.worth) { fields -> Bool? in
            settings.giftWorth =
                fields.optional("gift").flatMap { value in
                    value.money(settings, zeroAllowed: true)?.byCurrency
                } ?? [:]
            settings.pointWorth = fields.optional("point")?.money(settings)
            return true
        }
        settings.onShort = fields.optional("onShort")?.oneOf(RulebookSettings.Shortfall.self) ?? .use
        settings.solverSteps = fields.optional("solverSteps")?.integer(in: 1...RuleLimits.solverStepsMax) ?? RuleLimits.solverSteps
        return settings
    }
}

enum CouponType: String, CaseIterable { case `public`, `private`, pool }
enum PlainEffect: String, CaseIterable { case allow }
