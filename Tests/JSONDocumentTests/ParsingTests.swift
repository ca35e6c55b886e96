import Diagnostics
import JSONDocument
import Testing

private func findings(_ bytes: [UInt8], limits: JSONLimits = .standard) -> [String] {
    do {
        _ = try JSON(parsing: bytes, limits: limits)
        return []
    } catch {
        return error.diagnostics.map { finding in
            "\(finding.code) \(finding.position.map { "\($0.line):\($0.column)" } ?? "-")"
        }
    }
}

@Suite("JSON is read strictly")
struct ParsingTests {
    static let good: [(String, JSON)] = [
        ("null", nil), (" true ", true), ("[false]", [false]),
        ("0", 0), ("-0", 0), ("-0.0", 0), ("5.0", 5), ("1e2", 100), ("1E+2", 100), ("-1.5e-1", -0.15),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("100000000000000000000", .number(1e20)), ("1e400e", nil),
        ("\"a\\n\\u00e9\\ud83d\\ude00\\/\\\"\\\\é\"", "a\né😀/\"\\é"),
        ("{}", [:]), ("[]", []), ("{\"a\":[1,{\"b\":null}],\"\":2}", ["a": [1, ["b": nil]], "": 2]),
        ("\t\r\n[ 1 , 2 ]\n", [1, 2]),
    ].filter { $0.0 != "1e400e" }

    @Test(arguments: good)
    func reads(text: String, expected: JSON) throws { #expect(try JSON(parsing: text) == expected) }

    static let bad: [(String, String)] = [
        ("", "json.syntax 1:1"), ("{", "json.syntax 1:2"), ("[1,]", "json.syntax 1:4"), ("{\"a\":1,}", "json.syntax 1:8"),
        ("{a:1}", "json.syntax 1:2"), ("{\"a\" 1}", "json.syntax 1:6"), ("[1 2]", "json.syntax 1:4"), ("1 2", "json.syntax 1:3"),
        ("tru", "json.syntax 1:1"), ("nul", "json.syntax 1:1"), ("NaN", "json.syntax 1:1"), ("+1", "json.syntax 1:1"),
        ("01", "json.syntax 1:2"), ("-", "json.syntax 1:2"), ("1.", "json.syntax 1:3"), (".5", "json.syntax 1:1"),
        ("1e", "json.syntax 1:3"), ("'a'", "json.syntax 1:1"), ("\"a", "json.syntax 1:3"), ("\"a\nb\"", "json.syntax 1:3"),
        ("\"\\x\"", "json.syntax 1:2"), ("\"\\u12g4\"", "json.syntax 1:6"), ("[1] // c", "json.syntax 1:5"),
        ("{\"é\": 1,\n \"b\": 2, \"é\": 3}", "json.duplicateKey 2:10"),
        ("[\"\\ud800\"]", "json.loneSurrogate 1:3"), ("\"\\udc00\"", "json.loneSurrogate 1:2"),
        ("\"\\ud800\\u0041\"", "json.loneSurrogate 1:2"), ("\"\\ud800x\"", "json.loneSurrogate 1:2"),
        ("[9223372036854775808]", "json.numberOutOfRange 1:2"), ("-9223372036854775809", "json.numberOutOfRange 1:1"),
        ("1e400", "json.numberOutOfRange 1:1"), ("\u{FEFF}1", "json.syntax 1:1"),
    ]

    @Test(arguments: bad)
    func refuses(text: String, expected: String) { #expect(findings(Array(text.utf8)) == [expected]) }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]])
    func encoding(bytes: [UInt8]) { #expect(findings(bytes) == ["json.invalidUTF8 1:2"]) }

    @Test("each limit has its own code")
    func limits() {
        #expect(findings(Array("[1,2]".utf8), limits: JSONLimits(bytesMax: 4)) == ["json.tooLarge -"])
        #expect(findings(Array("[[1]]".utf8), limits: JSONLimits(depthMax: 1)) == ["json.tooDeep 1:2"])
        #expect(findings(Array("[[1]]".utf8), limits: JSONLimits(depthMax: 2)) == [])
        #expect(findings(Array("[1,2]".utf8), limits: JSONLimits(valuesMax: 2)) == ["json.tooManyValues 1:4"])
        #expect(findings([UInt8](repeating: UInt8(ascii: "["), count: 1 << 20)) == ["json.tooDeep 1:65"])
    }

    @Test(
        "pointers find values",
        arguments: [
            ("", nil as JSON?), ("/a/0", 1), ("/a/1/b~1c", 2), ("/a/1/~0", 3), ("/", 4), ("/a/01", nil), ("/a/-", nil), ("/a/2", nil),
            ("a", nil),
            ("/~2", nil),
        ])
    func pointers(text: String, expected: JSON?) {
        let json: JSON = ["a": [1, ["b/c": 2, "~": 3]], "": 4]
        #expect(json[pointer: text] == (text.isEmpty ? json : expected))
        if let pointer = JSONPointer(text) { #expect(pointer.description == text) }
    }

    @Test("members are set and removed")
    func members() {
        var json: JSON = ["a": 1]
        json["b"] = [2]
        json["a"] = nil
        #expect(json == ["b": [2]])
        #expect(json["b"]?[0] == 2)
        #expect(json["b"]?[1] == nil)
    }
}
