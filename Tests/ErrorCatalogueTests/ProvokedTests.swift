import ErrorCatalogue
import Testing

/// A code that no test has ever seen may be a code that nothing gives any more, or gives in the wrong place.
@Suite("Every error code is provoked by a test")
struct ProvokedTests {
    @Test("the examples of the pages give what they say")
    func examples() async {
        for page in ErrorCatalogue.all {
            guard let codes = await Examples.codes(of: page) else { continue }
            #expect(codes.contains(page.code), "the example of \(page.code) gives \(codes)")
        }
    }

    @Test("the list of codes that no test provokes only shrinks")
    func unprovoked() async throws {
        let codes = Set(try CatalogueTests.codes().files.keys)
        var provoked = Self.named(in: try SourceFile.all(under: "Tests", extensions: ["swift"]))
        for page in ErrorCatalogue.all where await Examples.codes(of: page) != nil { provoked.insert(page.code) }
        let missing = codes.subtracting(provoked).subtracting(Unprovoked.codes).sorted()
        #expect(missing == [], "write a test that gets each of these codes and names it as a literal, such as \"quote.changed\"")
        #expect(
            provoked.intersection(Unprovoked.codes).sorted() == [],
            "provoked by now: remove these from Tests/ErrorCatalogueTests/Unprovoked.swift, and lower its count")
        #expect(Unprovoked.codes.subtracting(codes).sorted() == [], "no such codes any more: remove them from Unprovoked.swift")
        #expect(Unprovoked.codes.count <= Unprovoked.countMax, "a new code needs a test, not a place in this list")
    }

    @Test("a literal names a code when it is one, alone or with the place behind it")
    func literals() {
        let text = """
            #expect(codes == ["rule.bareInteger", "yaml.tab 2:1", "workflow.empty:5"])
            #expect(output.contains("[file.unreadable]"))
            // "quote.changed"
            #expect(path == "rule.yaml/x")
            """
        let named = Self.named(in: [SourceFile(path: "RulesTests/A.swift", text: text)])
        #expect(named == ["rule.bareInteger", "yaml.tab", "workflow.empty", "file.unreadable"])
        // The schema in there is the test's own, whatever it calls its area.
        #expect(Self.named(in: [SourceFile(path: "StrictYAMLTests/A.swift", text: text)]) == ["yaml.tab"])
    }

    private static func named(in tests: [SourceFile]) -> Set<String> {
        var named: Set<String> = []
        for file in tests where !file.path.hasPrefix("ErrorCatalogueTests/") {
            for match in file.text.matches(of: /"\[?([a-z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*)[" :\]]/) {
                let code = String(match.1)
                if !file.path.hasPrefix("StrictYAMLTests/") || code.hasPrefix("yaml.") { named.insert(code) }
            }
        }
        return named
    }
}
