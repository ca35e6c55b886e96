import StoaCommerce

extension Item {
    /// Refuses a cart whose lines cannot be quoted.
    static func validate(_ cart: Cart) throws(RulesError) {
        guard cart.lines.count <= Cart.linesMax else {
            throw RulesError(code: "quote.tooManyLines", "the cart has \(cart.lines.count) lines", hint: "send at most \(Cart.linesMax)")
        }
        let areUnique = haveShortUniqueIDs(cart.lines)
        var seen = Set<String>(minimumCapacity: areUnique ? 0 : cart.lines.count)
        // A line is not taken out of the cart before it is wrong: copying one takes longer than looking at it.
        for index in cart.lines.indices {
            let id = cart.lines[index].id
            guard !id.isEmpty, id.utf8.count <= 100, areUnique || seen.insert(id).inserted else {
                throw malformed("'\(id.prefix(100))' is not an id of one line", "give every line an id of its own, 1 to 100 characters")
            }
            guard (0...Cart.quantityMax).contains(cart.lines[index].quantity) else {
                throw RulesError(
                    code: "quote.quantityOutOfRange", "line '\(id)' has the quantity \(cart.lines[index].quantity)",
                    hint: "use a number from 0 to \(Cart.quantityMax)")
            }
            try validate(cart.lines[index].unitPrice, of: id)
            try validate(cart.lines[index].floor ?? 0, of: id)
            try validate(cart.lines[index].cost ?? 0, of: id)
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
        for index in lines.indices {
            guard let id = ShortText(lines[index].id) else { return false }
            ids.append(id)
        }
        ids.sort(by: ShortText.precedes)
        return ids.indices.dropFirst().allSatisfy { ShortText.precedes(ids[$0 - 1], ids[$0]) }
    }

    private static func validate(_ amount: Int64, of line: String) throws(RulesError) {
        guard (0...Money.amountMax).contains(amount) else {
            throw malformed("line '\(line)' has the amount \(amount)", "amounts are minor units, not negative")
        }
    }

    private static func malformed(_ message: String, _ hint: String) -> RulesError {
        RulesError(code: "quote.cartMalformed", message, hint: hint)
    }
}
