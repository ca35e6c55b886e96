import CEL
import Testing

@Suite("Regular expressions")
struct PatternTests {
    @Test(
        "The syntax of RE2",
        arguments: [
            ("abc", "b", true), ("abc", "^b", false), ("abc", "^abc$", true), ("", "", true), ("", "a*", true), ("aab", "^a{2}b$", true),
            ("aaab", "^a{2}b$", false), ("aaab", "^a{2,}b$", true), ("ab", "^a{2,3}b$", false), ("a{b", "a{b", true),
            ("x1", "^\\\\w\\\\d$", true), ("é", "^\\\\w$", false), ("é", "^\\\\pL$", true), ("É", "^(?i)é$", true),
            ("B", "(?i)[a-c]", true),
            ("B", "(?i:b)c|B", true), ("a\\nb", "a.b", false), ("a\\nb", "(?s)a.b", true), ("a\\nb", "^b", false),
            ("a\\nb", "(?m)^b", true),
            ("foo bar", "\\\\bbar\\\\b", true), ("foobar", "\\\\bbar", false), ("foobar", "\\\\Bbar", true), ("a]c", "[]]", true),
            ("a-c", "[a-]-", true), ("q", "[^a-p]", true), ("7", "[[:digit:]]", true), ("7", "[[:^digit:]]", false),
            ("a.c", "^\\\\Qa.c\\\\E$", true),
            ("abc", "^\\\\Qa.c\\\\E$", false), ("ac", "^a(?:b|)c$", true), ("abcabc", "^(?P<x>abc)+$", true), ("A", "\\\\x41", true),
            ("😀", "^\\\\x{1F600}$", true), ("ab", "^a*?b$", true), ("b", "^[\\\\D]$", true), ("gr_y", "gr(a|e)y", false),
        ])
    func occurs(_ text: String, _ pattern: String, _ expected: Bool) throws {
        try check("'\(text)'.matches('\(pattern)')", .bool(expected))
        try check("dyn('\(text)').matches(dyn('\(pattern)'))", .bool(expected))
    }

    @Test(
        "A mistake in a constant pattern is found when compiling",
        arguments: ["(", ")", "[a", "a**", "*", "a{2,1}", "a{1001}", "(?=a)", "\\\\1", "\\\\pX", "[b-a]", "(?x)", "\\\\"])
    func mistakes(_ pattern: String) {
        #expect(compileCodes("'x'.matches('\(pattern)')") == ["cel.invalidPattern"])
    }

    @Test("A pattern that explodes in other engines costs linear time, and a large one is refused")
    func bounded() throws {
        let text = String(repeating: "a", count: 5000)
        try check("'\(text)!'.matches('^(a+)+$')", false)
        #expect(compileCodes("'x'.matches('((a{100}){100}){100}')") == ["cel.invalidPattern"])
        #expect(try evaluationCode("dyn('\(text)').matches(dyn('((a{30}){20})'))") == nil)
        #expect(
            try evaluationCode("cel.bind(t, '\(text)', [1, 2, 3, 4, 5, 6, 7, 8].all(x, t.matches('((b{30}){20})') || true))")
                == "cel.costExceeded")
    }
}
