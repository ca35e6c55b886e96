import Foundation
import JSONDocument
import StoaCommerce

/// A ``SyntheticBook`` as one decision table of zen-engine: a row a rule, a column a fact, every row that holds is
/// collected. What a rule gives is the row's answer; no price is reckoned.
struct DecisionTable {
    let book: SyntheticBook

    private static let columns = [
        "sku", "category", "section", "brand", "color", "unitPrice", "quantity", "tier", "channel", "subtotal", "listTotal", "now",
        "segments",
        "codes",
    ]

    /// The decision model, which takes `{lines: [facts of a line and of its cart]}` and looks at each line.
    var json: JSON {
        let inputs = Self.columns.map { name -> JSON in
            // A list is asked in an expression of its own.
            let isList = name == "segments" || name == "codes"
            var column: [String: JSON] = ["id": .string(name), "name": .string(name)]
            if !isList { column["field"] = .string(name) }
            return .object(column)
        }
        let content: [String: JSON] = [
            "hitPolicy": "collect", "inputs": .array(inputs), "outputs": [["id": "rule", "name": "rule", "field": "rule"]],
            "rules": .array(book.rules.map { .object(row($0)) }), "executionMode": "loop", "inputField": "lines", "outputPath": "hits",
        ]
        return [
            "nodes": [
                ["id": "in", "type": "inputNode", "name": "in"], ["id": "out", "type": "outputNode", "name": "out"],
                ["id": "table", "type": "decisionTableNode", "name": "table", "content": .object(content)],
            ],
            "edges": [
                ["id": "1", "type": "edge", "sourceId": "in", "targetId": "table"],
                ["id": "2", "type": "edge", "sourceId": "table", "targetId": "out"],
            ],
        ]
    }

    private func row(_ rule: SyntheticRule) -> [String: JSON] {
        var cells = Dictionary(uniqueKeysWithValues: Self.columns.map { ($0, "") })
        func set(_ column: String, _ text: String) { cells[column] = text }
        func quoted(_ texts: [String]) -> String { texts.map { "\"\($0)\"" }.joined(separator: ",") }
        for requirement in rule.requirements {
            switch requirement {
            case .sku(let skus): set("sku", quoted(skus))
            case .category(let category): set("category", quoted([category]))
            case .section(let sections): set("section", quoted(sections))
            case .brand(let brand): set("brand", quoted([brand]))
            case .color(let color): set("color", quoted([color]))
            case .unitPriceAtLeast(let amount): set("unitPrice", ">= \(amount)")
            case .tier(let tier): set("tier", quoted([tier]))
            case .segment(let segment): set("segments", "contains(segments, \"\(segment)\")")
            case .channel(let channel): set("channel", quoted([channel]))
            case .subtotalAtLeast(let amount): set("subtotal", ">= \(amount)")
            case .spendAtLeast(let amount): set("listTotal", ">= \(amount)")
            case .anyLine(let category, let quantity):
                set("category", quoted([category]))
                set("quantity", ">= \(quantity)")
            case .window(let days):
                let window = SyntheticRule.window(days)
                set("now", "[\(window.from.millisecondsSince1970)..\(window.until.millisecondsSince1970))")
            }
        }
        if let code = rule.code { set("codes", "contains(codes, \"\(code)\")") }
        var row = cells.mapValues { JSON.string($0) }
        row["_id"] = .string(rule.id)
        row["rule"] = .string("\"\(rule.id)\"")
        return row
    }

    /// A cart as the table reads it.
    static func facts(_ given: SyntheticMall.CartWithCodes) -> JSON {
        let cart = given.cart
        let subtotal = cart.lines.reduce(0) { $0 + $1.quantity * $1.unitPrice }
        let lines = cart.lines.map { line -> JSON in
            var facts: [String: JSON] = [
                "sku": .string(line.sku ?? ""), "category": .string(line.category ?? ""), "unitPrice": .integer(line.unitPrice),
                "quantity": .integer(line.quantity), "tier": .string(cart.customer?.tier ?? ""), "channel": .string(cart.channel ?? ""),
                "subtotal": .integer(subtotal), "listTotal": .integer(line.quantity * line.unitPrice),
                "now": .integer(SyntheticMall.now.millisecondsSince1970),
                "segments": .array((cart.customer?.segments ?? []).map { .string($0) }),
                "codes": .array(given.codes.map { .string($0) }),
            ]
            for (name, value) in line.attributes ?? [:] {
                if case .text(let text) = value { facts[name] = .string(text) }
            }
            return .object(facts)
        }
        return ["lines": .array(lines)]
    }
}
