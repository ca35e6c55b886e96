import Diagnostics
import JSONDocument
import StoaCommerce
import StoaKernel
import StoaMall
import StoaRules
import StoaTesting

/// Small books and what is done with them.
enum BookFixture {
    static let settings = RuleFile(name: "rulebook.yaml", text: "kind: Rulebook\ncurrency: USD\nzone: UTC\n")

    /// So much off everything.
    static func percent(_ percent: Int, id: String = "sale", more: String = "") -> RuleFile {
        RuleFile(name: "\(id)/rule.yaml", text: "kind: Promotion\nid: \(id)\n\(more)give: { percent: \(percent) }\n")
    }

    static func files(_ files: RuleFile...) -> JSON { json(files + [settings]) }

    static func json(_ files: [RuleFile]) -> JSON {
        ["files": .array(files.map { ["name": .string($0.name), "text": .string($0.text)] })]
    }

    /// A host's folder with one rule that takes 10 % off.
    static let folder = try! Folder([percent(10), settings])

    struct Folder: RulebookSource {
        let book: Rulebook
        let files: [RuleFile]

        init(_ files: [RuleFile]) throws {
            book = try Rulebook.compile(files)
            self.files = files
        }

        func current(for tenant: TenantID) -> Rulebook { book }
        func files(for tenant: TenantID) -> [RuleFile] { files }
    }
}

extension TestMall {
    /// - Returns: the version's id.
    @discardableResult
    func publish(_ files: JSON) async throws -> JSON { try await run("rulebook.publish", files)["id"] ?? .null }

    @discardableResult
    func publishAndActivate(_ files: JSON) async throws -> JSON {
        let id = try await publish(files)
        try await run("rulebook.activate", ["id": id])
        return id
    }

    /// The quote of one shirt of 20.00.
    func shirtQuote(customer: String? = nil, cart: String? = nil, codes: [String] = []) async throws -> JSON {
        var input: [String: JSON] = ["channel": "web", "lines": [["sku": "shirt", "quantity": 1]]]
        if let customer { input["customer"] = ["id": .string(customer)] }
        if let cart { input["id"] = .string(cart) }
        return try await run("quote.create", ["cart": .object(input), "codes": .array(codes.map { .string($0) })])
    }

    func shirtTotal(customer: String? = nil, cart: String? = nil) async throws -> Int64 {
        try await shirtQuote(customer: customer, cart: cart)[pointer: "/totals/total"]?.integer ?? -1
    }

    func control() async throws -> JSON { try await run("rulebook.list", [:]) }

    /// Commands of the journal, oldest first, with their inputs.
    func journalled() async throws -> [(command: String, body: JSON)] {
        var entries: [(String, JSON)] = []
        var cursor: String?
        repeat {
            let page = try await store.journal(after: cursor, limit: 500, in: TenantScope(authenticated: TestMall.tenant))
            for entry in page.items { entries.append((entry.command, try JSON(parsing: entry.body))) }
            cursor = page.next
        } while cursor != nil
        return entries
    }
}
