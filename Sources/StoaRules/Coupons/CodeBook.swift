import StoaCommerce

/// The codes that a buyer gave, looked up once.
struct CodeBook {
    /// Codes by the campaign that they open, in the order given.
    private(set) var opened: [String: [String]] = [:]
    /// Codes that open nothing, for whatever reason: the buyer is told no more than that.
    fileprivate(set) var refused: [String] = []

    static let refusal = Rulebook.codeRefusal

    /// Case and surrounding space do not count.
    static func folded(_ code: String) -> String {
        let spaces: [Character] = [" ", "\t", "\n", "\r"]
        var text = Substring(code)
        while let first = text.first, spaces.contains(first) { text.removeFirst() }
        while let last = text.last, spaces.contains(last) { text.removeLast() }
        return text.lowercased()
    }

    /// By campaign: the generated code that an order uses up.
    private(set) var generated: [String: RecognizedCode] = [:]

    /// - Parameter find: the campaign of a folded code, and which of its generated codes it is.
    init(
        _ codes: [String], buyer: Cart.Buyer?, left: [String: Remaining], at: Instant,
        find: (String) -> (coupon: Coupon, generated: RecognizedCode?)?
    ) {
        var seen: Set<String> = []
        for code in codes {
            let folded = CodeBook.folded(code)
            guard seen.insert(folded).inserted else { continue }
            if let (coupon, generated) = find(folded), coupon.active.isOpen(at: at), coupon.isOpen(to: buyer),
                !(left[coupon.id]?.isUsedUp ?? false), !(generated.flatMap { left[$0.counter.rule] }?.isUsedUp ?? false)
            {
                opened[coupon.id, default: []].append(code)
                if let generated, self.generated[coupon.id] == nil { self.generated[coupon.id] = generated }
            } else {
                refused.append(code)
            }
        }
    }
}

extension CodeBook {
    /// Refuses codes unseen.
    mutating func refuse(_ codes: [String]) {
        var seen: Set<String> = []
        refused += codes.filter { seen.insert(CodeBook.folded($0)).inserted }
    }
}

extension Quote.Discount {
    /// Whether this is about a code that opened nothing; then `rule` is what the buyer typed.
    public var isRefusedCode: Bool { status == .refused && reason == Rulebook.codeRefusal }
}

extension Rulebook {
    /// What a quote says of a code that opens nothing, whatever the reason.
    public static let codeRefusal = "this code cannot be used"
}
