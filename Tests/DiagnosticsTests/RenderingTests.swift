import Diagnostics
import Testing

@Suite("Diagnostics read as one would tell them")
struct RenderingTests {
    @Test("a finding shows place, code, line, caret and hint")
    func excerpt() {
        let source = SourceText(name: "rules/vip/rule.yaml", text: "kind: Promotion\nwhen: custmer.tier == \"vip\"\n")
        let finding = Diagnostic(
            code: "cel.unknownName", "'custmer' is not declared", hint: "did you mean 'customer'?",
            source: source, span: SourceSpan(22, 29))
        #expect(
            finding.rendered() == """
                rules/vip/rule.yaml:2:7: error[cel.unknownName] 'custmer' is not declared
                  when: custmer.tier == "vip"
                        ^~~~~~~
                  hint: did you mean 'customer'?

                """)
    }

    @Test("columns count code points, not bytes")
    func columnsCountCodePoints() {
        let source = SourceText(name: "f", text: "가나 = x")
        let position = source.position(at: 9)
        #expect(position == SourcePosition(line: 1, column: 6))
        #expect(source.offset(of: position) == 9)
    }

    @Test("lines end at LF or CRLF", arguments: [("a\nb\nc", "b"), ("a\r\nb\r\nc", "b"), ("a", "")])
    func lines(text: String, second: String) {
        #expect(SourceText(name: "f", text: text).line(2) == second)
    }
}

@Suite("The nearest name is what was meant")
struct NearestNameTests {
    @Test(arguments: [("custmer", "customer"), ("lnie", "line"), ("Cart", "cart")])
    func near(typed: String, meant: String) {
        #expect(nearestName(to: typed, among: ["cart", "customer", "line", "now"]) == meant)
    }

    @Test("a stranger's name is not guessed")
    func far() {
        #expect(nearestName(to: "zebra", among: ["cart", "customer"]) == nil)
        #expect(suggestion(for: "zebra", among: ["cart", "customer"]) == "use one of: cart, customer")
    }
}
