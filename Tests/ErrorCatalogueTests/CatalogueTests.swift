import ErrorCatalogue
import Foundation
import Testing

@Suite("Every error code has its page, and every page its code")
struct CatalogueTests {
    private static let sources = Result {
        try SourceFile.all(under: "Sources", extensions: ["swift", "c", "h"]).filter { file in
            // Fakes for tests, the runner of a test suite, and the pages themselves.
            !["StoaTesting/", "CELConformance/", "ErrorCatalogue/"].contains(where: file.path.hasPrefix)
        }
    }

    private static let scanned = sources.map(SourceCodes.init)

    /// The codes of the sources as they stand.
    static func codes() throws -> SourceCodes { try scanned.get() }

    /// What is to be done so that `codes` have their pages, one line a code.
    private func missingPages(_ codes: SourceCodes) -> [String] {
        codes.files.filter { ErrorCatalogue.page(for: $0.key) == nil }.map { code, files in
            "'\(code)' (\(files.sorted().joined(separator: ", "))) has no page: add ErrorPage(\"\(code)\", …) to the table of its area "
                + "in Sources/ErrorCatalogue/Areas; a mistake that any file can have goes into FileErrors.swift"
        }.sorted()
    }

    private func pagesWithoutCode(_ codes: SourceCodes) -> [String] {
        ErrorCatalogue.all.filter { codes.files[$0.code] == nil }.map { page in
            "nothing gives '\(page.code)': remove its page from Sources/ErrorCatalogue/Areas, or, if it is made in a new way, "
                + "describe the way in Tests/ErrorCatalogueTests/CodeBuilders.swift"
        }
    }

    @Test("a code without a page is found")
    func everyCodeHasAPage() throws {
        let missing = missingPages(try Self.codes())
        #expect(missing.isEmpty, "\(missing.joined(separator: "\n"))")
    }

    @Test("a page without a code is found")
    func everyPageHasACode() throws {
        let codes = try Self.codes()
        #expect(codes.files.count > 400, "the sources were not found")
        let idle = pagesWithoutCode(codes)
        #expect(idle.isEmpty, "\(idle.joined(separator: "\n"))")
    }

