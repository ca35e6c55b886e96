import StoaCommerce
import StoaKernel
import StoaRules

/// What one product cost on its page in the past, reckoned from what the kernel keeps. A pure function of that.
struct PriceHistory {
    let page: Page
    let sku: String
    /// The newest first.
    let products: [PastVersion<Product>]
    let rules: [PastRules]
    /// Nothing before it is looked at.
    let start: Instant

    private enum Past {
        /// Minor units of a piece, and whether that was below the list price.
        case price(Int64, isReduced: Bool)
        case notSold
        case unknown(LowestPrice.Unknown)
    }

    func lowestBeforeReduction() -> LowestPrice {
        let changes: [Instant]
        switch instants() {
        case .success(let instants): changes = instants
        case .failure(let unknown): return LowestPrice(unknown: unknown.reason)
        }
        // Backwards from now to where the reduction begins.
        var since = page.at
        var place = changes.count
        while place > 0 {
            let past = past(at: changes[place - 1])
            if case .unknown(let reason) = past { return LowestPrice(unknown: reason) }
            guard case .price(_, isReduced: true) = past else { break }
            place -= 1
            since = changes[place]
        }
        let first = since.advanced(bySeconds: -LowestPrice.priorDays * 86_400)
        guard first >= start else { return LowestPrice(unknown: .tooMuchHistory) }
        var lowest: Int64?
        while place > 0 {
            place -= 1
            switch past(at: changes[place]) {
            case .price(let price, _): lowest = min(lowest ?? price, price)
            case .notSold: break
            case .unknown(let reason): return LowestPrice(reducedSince: since, unknown: reason)
            }
            if changes[place] <= first { break }
        }
        return LowestPrice(unitPrice: lowest, reducedSince: since, unknown: lowest == nil ? .notSoldBefore : nil)
    }

    // MARK: When the price may have changed

    private struct Failure: Error { let reason: LowestPrice.Unknown }

    /// Ascending, the last one at or before now; between two of them the price is the same.
    private func instants() -> Result<[Instant], Failure> {
        if products.count == LowestPrice.versionsMax, let oldest = products.last, oldest.from > start {
            return .failure(Failure(reason: .tooMuchHistory))
        }
        if rules.count == LowestPrice.versionsMax, let oldest = rules.last, oldest.from > start {
            return .failure(Failure(reason: .tooMuchHistory))
        }
        var instants = Set([start] + products.map(\.from) + rules.map(\.from))
        var end = page.at.advanced(byMilliseconds: 1)
        for past in rules {
            let begin = max(past.from, start)
            if let book = past.book, begin < end {
                // A product that changed meanwhile may meet other rules; each of its versions is looked up.
                for line in lines(during: begin, end) {
                    switch changes(of: line, by: book, begin, end) {
                    case .success(let found): instants.formUnion(found)
                    case .failure(let failure): return .failure(failure)
                    }
                }
            }
            end = min(end, past.from)
        }
        return .success(instants.filter { $0 >= start && $0 <= page.at }.sorted())
    }

    private func changes(of line: Cart.Line, by book: Rulebook, _ begin: Instant, _ end: Instant) -> Result<[Instant], Failure> {
        let found = try? book.priceChanges(
            of: line, currency: page.currency, channel: page.channel?.id.text, customer: page.customer, after: begin, before: end)
        switch found {
        case .at(let instants): return .success(instants)
        case .unforeseeable: return .failure(Failure(reason: .unforeseeable))
        case .proposed: return .failure(Failure(reason: .proposedPrices))
        case .tooMany, nil: return .failure(Failure(reason: .tooMuchHistory))
        }
    }

    /// The product as it was in a span, as far as it was for sale.
    private func lines(during begin: Instant, _ end: Instant) -> [Cart.Line] {
        var until = end
        var lines: [Cart.Line] = []
        for version in products {
            if version.from < end, until > begin, let line = line(version.noun?.value) { lines.append(line) }
            until = version.from
        }
        return lines
    }

    // MARK: What it was

    private func past(at instant: Instant) -> Past {
        guard let product = products.first(where: { $0.from <= instant })?.noun?.value, let line = line(product) else { return .notSold }
        guard let book = rules.first(where: { $0.from <= instant })?.book else { return .unknown(.rulesNotKept) }
        guard
            let price = try? book.productPrice(
                of: line, currency: page.currency, channel: page.channel?.id.text, customer: page.customer, at: instant)
        else { return .unknown(.rulesNotKept) }
        return .price(price.unitPrice, isReduced: price.unitPrice < price.listPrice)
    }

    private func line(_ product: Product?) -> Cart.Line? {
        guard let product, case .success(let line)? = try? page.line(sku, product) else { return nil }
        return line
    }
}
