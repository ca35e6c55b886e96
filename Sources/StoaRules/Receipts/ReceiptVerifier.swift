import Diagnostics
import JSONDocument
import StoaCommerce

/// Reckons a receipt again, from its own evidence.
///
/// Digests find whatever was altered by somebody who did not make them anew; the quote, reckoned from `input` by the
/// rules, finds every number that does not follow, whoever made the digests. An input that was altered *and* fits its
/// new digests and numbers is found by the digest that the journal noted.
public struct ReceiptVerifier: Sendable {
    /// Files of a rulebook beside the receipt, for one that does not enclose them.
    let files: [RuleFile]?
    /// The receipt's digest, as the journal has it.
    let noted: String?

    public init(files: [RuleFile]? = nil, noted: String? = nil) {
        self.files = files
        self.noted = noted
    }

    public static let bytesMax = 64 << 20

    /// - Throws: JSON's own codes; `receipt.unknownFormat`, `receipt.malformed`, `receipt.rulesMissing`: what cannot be verified at
    ///   all.
    public func verify(_ bytes: [UInt8], name: String = "<receipt>") throws(DiagnosticsError) -> ReceiptVerification {
        let json = try JSON(
            parsing: bytes, name: name, limits: JSONLimits(bytesMax: ReceiptVerifier.bytesMax, valuesMax: 5_000_000))
        let receipt = try ReceiptVerifier.read(json)
        var findings = ReceiptVerifier.altered(json, receipt)
        if let noted, noted != receipt.digest {
            findings.append(ReceiptFinding(code: "receipt.altered", at: "/digest", "the journal noted the digest \(noted)"))
        }
        var notes: [String] = []
        if let book = try book(of: receipt, &findings) { reckon(receipt, json, by: book, &findings, &notes) }
        return ReceiptVerification(
            id: receipt.id, rulebook: receipt.rulebook.hash, digest: receipt.digest, findings: findings, notes: notes)
    }

    // MARK: Reading

    private static func read(_ json: JSON) throws(DiagnosticsError) -> Receipt {
        func failure(_ code: String, _ message: String, _ hint: String?) -> DiagnosticsError {
            DiagnosticsError([Diagnostic(code: code, message, hint: hint)])
        }
        guard json["format"]?.string == Receipt.format else {
            throw failure(
                "receipt.unknownFormat", "the file is no receipt of the form \(Receipt.format)",
                "GET /v1/orders/{id}/receipt exports one; a later form needs a later stoa")
        }
        let receipt: Receipt
        do throws(JSONDecodingError) { receipt = try JSONValueDecoder().decode(Receipt.self, from: json) } catch {
            throw failure("receipt.malformed", "\(error.pointer): \(error.message)", error.hint)
        }
        // What reads back as something else has parts that nobody looked at.
        let readBack = try? JSONValueEncoder().encode(receipt)
        if let first = ReceiptFinding.differences(json, readBack, at: "").first {
            throw failure("receipt.malformed", "\(first.at): \(first.message)", "a receipt has no other parts, and each in one way only")
        }
        return receipt
    }

    // MARK: Digests

    private static func altered(_ json: JSON, _ receipt: Receipt) -> [ReceiptFinding] {
        func finding(_ part: String, _ recorded: String, _ reckoned: String) -> ReceiptFinding? {
            guard recorded != reckoned else { return nil }
            return ReceiptFinding(
                code: "receipt.altered", at: "/\(part)", "this part was altered: its digest is not the one recorded",
                recorded: .string(recorded), reckoned: .string(reckoned))
        }
        let digests = receipt.digests
        return [
            finding("order", digests.order, Receipt.digest(of: json["order"] ?? .null)),
            finding("input", digests.input, Receipt.digest(of: json["input"] ?? .null)),
            finding("quote", digests.quote, Receipt.digest(of: json["quote"] ?? .null)),
            finding(
                "digest", receipt.digest,
                Receipt.digest(format: receipt.format, id: receipt.id, rulebook: receipt.rulebook.hash, digests)),
        ].compactMap(\.self)
    }

    // MARK: Rules

