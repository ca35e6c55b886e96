import Diagnostics
import StrictYAML
import Testing

@Suite("Good files mean what they say")
struct ParsingTests {
    static let good: [(String, String)] = [
        // The traps of YAML's own resolver: everything stays text.
        ("a: NO\nb: 18:00\nc: 0123\nd: 17.5\non: yes\n", "{a: ‹NO›, b: ‹18:00›, c: ‹0123›, d: ‹17.5›, on: ‹yes›}"),
        ("a: null\nb: ~\nc: 1e3\nd: 0x1F\n", "{a: ‹null›, b: ‹~›, c: ‹1e3›, d: ‹0x1F›}"),
        ("a: 2026-11-22\n2: b\n", "{a: ‹2026-11-22›, 2: ‹b›}"),
        // Block collections.
        ("a:\n  b: 1\n  c:\n    - x\n    - y\nd: 2\n", "{a: {b: ‹1›, c: [‹x›, ‹y›]}, d: ‹2›}"),
        ("a:\n- x\n- y\nb: z", "{a: [‹x›, ‹y›], b: ‹z›}"),
        ("- a: 1\n  b: 2\n- c: 3\n", "[{a: ‹1›, b: ‹2›}, {c: ‹3›}]"),
        ("- - a\n  - b\n-\n  - c\n", "[[‹a›, ‹b›], [‹c›]]"),
        ("a:\nb:\n  c:\n", "{a: ‹›, b: {c: ‹›}}"),
        ("-\n- a\n", "[‹›, ‹a›]"),
        ("# top\n\na: 1 # one\n# between\n\nb: 2\n", "{a: ‹1›, b: ‹2›}"),
        ("--- # start\na: 1\n...\n# end\n", "{a: ‹1›}"),
        ("\u{FEFF}a: 1\nb: 2\n", "{a: ‹1›, b: ‹2›}"),
        ("a: 1\r\nb:\r\n  - c\r\n", "{a: ‹1›, b: [‹c›]}"),
        ("\"a b\": 1\n'c: d': 2\n\"e\" : 3", "{a b: ‹1›, c: d: ‹2›, e: ‹3›}"),
        ("just text", "‹just text›"),
        // Plain texts.
        ("a: http://x.y/z#w, and 5% off\n", "{a: ‹http://x.y/z#w, and 5% off›}"),
        ("a: one\n  two\n\n  three\nb: 1\n", "{a: ‹one two\nthree›, b: ‹1›}"),
        ("a: -1\nb: ?x\nc: :y\nd: it's\n", "{a: ‹-1›, b: ‹?x›, c: ‹:y›, d: ‹it's›}"),
        ("a: it's fine # really\n", "{a: ‹it's fine›}"),
        (
            "when: customer.tier == \"vip\" && cart.total > money(\"5\")\n",
            "{when: ‹customer.tier == \"vip\" && cart.total > money(\"5\")›}"
        ),
        ("when: x in [\"a\", \"b\"]\n", "{when: ‹x in [\"a\", \"b\"]›}"),
        ("when: a == 1 # the reason\n", "{when: ‹a == 1›}"),
        // Quoted texts.
        ("a: 'it''s'\nb: \"x\\ty\\u00e9\\x41\\U0001F600\\\\\"\n", "{a: ‹it's›, b: ‹x\tyéA😀\\›}"),
        ("a: \"one\n  two\n\n  three\"\nb: 'x\n  y'", "{a: ‹one two\nthree›, b: ‹x y›}"),
        ("a: \"one\\\n  two\"\n", "{a: ‹onetwo›}"),
        ("a: \"\"\nb: ''\n", "{a: ‹›, b: ‹›}"),
        // Flow collections.
        ("a: { b: 1, c: [x, \"y\", 'z'], d: {} , e: [] }\n", "{a: {b: ‹1›, c: [‹x›, ‹y›, ‹z›], d: {}, e: []}}"),
        ("a: {\"b\":1, 'c': 2}\n", "{a: {b: ‹1›, c: ‹2›}}"),
        ("a: [\n  x,  # first\n  y,\n  ]\n", "{a: [‹x›, ‹y›]}"),
        ("a: { b: , c: 2 }", "{a: {b: ‹›, c: ‹2›}}"),
        ("{ days: [FRI], from: \"18:00\", until: 22:00 }", "{days: [‹FRI›], from: ‹18:00›, until: ‹22:00›}"),
        ("- { percent: 10, cap: { USD: \"40.00\" } }\n- [a]\n", "[{percent: ‹10›, cap: {USD: ‹40.00›}}, [‹a›]]"),
        // Block texts.
        ("a: |\n  x: 1\n    y # z\n\n  w\nb: 2\n", "{a: ‹x: 1\n  y # z\n\nw\n›, b: ‹2›}"),
        ("a: |-\n  x\n\nb: |+\n  y\n\nc: z", "{a: ‹x›, b: ‹y\n\n›, c: ‹z›}"),
        ("a: >\n  one\n  two\n\n  three\n    deep\n  four\n", "{a: ‹one two\nthree\n  deep\nfour\n›}"),
        ("a: |2\n   x\n  y\n", "{a: ‹ x\ny\n›}"),
        ("a: | # comment\n  x\n", "{a: ‹x\n›}"),
        ("- |\n x\n- >-\n y\n z\n", "[‹x\n›, ‹y z›]"),
        ("a: |\n\n  x\n", "{a: ‹\nx\n›}"),
        ("a: |\n  x", "{a: ‹x›}"),
        ("a: >\n    \nb: |+\n   \n", "{a: ‹›, b: ‹\n›}"),
        ("a: |\n  tab\there\n", "{a: ‹tab\there\n›}"),
    ]

