import Diagnostics
import Foundation
import JSONDocument
import PropertyTesting
import StoaCommerce
import StoaExtension
import Testing

@testable import StoaRules

@Suite("A receipt is reckoned again from its own evidence")
struct ReceiptTests {
    private static let receipts: UInt64 = TestRun.isLong ? 100 : 2
    private static let firstSeed = TestRun.seed(1)

    /// A receipt as a store would export it, of a random order by random rules.
    private static func receipt(seed: UInt64) throws -> Receipt {
        for attempt in 0..<200 as Range<UInt64> {
            var random = RandomBooks(seed: seed &* 7919 &+ attempt)
            let files = random.rules(8).map { RuleFile(name: $0.name, text: $0.text + "# kept as it is: 100 %\n") }
            guard let book = try? Rulebook.compile(files) else { continue }
            var input = PastOrders(1, seed: seed).input(0)
            input.cart.currency = .usd
            input.cart.channel = "web"
            input.cart.customer = Cart.Buyer(id: "cus_1", segments: ["vip"], tier: "gold", orders: 3)
            let reckoned = try input.reckoned(by: book)
            guard reckoned.quote.totals.discount > 0, reckoned.quote.totals.total > 0, !reckoned.redemptions.isEmpty else { continue }
            return try receipt(of: reckoned, input, files)
        }
        throw RulesError(code: "test.noReceipt", "no seed near \(seed) makes an order with a discount")
    }

    private static func receipt(of reckoned: ReckonedQuote, _ input: QuoteInput, _ files: [RuleFile]) throws -> Receipt {
        var quote = reckoned.quote
        quote.engine = Quote.Engine(semantics: RuleEngine.semantics, timeZones: RuleEngine.timeZones)
        quote.experiment = Quote.Arm(experiment: "autumn", arm: .control)
        let lines = zip(input.cart.lines, quote.lines).map { line, priced in
            Order.Line(
                id: line.id, product: Product.id(of: line.sku ?? ""), productVersion: 3, sku: line.sku ?? "",
                seller: ID(trusted: line.seller ?? ""), quantity: line.quantity, unitPrice: line.unitPrice, total: priced.total)
        }
        let order = Order(
            id: ID(trusted: "ord_1"), customer: ID(trusted: "cus_1"), channel: ID(trusted: "web"), currency: quote.currency, lines: lines,
            quote: quote, tenders: [Order.Tender(kind: .card, amount: quote.totals.total, token: "tok_1")], placedAt: input.at,
            reservations: [], redemptions: reckoned.redemptions)
        return Receipt(of: order, input: input, files: files)
    }

    private static func json(_ receipt: Receipt) throws -> JSON { try JSONValueEncoder().encode(receipt) }

    private static func verified(_ json: JSON, _ verifier: ReceiptVerifier = ReceiptVerifier()) throws(DiagnosticsError)
        -> ReceiptVerification
    {
        try verifier.verify(Array(json.canonicalText.utf8))
    }

    /// Whether the fault is found: a finding, or a receipt that cannot be read as one.
    private static func isFound(_ json: JSON, _ verifier: ReceiptVerifier = ReceiptVerifier()) -> Bool {
        do { return try !verified(json, verifier).isGood } catch { return true }
    }

    // MARK: Leaves

    private static func leaves(_ json: JSON, _ path: [String] = []) -> [[String]] {
        switch json {
        case .object(let members): members.keys.sorted().flatMap { leaves(members[$0] ?? .null, path + [$0]) }
        case .array(let elements): elements.indices.flatMap { leaves(elements[$0], path + [String($0)]) }
        default: [path]
        }
    }

    private static func changing(_ json: JSON, at path: ArraySlice<String>, _ change: (JSON) -> JSON) -> JSON {
        guard let name = path.first else { return change(json) }
        switch json {
        case .object(var members):
            members[name] = changing(members[name] ?? .null, at: path.dropFirst(), change)
            return .object(members)
        case .array(var elements):
            elements[Int(name) ?? 0] = changing(elements[Int(name) ?? 0], at: path.dropFirst(), change)
            return .array(elements)
        default: return json
        }
    }