    /// The book that the receipt names, or nil with a finding that says why it is not to be had.
    private func book(of receipt: Receipt, _ findings: inout [ReceiptFinding]) throws(DiagnosticsError) -> Rulebook? {
        guard let files = receipt.rulebook.files ?? files?.filter({ !$0.isTest }) else {
            throw DiagnosticsError([
                Diagnostic(
                    code: "receipt.rulesMissing", "the receipt does not enclose its rules \(receipt.rulebook.hash)",
                    hint: "name a folder that holds them with --rules")
            ])
        }
        if receipt.quote.rulebook != receipt.rulebook.hash {
            findings.append(
                ReceiptFinding(
                    code: "receipt.otherRulebook", at: "/quote/rulebook", "the quote names another rulebook than the receipt",
                    recorded: .string(receipt.quote.rulebook), reckoned: .string(receipt.rulebook.hash)))
        }
        if let odd = files.first(where: { !$0.hasProperName || $0.isTest }) {
            findings.append(
                ReceiptFinding(code: "receipt.otherRulebook", at: "/rulebook/files", "'\(odd.name)' is no file of a rulebook"))
        }
        let hash = Rulebook.digest(files.map(\.source))
        guard hash == receipt.rulebook.hash else {
            findings.append(
                ReceiptFinding(
                    code: "receipt.otherRulebook", at: "/rulebook/files", "the files are not those of the rulebook that is named",
                    recorded: .string(receipt.rulebook.hash), reckoned: .string(hash)))
            return nil
        }
        do throws(DiagnosticsError) { return try Rulebook.compile(files) } catch {
            let first = error.diagnostics.first
            findings.append(
                ReceiptFinding(
                    code: "receipt.rulesUnreadable", at: "/rulebook/files",
                    "this version of Stoa cannot read the rules: \(first?.message ?? "") (\(first?.code ?? ""))"))
            return nil
        }
    }

    // MARK: Numbers

    private func reckon(
        _ receipt: Receipt, _ json: JSON, by book: Rulebook, _ findings: inout [ReceiptFinding], _ notes: inout [String]
    ) {
        guard let engine = receipt.quote.engine, engine.semantics == RuleEngine.semantics else {
            findings.append(
                ReceiptFinding(
                    code: "receipt.otherEngine", at: "/quote/engine/semantics",
                    "this version of Stoa reads rules by semantics \(RuleEngine.semantics), and can say nothing about others",
                    recorded: receipt.quote.engine.map { .integer(Int64($0.semantics)) },
                    reckoned: .integer(Int64(RuleEngine.semantics))))
            return
        }
        if engine.timeZones != RuleEngine.timeZones {
            notes.append("time zones were those of \(engine.timeZones), here they are those of \(RuleEngine.timeZones)")
        }
        do throws(RulesError) {
            var reckoned = try receipt.input.reckoned(by: book)
            reckoned.takeOver(receipt.quote)
            findings += ReceiptFinding.differences(json["order"], encoded(receipt.order.reckoned(receipt, reckoned)), at: "/order")
            findings += ReceiptFinding.differences(json["quote"], encoded(reckoned.quote), at: "/quote")
        } catch {
            findings.append(ReceiptFinding(code: error.code, at: "/input/cart", error.message))
        }
        let tendered = receipt.order.tenders.reduce(Int64(0)) { $0 &+ $1.amount }
        if tendered != receipt.quote.totals.total {
            findings.append(
                ReceiptFinding(
                    code: "receipt.differs", at: "/order/tenders",
                    "the tenders add up to \(tendered), the total is \(receipt.quote.totals.total)",
                    recorded: .integer(tendered), reckoned: .integer(receipt.quote.totals.total)))
        }
    }

    private func encoded(_ value: some Encodable) -> JSON? { try? JSONValueEncoder().encode(value) }
}

extension ReckonedQuote {
    /// What does not follow from cart and rules.
    fileprivate mutating func takeOver(_ recorded: Quote) {
        var quote = quote
        quote.engine = recorded.engine
        quote.experiment = recorded.experiment
        self = ReckonedQuote(quote: quote, redemptions: redemptions)
    }
}

extension Receipt.PlacedOrder {
    /// The order as it follows from its input and quote. The versions of products, and how the buyer paid, do not follow.
    fileprivate func reckoned(_ receipt: Receipt, _ reckoned: ReckonedQuote) -> Self {
        var order = self
        let cart = receipt.input.cart
        order.customer = cart.customer?.id ?? ""
        order.channel = cart.channel ?? ""
        order.currency = cart.currency
        order.placedAt = receipt.input.at
        order.redemptions = reckoned.redemptions.isEmpty ? nil : reckoned.redemptions
        order.lines = zip(cart.lines, reckoned.quote.lines).enumerated().map { index, pair in
            let (line, priced) = pair
            let sku = line.sku ?? ""
            return Order.Line(
                id: line.id, product: Product.id(of: sku),
                productVersion: index < lines.count ? lines[index].productVersion : 0, sku: sku,
                seller: ID(trusted: line.seller ?? ""), quantity: line.quantity, unitPrice: priced.price?.unitPrice ?? line.unitPrice,
                total: priced.total)
        }
        return order
    }
}