    @Test(arguments: good)
    func means(text: String, expected: String) { check(text, expected) }
}

@Suite("Refused files say what is wrong, and where")
struct RefusalTests {
    static let bad: [(String, [String])] = [
        ("", ["yaml.empty 1:1"]),
        ("# only a comment\n", ["yaml.empty 2:1"]),
        ("...\na: 1\n", ["yaml.empty 1:1"]),
        ("---\n---\na: 1\n", ["yaml.empty 2:1"]),
        ("a: |\n    \n  x\nb: *y\n", ["yaml.indentation 2:1", "yaml.alias 4:4"]),
        ("a: 1\nb: 2\na: 3\n", ["yaml.duplicateKey 3:1"]),
        ("a: { b: 1, b: 2 }\n", ["yaml.duplicateKey 1:12"]),
        ("a: &x 1\nb: *x\n", ["yaml.anchor 1:4", "yaml.alias 2:4"]),
        ("a: !!str 1\nb: !Money 2\nc: [!!int 3]\n", ["yaml.tag 1:4", "yaml.tag 2:4", "yaml.tag 3:5"]),
        ("a:\n  <<: b\n", ["yaml.mergeKey 2:3"]),
        ("? a\n: b\n", ["yaml.complexKey 1:1"]),
        ("a: 1\n? b\n", ["yaml.complexKey 2:1"]),
        ("[a, b]: c\n", ["yaml.complexKey 1:1"]),
        ("{ [a]: b }\n", ["yaml.complexKey 1:3"]),
        ("%YAML 1.2\n---\na: 1\n", ["yaml.directive 1:1"]),
        ("a: 1\n---\nb: 2\n", ["yaml.multipleDocuments 2:1"]),
        ("a:\n\tb: 1\n", ["yaml.tab 2:1"]),
        ("a:\tb\n", ["yaml.tab 1:3"]),
        ("a: b\tc\n", ["yaml.tab 1:5"]),
        ("a: \u{1}\n", ["yaml.controlCharacter 1:4"]),
        ("a: \"\\q\"\nb: \"\\ud800\"\n", ["yaml.invalidEscape 1:5", "yaml.invalidEscape 2:5"]),
        ("a: \"x\nb: 1\n", ["yaml.unclosed 1:4"]),
        ("a: [x, y\nb: 1\nb: 2\n", ["yaml.unclosed 1:4", "yaml.duplicateKey 3:1"]),
        ("a: {x: 1\n", ["yaml.unclosed 1:4"]),
        ("a: 1\n  b: 2\n", ["yaml.indentation 2:3"]),
        ("a:\n    b: 1\n  c: 2\nd: 3\n", ["yaml.indentation 3:3"]),
        ("a:\n  - x\n b: 1\n", ["yaml.indentation 3:2"]),
        ("  a: 1\nb: 2\n", ["yaml.indentation 2:1"]),
        ("a: - b\n", ["yaml.syntax 1:4"]),
        ("a: text\n  - b\n", ["yaml.syntax 2:3"]),
        ("a: 1\n- b\n", ["yaml.syntax 2:1"]),
        ("a: 1\nb\nc: 2\n", ["yaml.syntax 2:1"]),
        (": a\n", ["yaml.syntax 1:1"]),
        ("a: [b: c]\n", ["yaml.syntax 1:5"]),
        ("a: [x,, y]\n", ["yaml.syntax 1:7"]),
        ("a: { b }\n", ["yaml.syntax 1:6"]),
        ("a: {b:1}\n", ["yaml.syntax 1:5"]),
        ("가: 나\n다: *x\n", ["yaml.alias 2:4"]),
        ("가나다: { 라: 1, 라: 2 }\n", ["yaml.duplicateKey 1:14"]),
        // One mistake does not hide the next.
        (
            "a: *x\nb:\n  c: &y 1\n  d: 2\n  d: 3\ne: [1\nf: !!int 4\n",
            ["yaml.alias 1:4", "yaml.anchor 3:6", "yaml.duplicateKey 5:3", "yaml.unclosed 6:4", "yaml.tag 7:4"]
        ),
    ]

