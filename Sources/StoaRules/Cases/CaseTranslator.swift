import Diagnostics
import JSONDocument
import StoaCommerce

/// Writes the promotions of a case as rule files.
struct CaseTranslator {
    let cart: CaseCart

    /// One promotion with its place in the order that a case runs in.
    private struct Ordered {
        let fields: CaseFields
        let id: String
        let phase: Phase
        let lane: Int64
        let priority: Int64
        let order: Int64
        let position: Int
    }

    func files(for promotions: [CaseFields]) throws(CaseError) -> [SourceText] {
        var ordered: [Ordered] = []
        for (position, fields) in promotions.enumerated() {
            ordered.append(
                Ordered(
                    fields: fields, id: try id(of: fields, position), phase: try phase(of: fields), lane: try fields.integer("lane") ?? 0,
                    priority: try fields.integer("priority") ?? 0, order: try fields.integer("order") ?? 0, position: position))
        }
        ordered.sort { left, right in
            (left.phase, left.lane, -left.priority, left.order, left.position)
                < (right.phase, right.lane, -right.priority, right.order, right.position)
        }
        guard ordered.count <= 99 else { throw CaseError(code: "case.notExpressible", "a case has at most 99 promotions") }
        var files = [SourceText(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: \(currency.code)\nobjective: priority\n")]
        for (index, one) in ordered.enumerated() {
            let text = try rule(one.fields, id: one.id, phase: one.phase, step: index + 1)
            files.append(SourceText(name: "\(one.id)/rule.yaml", text: text))
        }
        return files
    }

    private var currency: Currency { cart.cart.currency }

    private func id(of fields: CaseFields, _ position: Int) throws(CaseError) -> String {
        guard let text = try fields.text("id"), (try? ID<Order>(text)) != nil else { return "promotion-\(position + 1)" }
        return text
    }

    private func phase(of fields: CaseFields) throws(CaseError) -> Phase {
        let effect = try fields.text("effect") ?? ""
        if effect == "shippingPercent" || effect == "freeShipping" { return .shipping }
        switch try fields.text("stage") {
        // Steps follow one another through all phases of a case, so item rules in the first steps are its catalog stage.
        case "catalog", "item": return .item
        case "order": return .order
        case nil: break
        case let other?: throw CaseError(code: "case.notExpressible", "the stage '\(other)' is not known")
        }
        switch effect {
        case "orderFixed", "orderPercent", "percentWithCap", "gift": return .order
        case "perUnitPercentInGroups", "perUnitFixedInGroups", "buyGet", "multiBuy": return .set
        default: return .item
        }
    }

    // MARK: A rule file

    private func rule(_ fields: CaseFields, id: String, phase: Phase, step: Int) throws(CaseError) -> String {
        var text = "kind: Promotion\nid: \(quoted(id))\nphase: \(phase.rawValue)\nstep: \(step)\n"
        let (when, spend) = try conditions(fields)
        if !when.isEmpty { text += "when: \(quoted(when.joined(separator: " && ")))\n" }
        if let spend { text += spend }
        let lines = try lineConditions(fields)
        if !lines.isEmpty { text += "lines: \(quoted(lines.joined(separator: " && ")))\n" }
        text += try CaseEffect(fields: fields, translator: self).text()
        var stack: [String] = []
        if let group = try fields.text("group") { stack.append("group: \(quoted(group))") }
        if try fields.bool("exclusive") { stack.append("alone: true") }
        if !stack.isEmpty { text += "stack: { \(stack.joined(separator: ", ")) }\n" }
        return text
    }

    private func conditions(_ fields: CaseFields) throws(CaseError) -> (when: [String], spend: String?) {
        guard fields.has("when") else { return ([], nil) }
        let when = try fields.object("when")
        var expressions: [String] = []
        var spend: String?
        for name in when.fields.keys.sorted() {
            switch name {
            case "itemTotalAtLeast": spend = "spend: { atLeast: \(money(try when.required(name))), at: list }\n"
            case "discountedItemTotalAtLeast":
                if when.has("itemTotalAtLeast") {
                    expressions.append("cart.subtotal >= money(\(money(try when.required(name))))")
                } else {
                    spend = "spend: { atLeast: \(money(try when.required(name))) }\n"
                }
            case "discountedItemTotalGreaterThan":
                expressions.append("cart.subtotal > money(\(money(try when.required(name))))")
            case "anyLineQtyAtLeast": expressions.append("cart.items.exists(i, i.quantity >= \(try when.required(name)))")
            case "contains": expressions.append("cart.items.exists(i, \(try category(when, name, of: "i")))")
            case "shippingMethod":
                expressions.append("cart.selectedShipping == \(quoted(try when.text(name) ?? ""))")
            default: throw CaseError(code: "case.notExpressible", "the condition '\(name)' is not known")
            }
        }
        return (expressions, spend)
    }

    /// A category given as text, or as `{cat}`.
    func category(_ fields: CaseFields, _ name: String, of variable: String) throws(CaseError) -> String {
        let value = fields.fields[name]?.object == nil ? try fields.text(name) : try fields.object(name).text("cat")
        guard let value else { throw fields.malformed(name, "a category") }
        return "\(variable).attributes.cat == \(quoted(value))"
    }

    private func lineConditions(_ fields: CaseFields) throws(CaseError) -> [String] {
        var conditions: [String] = []
        if fields.has("target"), let target = fields.fields["target"] {
            let ids = target.array?.compactMap(\.string) ?? target.string.map { [$0] } ?? []
            conditions.append("line.sku in [\(ids.map { quoted(cart.sku(of: $0)) }.joined(separator: ", "))]")
        }
        if try fields.bool("excludeAlreadyDiscounted") { conditions.append("line.discount == money(\"0\")") }
        return conditions
    }

    // MARK: Text

    /// Minor units as a quoted amount in major units.
    func money(_ minor: Int64) -> String {
        quoted((try? Money(minor, currency))?.majorUnits ?? String(minor))
    }

    /// A text in double quotes, for YAML and CEL alike.
    func quoted(_ text: String) -> String {
        var result = "\""
        for character in text {
            if character == "\"" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result + "\""
    }
}
