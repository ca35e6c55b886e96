import JSONDocument
import StoaCommerce
import StoaRules
import Testing

@Suite("Every word of the case vocabulary has a meaning")
struct CaseVocabularyTests {
    private func answer(_ text: String) throws -> CaseAnswer {
        try PromotionCase(try JSON(parsing: text, name: "case")).answer()
    }

    private func check(_ lines: String, _ promotions: String, cart: String = "", _ expected: [String: Int64], total: Int64? = nil) throws {
        let answer = try answer(#"{"id": "t", "cart": {"currency": "USD", "lines": [\#(lines)]\#(cart)}, "promotions": [\#(promotions)]}"#)
        #expect(answer.lineDiscounts == expected)
        if let total { #expect(answer.total == total) }
    }

    private static let threeLines = #"""
        {"id": "x", "unitPrice": 1000, "qty": 4, "attrs": {"cat": "x"}}, {"id": "y", "unitPrice": 500, "qty": 1, "attrs": {"cat": "y"}},
        {"id": "z", "unitPrice": 300, "qty": 1, "attrs": {"cat": "y"}}
        """#

    @Test("groups of units of one line, most units first")
    func groups() throws {
        try check(
            #"{"id": "a", "unitPrice": 1000, "qty": 3}, {"id": "b", "unitPrice": 500, "qty": 1}"#,
            #"{"id": "p", "effect": "perUnitFixedInGroups", "groupSize": 2, "amount": 100}"#, ["a": 300, "b": 100])
    }

    @Test(
        "buy and get by category, with a limit and a choice",
        arguments: [
            ("", ["x": 0, "y": 500, "z": 300]), (#", "maxApplications": 1"#, ["x": 0, "y": 500, "z": 0]),
            (#", "maxApplications": 1, "select": "cheapest""#, ["x": 0, "y": 0, "z": 300]),
        ] as [(String, [String: Int64])])
    func buyGet(extra: String, expected: [String: Int64]) throws {
        let promotion =
            #"{"id": "p", "effect": "buyGet", "buy": {"qty": 2, "cat": "x"}, "get": {"qty": 1, "cat": "y", "percentOff": "100"}\#(extra)}"#
        try check(Self.threeLines, promotion, expected)
    }

    @Test("some of a number of units at a discount")
    func multiBuy() throws {
        try check(
            #"{"id": "a", "unitPrice": 1000, "qty": 2}, {"id": "b", "unitPrice": 600, "qty": 1}"#,
            #"{"id": "p", "effect": "multiBuy", "trigger": 3, "discounted": 1, "percent": "50", "select": "cheapest"}"#, ["a": 0, "b": 300])
    }

    @Test("the first unit at one rate, further ones at another, up to a number")
    func flexiRate() throws {
        try check(
            #"{"id": "a", "unitPrice": 1000, "qty": 5}, {"id": "b", "unitPrice": 2000, "qty": 1}"#,
            #"{"id": "p", "effect": "flexiRate", "first": 500, "additional": 200, "max": 3}"#, ["a": 900, "b": 500])
    }

    @Test("a gift for every two units")
    func gift() throws {
        let answer = try answer(
            #"""
            {"cart": {"currency": "USD", "lines": [{"id": "a", "unitPrice": 1000, "qty": 5}]},
             "promotions": [{"id": "p", "effect": "gift", "item": "mug", "qtyPer": 2, "unitPrice": 900}]}
            """#)
        #expect(answer.gifts?.map(\.quantity) == [2])
        #expect(answer.gifts?.map(\.sku) == ["mug"])
        #expect(answer.totalDiscount == 0 && answer.total == 5000)
    }

    @Test("an exclusive promotion stands alone")
    func exclusive() throws {
        try check(
            #"{"id": "a", "unitPrice": 1000, "qty": 1}"#,
            #"{"id": "p1", "effect": "itemPercent", "percent": "10", "exclusive": true}, {"id": "p2", "effect": "itemPercent", "percent": "20"}"#,
            ["a": 100])
    }

    @Test("units a line, lines that are discounted already, and a category that must be there")
    func selections() throws {
        let lines = #"{"id": "a", "unitPrice": 1000, "qty": 5, "attrs": {"cat": "x"}}, {"id": "b", "unitPrice": 500, "qty": 1}"#
        try check(lines, #"{"id": "p", "effect": "perUnitFixed", "amount": 100, "maxUnitsPerLine": 2}"#, ["a": 200, "b": 100])
        try check(
            lines,
            #"{"id": "p", "effect": "itemPercent", "percent": "10", "target": ["a"]}, {"id": "q", "effect": "itemPercent", "percent": "10", "excludeAlreadyDiscounted": true}"#,
            ["a": 500, "b": 50])
        try check(lines, #"{"id": "p", "effect": "orderPercent", "percent": "10", "when": {"contains": "x"}}"#, ["a": 500, "b": 50])
        try check(lines, #"{"id": "p", "effect": "orderPercent", "percent": "10", "when": {"contains": "q"}}"#, ["a": 0, "b": 0])
        try check(lines, #"{"id": "p", "effect": "orderPercent", "percent": "10", "when": {"itemTotalAtLeast": 5501}}"#, ["a": 0, "b": 0])
    }

    @Test("allocation by prices with tax")
    func gross() throws {
        try check(
            #"{"id": "a", "unitPrice": 1000, "qty": 1, "attrs": {"taxRate": 20}}, {"id": "b", "unitPrice": 1000, "qty": 1, "attrs": {"taxRate": 0}}"#,
            #"{"id": "p", "effect": "orderFixed", "amount": 220, "allocate": "proportionalByGross"}"#,
            cart: #", "tax": {"pricesIncludeTax": false}"#, ["a": 120, "b": 100], total: 1780)
    }

    @Test("shipping as a list, and what finds no room")
    func shippingAndFloor() throws {
        try check(
            #"{"id": "a", "unitPrice": 1000, "qty": 1}"#, #"{"id": "p", "effect": "freeShipping"}"#,
            cart: #", "shipping": [{"method": "standard", "price": 500}]"#, ["a": 0], total: 1000)
        let answer = try answer(
            #"""
            {"cart": {"currency": "USD", "lines": [{"id": "a", "unitPrice": 3000, "qty": 1, "attrs": {"minUnitPrice": 2500}}]},
             "promotions": [{"id": "p", "effect": "orderFixed", "amount": 5000, "respectFloor": true}]}
            """#)
        #expect(answer.undistributed == 4500 && answer.totalDiscount == 500)
    }

    @Test("a word that is not in the vocabulary is refused")
    func unknown() {
        for promotion in [#"{"id": "p", "effect": "magic"}"#, #"{"id": "p", "effect": "freeShipping", "when": {"moon": "full"}}"#] {
            #expect(throws: CaseError.self) {
                try answer(#"{"cart": {"currency": "USD", "lines": []}, "promotions": [\#(promotion)]}"#)
            }
        }
    }
}
