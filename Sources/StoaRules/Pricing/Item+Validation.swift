import StoaCommerce

extension Item {
    /// Refuses a cart whose lines cannot be quoted.
    static func validate(_ cart: Cart) throws(RulesError) {
        guard cart.lines.count <= Cart.linesMax else {
            throw RulesError(code: "quote.tooManyLines", "the cart has \(cart.lines.count) lines", hint: "send at most \(Cart.linesMax)")
        }
        let areUnique = haveShortUniqueIDs(cart.lines)
        var seen = Set<String>(minimumCapacity: areUnique ? 0 : cart.lines.count)
        for line in cart.lines {
            guard !line.id.isEmpty, line.id.utf8.count <= 100, areUnique || seen.insert(line.id).inserted else {
                throw malformed(
                    "'\(line.id.prefix(100))' is not an id of one line", "give every line an id of its own, 1 to 100 characters")
            }
            guard (0...Cart.quantityMax).contains(line.quantity) else {
                throw RulesError(
                    code: "quote.quantityOutOfRange", "line '\(line.id)' has the quantity \(line.quantity)",
                    hint: "use a number from 0 to \(Cart.quantityMax)")
            }
            try validate(line.unitPrice, of: line)
            try validate(line.floor ?? 0, of: line)
            try validate(line.cost ?? 0, of: line)
        }
        for option in cart.shipping ?? [] where !(0...Money.amountMax).contains(option.price) {
            throw malformed("shipping '\(option.method)' has the price \(option.price)", "amounts are minor units, not negative")
        }
        if let selected = cart.selectedShipping, !(cart.shipping ?? []).contains(where: { $0.method == selected }) {
            throw malformed("shipping '\(selected)' is selected but not offered", "list it in 'shipping' with its price")
        }
    }

    /// Whether all ids are short and no two are equal, as far as sorting them tells; that takes a fraction of a set of texts.
    private static func haveShortUniqueIDs(_ lines: [Cart.Line]) -> Bool {
        var ids: [ShortText] = []
        ids.reserveCapacity(lines.count)
        for line in lines {
            guard let id = ShortText(line.id) else { return false }
            ids.append(id)
        }
        ids.sort(by: ShortText.precedes)
        return ids.indices.dropFirst().allSatisfy { ShortText.precedes(ids[$0 - 1], ids[$0]) }
    }

    private static func validate(_ amount: Int64, of line: Cart.Line) throws(RulesError) {
        guard (0...Money.amountMax).contains(amount) else {
            throw malformed("line '\(line.id)' has the amount \(amount)", "amounts are minor units, not negative")
        }
    }

    private static func malformed(_ message: String, _ hint: String) -> RulesError {
        RulesError(code: "quote.cartMalformed", message, hint: hint)
    }
}