    @Test(arguments: bad)
    func refused(text: String, expected: [String]) { checkRefused(text, expected) }

    @Test("each limit has its own code")
    func limits() {
        func codes(_ text: String, _ limits: YAMLLimits) -> [String] {
            YAMLDocument(reading: SourceText(name: "f", text: text), limits: limits).diagnostics.map(\.code)
        }
        #expect(codes("a: 1234567", YAMLLimits(bytesMax: 9)) == ["yaml.tooLarge"])
        #expect(codes("[[[1]]]", YAMLLimits(depthMax: 2)) == ["yaml.tooDeep"])
        #expect(codes("[[1]]", YAMLLimits(depthMax: 2)) == [])
        #expect(codes("- - - 1", YAMLLimits(depthMax: 2)) == ["yaml.tooDeep"])
        #expect(codes("[1, 2, 3]", YAMLLimits(nodesMax: 3)) == ["yaml.tooManyNodes"])
        let mistakes = (0..<80).map { "k\($0): *x\n" }.joined()
        #expect(codes(mistakes, .standard).count == YAMLLimits.standard.diagnosticsMax)
    }

    @Test(
        "a file at the limits is read in linear time", .timeLimit(.minutes(1)),
        arguments: [
            "[" + String(repeating: "a, ", count: 60_000) + "]", String(repeating: "a:\n", count: 60_000),
            String(repeating: "- [x\n", count: 30_000), String(repeating: "- \"x\n", count: 30_000),
            String(repeating: "- *x\n", count: 30_000), "[" + String(repeating: ".'x,", count: 40_000),
            String(repeating: "- ", count: 80_000),
            "a: |\n" + String(repeating: "   \n", count: 40_000), String(repeating: " ", count: 200_000),
            "a: " + String(repeating: "x\n ", count: 60_000),
        ])
    func linear(text: String) {
        let document = YAMLDocument(reading: SourceText(name: "f", text: text), limits: YAMLLimits(nodesMax: 1_000_000))
        #expect(document.root != nil || !document.diagnostics.isEmpty)
    }

    @Test("bytes that are not UTF-8 are refused")
    func encoding() {
        #expect(YAMLDocument(readingBytes: [0x61, 0x3A, 0x20, 0xFF], name: "f").diagnostics.map(\.code) == ["yaml.invalidUTF8"])
        #expect(YAMLDocument(readingBytes: Array("a: 1".utf8), name: "f").diagnostics == [])
    }

    @Test("a value that could not be read is marked, the rest is there")
    func partialTree() throws {
        let document = YAMLDocument(reading: SourceText(name: "f", text: "a: *x\nb: [1, *y]\nc: 3\n"))
        #expect(try outline(#require(document.root)) == "{a: ?, b: ?, c: ‹3›}")
    }
}
