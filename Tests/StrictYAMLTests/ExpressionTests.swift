import Diagnostics
import StrictYAML
import Testing

@Suite("An expression that YAML would cut or eat asks for quotes")
struct ExpressionTests {
    /// The text, where the finding points, and the expression as the hint quotes it.
    static let cut: [(String, String, String)] = [
        ("when: !customer.blocked\n", "1:7", "'!customer.blocked'"),
        ("when: !(a && b) # why\n", "1:7", "'!(a && b)'"),
        ("when: !a && b\n", "1:7", "'!a && b'"),
        ("when: cart.note == \"a #1\"\n", "1:7", "'cart.note == \"a #1\"'"),
        ("when: f(a # b\n", "1:7", "'f(a # b'"),
        ("when: a ? b : c\n", "1:7", "'a ? b : c'"),
        ("when: \"a\" in cart.tags\n", "1:7", "'\"a\" in cart.tags'"),
        ("when: {\"a\": 1}.size() > 0\n", "1:7", "'{\"a\": 1}.size() > 0'"),
        ("when: [1, 2].exists(x, x > 1)\n", "1:7", "'[1, 2].exists(x, x > 1)'"),
        ("when: 'a' == b\n", "1:7", "'''a'' == b'"),
        ("when: > 5\n", "1:7", "'> 5'"),
        ("when: `a`\n", "1:7", "'`a`'"),
        ("take: { any: { of: f(a, b), quantity: 3 } }\n", "1:20", "'f(a, b)'"),
        ("take: { of: x in [1, 2], quantity: 3 }\n", "1:13", "'x in [1, 2]'"),
        ("take: { of: line.cat == \"a, b\" }\n", "1:13", "'line.cat == \"a, b\"'"),
        ("take: { of: a ? b : c, n: 1 }\n", "1:13", "'a ? b : c'"),
        ("take: { of: !line.gift }\n", "1:13", "'!line.gift'"),
        ("take: { of: \"a\" in line.tags }\n", "1:13", "'\"a\" in line.tags'"),
        ("all: [f(a, b), c]\n", "1:7", "'f(a, b)'"),
        ("all:\n  - a == 1 ? b : c\n", "2:5", "'a == 1 ? b : c'"),
        ("all:\n  - !a\n", "2:5", "'!a'"),
    ]

    @Test(arguments: cut)
    func asksForQuotes(text: String, position: String, fix: String) throws {
        let document = YAMLDocument(reading: SourceText(name: "f.yaml", text: text))
        let finding = try #require(document.diagnostics.first)
        #expect(document.diagnostics.count == 1)
        #expect(finding.code == "yaml.quoteExpression")
        #expect(finding.position.map { "\($0.line):\($0.column)" } == position)
        #expect(finding.hint == "quote this expression: \(fix)")
    }

    @Test("the fix can be pasted", arguments: cut)
    func fixReads(text: String, position: String, fix: String) throws {
        let fixed = try YAMLDocument.parse(SourceText(name: "f", text: "when: \(fix)\n"))
        let scalar = try #require(fixed["when"]?.scalar)
        #expect(scalar.style == .singleQuoted)
        #expect(text.contains(scalar.text))
    }
}

@Suite("Every part of a text knows where it was written")
struct OffsetTests {
    /// A file and a part of its one value; the part must be found where the file has it (given as `line:column`).
    static let parts: [(String, String, String)] = [
        ("a: hello world\n", "world", "1:10"),
        ("가: 나 == 다\n", "다", "1:9"),
        ("a: 'it''s here'\n", "here", "1:11"),
        ("a: 'it''s here'\n", "s", "1:9"),
        ("a: \"x\\ty z\"\n", "z", "1:10"),
        ("a: \"\\u00e9 = z\"\n", "z", "1:14"),
        ("a: |\n  one\n  two == 2\n", "== 2", "3:7"),
        ("a: |\n  가나 x\n\n  three\n", "three", "4:3"),
        ("a: >\n  one\n  two == 2\n", "two", "3:3"),
        ("a: one\n  two\n  three\n", "three", "3:3"),
        ("a: \"one\n   two\"\n", "two", "2:4"),
        ("a: >-\n  one\n\n    deep\n  last\n", "deep", "4:5"),
        ("a: { b: [x, y z] }\n", "z", "1:15"),
    ]

    @Test(arguments: parts)
    func found(file: String, part: String, expected: String) throws {
        let source = SourceText(name: "f", text: file)
        var node = try YAMLDocument.parse(source)
        while node.text == nil { node = try #require(node.entries?.last?.value ?? node.sequence?.last) }
        let text = try #require(node.text)
        let range = try #require(text.firstRange(of: part))
        let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
        let finding = Diagnostic(code: "cel.x", "wrong", span: SourceSpan(start, start + part.utf8.count))
        let placed = node.placed(finding, in: source)
        #expect(placed.position.map { "\($0.line):\($0.column)" } == expected)
        let span = try #require(placed.span)
        #expect(String(decoding: Array(file.utf8)[span.start..<span.end], as: UTF8.self) == part)
    }

    @Test("the end of the text maps to the end of what was written, and offsets outside stay inside")
    func edges() throws {
        let source = SourceText(name: "f", text: "a: 'x'\nb: \"y\\n\"\n")
        let root = try YAMLDocument.parse(source)
        let (a, b) = (try #require(root["a"]), try #require(root["b"]))
        #expect(a.sourceOffset(ofTextOffset: 1) == 5)
        #expect(a.sourceOffset(ofTextOffset: 99) == 5)
        #expect(b.sourceOffset(ofTextOffset: 1) == 12)
        #expect(b.sourceOffset(ofTextOffset: 2) == 14)
        #expect(a.sourceOffset(ofTextOffset: -1) == 4)
    }

    @Test("a span covers the value and nothing else")
    func spans() throws {
        let file = "a: 'x'  # c\nb: { c: [1, 2] } # d\ne:\n  - f: 1\n    g: |\n      h\n  - i\nj: k l\n"
        let root = try YAMLDocument.parse(SourceText(name: "f", text: file))
        func slice(_ node: YAMLNode?) throws -> String {
            let span = try #require(node?.span)
            return String(decoding: Array(file.utf8)[span.start..<span.end], as: UTF8.self)
        }
        #expect(try slice(root["a"]) == "'x'")
        #expect(try slice(root["b"]) == "{ c: [1, 2] }")
        #expect(try slice(root["b"]?["c"]) == "[1, 2]")
        #expect(try slice(root["e"]) == "- f: 1\n    g: |\n      h\n  - i")
        #expect(try slice(root["e"]?.sequence?[0]) == "f: 1\n    g: |\n      h")
        #expect(try slice(root["j"]) == "k l")
        #expect(try slice(root) == String(file.dropLast()))
    }
}
