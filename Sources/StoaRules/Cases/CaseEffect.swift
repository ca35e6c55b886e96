import StoaCommerce

/// Writes the effect of a case's promotion as `take` and `give`.
struct CaseEffect {
    let fields: CaseFields
    let translator: CaseTranslator

    func text() throws(CaseError) -> String {
        switch try fields.text("effect") ?? "" {
        case "orderFixed": return give("amount: \(try money("amount"))", "per: order", try allocation(), try basis())
        case "orderPercent", "itemPercent":
            return give("percent: \(try percent("percent"))", try allocation(), try basis(), try rounding())
        case "percentWithCap":
            return give("percent: \(try percent("percent"))", "cap: \(try money("cap"))", try allocation(), try basis(), try rounding())
        case "itemFixed": return give("amount: \(try money("amount"))", "per: unit", try basis())
        case "perUnitFixed": return try perUnitFixed()
        case "perLineFixed": return give("amount: \(try money("amount"))", "per: item")
        case "fixedUnitPrice": return give("price: \(try money("price"))", "per: unit")
        case "tieredPercent": return try tieredPercent()
        case "flexiRate": return try flexiRate()
        case "perUnitPercentInGroups": return try groups() + give("percent: \(try percent("percent"))", try rounding())
        case "perUnitFixedInGroups": return try groups() + give("amount: \(try money("amount"))", "per: unit")
        case "buyGet": return try buyGet()
        case "multiBuy": return try multiBuy()
        case "shippingPercent": return "give:\n  shipping: { percent: \(try percent("percent")) }\n"
        case "freeShipping": return "give:\n  shipping: { percent: 100 }\n"
        case "gift": return try gift()
        case let other: throw CaseError(code: "case.notExpressible", "the effect '\(other)' is not known")
        }
    }

    // MARK: Fields

    private func money(_ name: String) throws(CaseError) -> String { translator.money(try fields.required(name)) }

    private func percent(_ name: String, in object: CaseFields? = nil) throws(CaseError) -> String {
        guard let text = try (object ?? fields).decimal(name) else { throw fields.malformed(name, "a percentage") }
        return translator.quoted(text)
    }

    private func give(_ parts: String?...) -> String {
        "give:\n" + parts.compactMap { $0.map { "  \($0)\n" } }.joined()
    }

    private func basis() throws(CaseError) -> String? {
        switch try fields.text("basis") {
        case nil, "discounted": return nil
        case "initial": return "basis: list"
        case "orderItemTotal": return "of: order"
        case let other?: throw CaseError(code: "case.notExpressible", "the basis '\(other)' is not known")
        }
    }

    private func allocation() throws(CaseError) -> String? {
        switch try fields.text("allocate") {
        case nil, "proportionalByValue", "proportionalByDiscountedValue": return nil
        case "proportionalByQuantity": return "allocate: quantity"
        case "proportionalByGross": return "allocate: gross"
        case let other?: throw CaseError(code: "case.notExpressible", "the allocation '\(other)' is not known")
        }
    }

    private func rounding() throws(CaseError) -> String? {
        var parts: [String] = []
        if let mode = try fields.text("rounding") { parts.append("mode: \(mode)") }
        switch try fields.text("roundPer") {
        case nil: break
        case "unit": parts.append("per: unit")
        case "line": parts.append("per: item")
        case "total", "order": parts.append("per: total")
        case let other?: throw CaseError(code: "case.notExpressible", "'roundPer: \(other)' is not known")
        }
        return parts.isEmpty ? nil : "round: { \(parts.joined(separator: ", ")) }"
    }

    private func selection(_ object: CaseFields) throws(CaseError) -> String? {
        switch try object.text("select") {
        case nil: return nil
        case "cheapest", "leastExpensive": return "cheapest"
        case "dearest", "mostExpensive": return "dearest"
        case let other?: throw CaseError(code: "case.notExpressible", "'select: \(other)' is not known")
        }
    }

    // MARK: Effects

