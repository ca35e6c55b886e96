import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// The lowest price of the 30 days before a reduction (Directive 98/6/EC, Article 6a).
///
/// A reduction lasts as long as the unit price is below the list price without a break. Before it, every price counts that
/// the same page would have shown to the same buyer: from the product's stored versions, the rulebook versions that were in
/// force with their pauses, and the times at which rules begin and end.
struct LowestPrice: Sendable, Codable {
    /// Why it is not known.
    enum Unknown: String, Sendable, Codable, CaseIterable {
        /// The product was not sold before the reduction.
        case notSoldBefore
        /// In a part of the time the rules of the host's folder were in force, or rules that cannot be read any more.
        case rulesNotKept
        /// A price that a plugin or model proposes may have applied; those are not kept.
        case proposedPrices
        /// A rule reads the time in a way that does not tell when its price changed.
        case unforeseeable
        /// There are more changes than are looked through, or the reduction is older than ``LowestPrice/daysMax`` days.
        case tooMuchHistory
    }

    /// Minor units of a piece.
    var unitPrice: Int64?
    /// When the reduction began, as far as it is known.
    var reducedSince: Instant?
    var unknown: Unknown?

    /// How far back a reduction's beginning is looked for.
    static let daysMax: Int64 = 180
    static let priorDays: Int64 = 30
    static let versionsMax = 200

    static let schema = Schema.object(
        title: "LowestPrice",
        fields: [
            .optional("unitPrice", .minorUnits("the lowest in the 30 days before `reducedSince`; absent where it is not known")),
            .optional("reducedSince", .instant, "since when the price is below the list price"),
            .optional("unknown", .oneOf(Unknown.self), "why the lowest price is not known"),
        ])
}

extension ListPrices {
    /// Lowest prices by SKU, for products that are reduced now.
    func lowestPrices(
        of lines: [Cart.Line], on page: Page, _ rules: RulesInForce, _ context: inout DecisionContext
    ) throws(Interruption) -> [String: LowestPrice] {
        let skus = Set(lines.compactMap(\.sku)).sorted()
        guard !skus.isEmpty else { return [:] }
        let (products, controls) = try context.together(
            { (context: inout DecisionContext) throws(Interruption) -> [[PastVersion<Product>]] in
                try context.history(skus.map(Product.id(of:)), limit: LowestPrice.versionsMax)
            },
            { (context: inout DecisionContext) throws(Interruption) -> [PastVersion<RulebookControl>] in
                try context.history([RulebookControl.current], limit: LowestPrice.versionsMax)[0]
            })
        let start = page.at.advanced(bySeconds: -(LowestPrice.daysMax + LowestPrice.priorDays) * 86_400)
        let past = try pastRules(controls, since: start, &context)
        return Dictionary(
            uniqueKeysWithValues: zip(skus, products).map { sku, versions in
                let history = PriceHistory(page: page, sku: sku, products: versions, rules: past, start: start)
                return (sku, history.lowestBeforeReduction())
            })
    }

    /// The rules that were in force, the newest first; nil where they are not known. During an experiment those of its
    /// control arm.
    private func pastRules(
        _ controls: [PastVersion<RulebookControl>], since start: Instant, _ context: inout DecisionContext
    ) throws(Interruption) -> [PastRules] {
        var past: [PastRules] = []
        for control in controls {
            past.append(PastRules(from: control.from, book: try book(of: control.noun?.value, &context)))
            if control.from <= start { break }
        }
        return past
    }

    private func book(of control: RulebookControl?, _ context: inout DecisionContext) throws(Interruption) -> Rulebook? {
        guard let control, let active = control.active else { return nil }
        do throws(Interruption) {
            return try quoting.rulebooks.book(active.rulebook, &context).pausing(Set(control.paused.keys))
        } catch {
            if case .refused = error { return nil }
            throw error
        }
    }
}

/// The rules that were in force from an instant until the next one.
struct PastRules {
    let from: Instant
    let book: Rulebook?
}