    /// One character or one digit is another one.
    private static func flipped(_ leaf: JSON, _ random: inout RandomBooks) -> JSON {
        switch leaf {
        case .bool(let value): return .bool(!value)
        case .integer(let number): return .integer(number + Int64(random.one([-100, -10, -1, 1, 10, 100])))
        case .string(let text):
            guard !text.isEmpty else { return .string("x") }
            var characters = Array(text.unicodeScalars)
            let index = random.number(0...(characters.count - 1))
            let digits = Array("0123456789".unicodeScalars), letters = Array("abcdefghijklmnopqrstuvwxyz".unicodeScalars)
            let others = (digits.contains(characters[index]) ? digits : letters).filter { $0 != characters[index] }
            characters[index] = random.one(others)
            var text = String.UnicodeScalarView()
            text.append(contentsOf: characters)
            return .string(String(text))
        default: return 1
        }
    }

    /// Makes the digests anew, as a forger would.
    private static func resealed(_ json: JSON) throws -> JSON {
        guard var members = json.object else { return json }
        let digests = Receipt.Digests(
            order: Receipt.digest(of: members["order"] ?? .null), input: Receipt.digest(of: members["input"] ?? .null),
            quote: Receipt.digest(of: members["quote"] ?? .null))
        members["digests"] = try JSONValueEncoder().encode(digests)
        members["digest"] = .string(
            Receipt.digest(
                format: members["format"]?.string ?? "", id: members["id"]?.string ?? "",
                rulebook: json[pointer: "/rulebook/hash"]?.string ?? "",
                digests))
        return .object(members)
    }

    // MARK: Tests

    @Test("an honest receipt is good, with its rules enclosed or beside it, however its text is laid out")
    func honest() throws {
        for seed in Self.firstSeed..<Self.firstSeed + Self.receipts {
            var receipt = try Self.receipt(seed: seed)
            let enclosed = try Self.json(receipt)
            let result = try ReceiptVerifier(noted: receipt.digest).verify(Array(enclosed.prettyText.utf8))
            #expect(result.isGood && result.notes.isEmpty, "seed \(seed): \(result.findings)")
            let files = receipt.rulebook.files
            receipt.rulebook.files = nil
            #expect(try Self.verified(Self.json(receipt), ReceiptVerifier(files: files)).isGood, "seed \(seed)")
        }
    }

    @Test("every leaf that is flipped is found")
    func flips() throws {
        print("flipped receipts: seeds \(Self.firstSeed)…\(Self.firstSeed + Self.receipts - 1)")
        for seed in Self.firstSeed..<Self.firstSeed + Self.receipts {
            var random = RandomBooks(seed: seed)
            let json = try Self.json(Self.receipt(seed: seed))
            for path in Self.leaves(json) {
                let faulty = Self.changing(json, at: path[...]) { Self.flipped($0, &random) }
                #expect(Self.isFound(faulty), "seed \(seed): \(path) went unseen")
            }
        }
    }

    @Test("a forger who makes the digests anew changes no number of quote and order, and no rule")
    func forged() throws {
        // What does not follow from cart and rules: versions of products, means of payment, the experiment, the version of time zones.
        func isFree(_ path: [String]) -> Bool {
            path.contains("productVersion") || path.contains("kind") && path.contains("tenders") || path.contains("experiment")
                || path.last == "timeZones"
        }
        for seed in Self.firstSeed..<Self.firstSeed + Self.receipts {
            var random = RandomBooks(seed: seed &+ 99)
            let receipt = try Self.receipt(seed: seed)
            let json = try Self.json(receipt)
            for path in Self.leaves(json) where ["order", "quote", "rulebook"].contains(path[0]) && !isFree(path) {
                let forged = try Self.resealed(Self.changing(json, at: path[...]) { Self.flipped($0, &random) })
                #expect(Self.isFound(forged), "seed \(seed): \(path) went unseen")
            }
            // Whatever is forged, input included, has another digest than the journal noted.
            for path in Self.leaves(json) where ["id", "order", "input", "quote"].contains(path[0]) {
                let forged = try Self.resealed(Self.changing(json, at: path[...]) { Self.flipped($0, &random) })
                #expect(Self.isFound(forged, ReceiptVerifier(noted: receipt.digest)), "seed \(seed): \(path) went unseen")
            }
        }
    }

