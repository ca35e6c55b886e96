import JSONDocument
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules

/// Where the rulebook in force comes from.
public protocol RulebookSource: Sendable {
    func current(for tenant: TenantID) -> Rulebook
}

/// Turns a cart as sent into a cart with facts, asks the plugins, and lets the rulebook decide. Quotes and orders share it.
struct Quoting: Sendable {
    let rulebooks: any RulebookSource

    struct Result {
        let quote: Quote
        let cart: Cart
        /// The channel sold through; nil in a simulation without one.
        let channel: Channel?
        /// What the lines point at, by SKU; missing for simulated lines.
        let products: [String: Versioned<Product>]
        let rulebook: Rulebook
    }

    func quote(
        _ input: CartInput, codes: [String], at instant: Instant? = nil, _ context: inout DecisionContext
    ) throws(Interruption) -> Result {
        let book = rulebook(&context)
        let facts = try CartFacts(input, at: instant, &context)
        let now = instant ?? context.now
        let proposals = try proposals(for: facts.cart, &context)
        do {
            let quote = try book.quote(facts.cart, codes: codes, proposals: proposals, at: now)
            return Result(quote: quote, cart: facts.cart, channel: facts.channel, products: facts.products, rulebook: book)
        } catch {
            throw .refused(Refusal(.invalid, code: error.code, error.message, hint: error.hint))
        }
    }

    private func rulebook(_ context: inout DecisionContext) -> Rulebook {
        let tenant = context.tenant
        let book = context.pinned("rulebook") { rulebooks.current(for: tenant) }
        context.note("rulebook", .string(book.hash))
        return book
    }

    private func proposals(for cart: Cart, _ context: inout DecisionContext) throws(Interruption) -> [DiscountProposal] {
        let question: JSON
        do { question = try DiscountQuestion.json(for: cart) } catch {
            throw .refused(Refusal(.invalid, code: error.code, error.message, hint: error.hint))
        }
        let answer = try context.ask(ExtensionCall(point: .discountPropose, input: question))
        var proposals: [DiscountProposal] = []
        for reply in answer.replies {
            // The host has checked every reply against the point's schema already.
            guard let given = try? JSONValueDecoder().decode([DiscountProposal].self, from: reply.output) else { continue }
            proposals += given
        }
        return proposals
    }
}