    private func perUnitFixed() throws(CaseError) -> String {
        var parts = ["amount: \(try money("amount"))", "per: unit"]
        let count = try fields.integer("maxUnits")
        if let select = try selection(fields) ?? (count == nil ? nil : "cheapest") {
            parts.append("to: \(select)")
            if let count { parts.append("count: \(count)") }
        }
        if let most = try fields.integer("maxUnitsPerLine") { parts.append("countPerItem: \(most)") }
        return "give:\n" + parts.map { "  \($0)\n" }.joined()
    }

    private func tieredPercent() throws(CaseError) -> String {
        let tiers = try fields.object("tiers")
        var rows: [(from: Int64, percent: String)] = []
        if fields.has("base") { rows.append((0, try percent("base"))) }
        for name in tiers.fields.keys {
            guard let from = Int64(name) else { throw tiers.malformed(name, "a bound in minor units") }
            rows.removeAll { $0.from == from }
            rows.append((from, try percent(name, in: tiers)))
        }
        rows.sort { $0.from < $1.from }
        var text = "give:\n  tiers:\n    by: spend\n    rows:\n"
        for row in rows { text += "      - { from: \(translator.money(row.from)), percent: \(row.percent) }\n" }
        for modifier in [try basis(), try rounding(), try allocation()] { if let modifier { text += "  \(modifier)\n" } }
        return text
    }

    private func flexiRate() throws(CaseError) -> String {
        var rows = ["{ from: 1, amount: \(try money("first")) }"]
        let most = try fields.integer("max") ?? 0
        if most != 1 { rows.append("{ from: 2, amount: \(try money("additional")) }") }
        if most > 0 { rows.append("{ from: \(most + 1), amount: \"0\" }") }
        return "give:\n  tiers:\n    by: units\n    mode: graduated\n    rows:\n" + rows.map { "      - \($0)\n" }.joined()
            + "  per: item\n"
    }

    private func groups() throws(CaseError) -> String {
        let pick: String
        switch try fields.text("unitOrder") {
        case nil: pick = "together"
        case let order? where order.hasPrefix("lineQty"): pick = "together"
        case let order? where order.hasPrefix("priceDesc"): pick = "dearest"
        case let order? where order.hasPrefix("priceAsc"): pick = "cheapest"
        case let other?: throw CaseError(code: "case.notExpressible", "'unitOrder: \(other)' is not known")
        }
        return "take:\n  group: { quantity: \(try fields.required("groupSize")), pick: \(pick) }\n" + (try times())
    }

    private func times() throws(CaseError) -> String {
        try fields.integer("maxApplications").map { "times: \($0)\n" } ?? ""
    }

    private func buyGet() throws(CaseError) -> String {
        let buy = try fields.object("buy")
        let get = try fields.object("get")
        let select = try selection(fields.has("select") ? fields : get)
        var text = "take:\n"
        for (name, part, pick) in [("buy", buy, nil), ("get", get, select)] {
            text += "  \(name):\n    quantity: \(try part.required("qty"))\n"
            if part.has("cat") { text += "    of: \(translator.quoted(try translator.category(part, "cat", of: "line")))\n" }
            if let pick { text += "    pick: \(pick)\n" }
        }
        return text + (try times()) + give("percent: \(try percent("percentOff", in: get))", "to: get", try rounding())
    }

    private func multiBuy() throws(CaseError) -> String {
        let trigger = try fields.required("trigger")
        let discounted = try fields.required("discounted")
        let select = try selection(fields) ?? "cheapest"
        return "take:\n  any: { quantity: \(trigger) }\n" + (try times())
            + give("percent: \(try percent("percent"))", "to: \(select)", "count: \(discounted)", try rounding())
    }

    private func gift() throws(CaseError) -> String {
        guard let item = try fields.text(fields.has("item") ? "item" : "sku") else { throw fields.malformed("item", "an article") }
        let quantity = try fields.integer("qty") ?? 1
        let mode = try fields.text("mode") ?? "alwaysAdd"
        let gift = "gift: { sku: \(translator.quoted(translator.cart.sku(of: item))), quantity: \(quantity), mode: \(mode) }"
        return give(gift, try fields.integer("qtyPer").map { "every: \($0)" })
    }
}