    @Test("a verifier that did not look at digests would miss flips of the input, and the property would see it")
    func plantedFault() throws {
        let json = try Self.json(Self.receipt(seed: 1))
        let path = ["input", "cart", "customer", "orders"]
        let faulty = Self.changing(json, at: path[...]) { _ in 4 }
        #expect(Self.isFound(faulty))
        // Made anew, the digests say nothing, and no rule of the book asks for the number of orders.
        #expect(try !Self.isFound(Self.resealed(faulty)))
    }

    @Test("findings name the place, what was recorded and what was reckoned")
    func places() throws {
        let receipt = try Self.receipt(seed: 2)
        let json = try Self.json(receipt)
        let total = receipt.quote.totals.total
        let forged = try Self.resealed(Self.changing(json, at: ["quote", "totals", "total"]) { _ in .integer(total - 1) })
        let findings = try Self.verified(forged).findings
        #expect(
            findings.contains {
                $0.code == "receipt.differs" && $0.at == "/quote/totals/total" && $0.recorded == .integer(total - 1)
                    && $0.reckoned == .integer(total)
            })
        #expect(findings.allSatisfy { $0.at == "/quote/totals/total" || $0.at == "/order/tenders" })
        let altered = try Self.verified(Self.changing(json, at: ["order", "lines", "0", "quantity"]) { _ in 99 }).findings
        #expect(
            altered.map(\.code) == ["receipt.altered", "receipt.differs"] && altered.map(\.at) == ["/order", "/order/lines/0/quantity"])
    }

    @Test("another book, another engine, another file")
    func others() throws {
        let receipt = try Self.receipt(seed: 3)
        let json = try Self.json(receipt)
        func codes(_ json: JSON, _ verifier: ReceiptVerifier = ReceiptVerifier()) -> [String] {
            do { return try Self.verified(json, verifier).findings.map(\.code) } catch { return error.diagnostics.map(\.code) }
        }
        let engine = try Self.resealed(
            Self.changing(json, at: ["quote", "engine", "semantics"]) { _ in .integer(Int64(RuleEngine.semantics) + 1) })
        #expect(codes(engine) == ["receipt.otherEngine"])
        let file = Self.changing(json, at: ["rulebook", "files", "0", "text"]) { .string(($0.string ?? "") + "\n") }
        #expect(codes(file) == ["receipt.otherRulebook"])
        #expect(codes(["format": "stoa/receipt/2"]) == ["receipt.unknownFormat"])
        guard var members = json.object else { return }
        members["input"] = nil
        #expect(codes(.object(members)) == ["receipt.malformed"])
        members = json.object ?? [:]
        members["extra"] = 1
        #expect(codes(.object(members)) == ["receipt.malformed"])
        var bare = receipt
        bare.rulebook.files = nil
        #expect(codes(try Self.json(bare)) == ["receipt.rulesMissing"])
        #expect(codes(try Self.json(bare), ReceiptVerifier(files: [])) == ["receipt.otherRulebook"])
        #expect(codes(json, ReceiptVerifier(noted: String(repeating: "0", count: 64))) == ["receipt.altered"])
        // Rules that no version reads, under their own hash.
        var unreadable = receipt
        let broken = [RuleFile(name: "a/rule.yaml", text: "kind: Nothing\nid: a\n")]
        unreadable.rulebook = Receipt.Book(hash: Rulebook.digest(broken.map(\.source)), files: broken)
        unreadable.quote.rulebook = unreadable.rulebook.hash
        #expect(codes(try Self.resealed(Self.json(unreadable))) == ["receipt.rulesUnreadable"])
    }
}