    @Test("every way of making codes is described")
    func everyBuilderIsKnown() throws {
        #expect(try Self.codes().unknownBuilders == [], "add the area to CodeBuilders.prefixed")
        #expect(
            CodeBuilders.unlistedNouns(in: try Self.sources.get()) == [],
            "say in CodeBuilders whether somebody must find the noun; if so, its '.notFound' needs a page")
    }

    @Test(
        "a planted code is found, however it is made",
        arguments: [
            ("StoaCommerce/Money/Money.swift", #"throw CommerceError(code: "money.stolen", "it is gone")"#, "money.stolen"),
            ("StoaCommerce/Money/Money.swift", #"code: isOld ? "money.stolen" : "money.tooLarge","#, "money.stolen"),
            ("StoaMall/Orders/PlaceOrder.swift", #"errors: ["quote.changed", "order.lost"])"#, "order.lost"),
            ("CEL/Checking/Checker.swift", "mistake(\n    \"cel.tooOdd\", \"…\", span)", "cel.tooOdd"),
            ("StoaHTTP/Server/Exchange.swift", #"Problem(.uriTooLong, "http.tooOdd", "…")"#, "http.tooOdd"),
            ("CLuaSandbox/state.c", #"report_set(sandbox, SANDBOX_FUEL, "plugin.tooOdd", "…");"#, "plugin.tooOdd"),
            ("StoaRules/Parsing/RuleReading+New.swift", #"value.report("tooOdd", "…")"#, "rule.tooOdd"),
            ("StoaRules/Testing/CartFile.swift", #"value.identifier()"#, "cart.invalidId"),
            ("StoaPlugins/Packages/PackageCheck.swift", "finding(\n    \"tooOdd\", path, \"…\")", "package.tooOdd"),
            ("JSONDocument/Schema/Schema+Validation.swift", #"report(place, "tooOdd", "…")"#, "input.tooOdd"),
            (
                "StoaMall/New.swift", "static let kind = \"parcel\"\nkeys: [LookupKey(\"label\", label, unique: true)]",
                "parcel.labelTaken"
            ),
        ])
    func plantedCode(path: String, source: String, code: String) {
        let missing = missingPages(SourceCodes([SourceFile(path: path, text: source)]))
        #expect(missing.contains { $0.hasPrefix("'\(code)' (") }, "\(missing)")
    }

    @Test("what only looks like a code is none")
    func notCodes() {
        let source = """
            /// - Throws: code: "money.stolen".
            context.emit("order.lost", about: id)
            definition = OperationDefinition("order.lose", .command, events: ["order.lost"])
            let file = "rule.yaml"
            """
        let codes = SourceCodes([SourceFile(path: "StoaMall/New.swift", text: source)])
        #expect(Set(codes.files.keys).isDisjoint(with: ["money.stolen", "order.lost", "order.lose", "rule.yaml"]))
    }

    @Test("a new area of built codes, and a new noun, are found")
    func plantedBuilder() {
        let source = SourceFile(path: "StoaMall/New.swift", text: "code: \"parcel.\\(what)\"\nstatic let kind = \"parcel\"")
        #expect(SourceCodes([source]).unknownBuilders == ["StoaMall/New.swift builds 'parcel.…'"])
        #expect(CodeBuilders.unlistedNouns(in: [source]).contains("parcel"))
    }
}

@Suite("The pages")
struct PageTests {
    @Test("are sentences, and say what to do")
    func form() {
        for page in ErrorCatalogue.all {
            #expect(isCode(page.code), "\(page.code)")
            #expect(page.cause.hasSuffix(".") || page.cause.hasSuffix(")."), "\(page.code): \(page.cause)")
            #expect(page.cause.first?.isUppercase ?? false || page.cause.hasPrefix("'") || page.cause.hasPrefix("`"), "\(page.code)")
            #expect(!page.mend.isEmpty && page.mend.count < 300, "\(page.code)")
            #expect(!page.example.text.isEmpty, "\(page.code)")
        }
        #expect(Set(ErrorCatalogue.all.map(\.code)).count == ErrorCatalogue.all.count)
        #expect(ErrorCatalogue.all.map(\.code) == ErrorCatalogue.all.map(\.code).sorted())
    }

    @Test("read like this")
    func text() throws {
        let page = try #require(ErrorCatalogue.page(for: "rule.bareInteger"))
        #expect(
            page.text == """
                rule.bareInteger

                An amount is a bare whole number, and nobody can tell cents from dollars.

                Example, rule.yaml:

                    kind: Promotion
                    id: five-off
                    phase: order
                    give: { amount: 5 }

                Write the amount in quotes, in major units: "5.00".

                """)
    }

    @Test("for programs")
    func encoded() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let page = try #require(ErrorCatalogue.page(for: "json.syntax"))
        #expect(
            String(decoding: try encoder.encode(page), as: UTF8.self) == #"""
                {"audience":"caller","cause":"The text is not JSON.","code":"json.syntax","example":{"kind":"file","name":"body.json",\#
                "text":"{ \"sku\": \"mugs-001\", }"},"mend":"Correct it at the line and column shown: no comma before a bracket, \#
                names and texts in double quotes, no comments."}
                """#)
    }

    @Test(
        "an unknown code has near ones",
        arguments: [
            ("rule.unknwonField", "rule.unknownField"), ("rules.unknownField", "rule.unknownField"), ("quote.Changed", "quote.changed"),
            ("unknownTask", "workflow.unknownTask"), ("stock.insuficient", "stock.insufficient"),
        ])
    func nearest(name: String, code: String) {
        #expect(ErrorCatalogue.page(for: name) == nil)
        #expect(ErrorCatalogue.nearest(to: name).contains(code), "\(ErrorCatalogue.nearest(to: name))")
        #expect(ErrorCatalogue.nearest(to: name).count <= 6)
    }

    @Test("nothing is near to something else altogether")
    func farAway() {
        #expect(ErrorCatalogue.nearest(to: "") == [])
        #expect(ErrorCatalogue.nearest(to: "completely else") == [])
        #expect(ErrorCatalogue.pages(of: "nowhere") == [])
        #expect(ErrorCatalogue.pages(of: "auth").map(\.code) == ["auth.missingKey", "auth.roleMissing", "auth.unknownKey"])
    }
}
