import CEL
import Testing

/// What the specification says of `format` beyond what the official tests ask.
@Suite("Formatted texts")
struct FormatTests {
    @Test(
        "Clauses",
        arguments: [
            ("'%d'", "[3.14]", "3.14"), ("'%d'", "[-2.0]", "-2"), ("'%d'", "[double('-Infinity')]", "-Infinity"),
            ("'%s'", "[1e21]", "1000000000000000000000"),
            ("'%s'", "[1.5e-7]", "0.00000015"), ("'%s'", "[-1.25e3]", "-1250"), ("'%s'", "[1.0]", "1"), ("'%s'", "[2.5]", "2.5"),
            ("'%s'", "[5e-324]", "0." + String(repeating: "0", count: 323) + "5"), ("'%s'", "[double('NaN')]", "NaN"),
            ("'%s'", "[b'a\\xff\\xfeb\\xc3']", "a\u{FFFD}b\u{FFFD}"), ("'%s'", "[b'\\xc3\\xa9']", "é"),
            ("'%s'", "[duration('1500ms')]", "1.5s"),
            ("'%s'", "[duration('-1.25s')]", "-1.25s"), ("'%s'", "[duration('100s')]", "100s"),
            ("'%s'", "[duration('1ns')]", "0.000000001s"),
            ("'%s'", "[timestamp('2024-02-29T23:59:59.5+02:00')]", "2024-02-29T21:59:59.5Z"),
            ("'%s'", "[timestamp(0)]", "1970-01-01T00:00:00Z"),
            ("'%s'", "[timestamp('2024-01-01T00:00:10.120Z')]", "2024-01-01T00:00:10.12Z"),
            ("'%s'", "[[1, 'a', null, 1.50]]", "[1, a, null, 1.5]"),
            ("'%s'", "[{'b': 1, 'a': [true]}]", "{a: [true], b: 1}"), ("'%s'", "[type(1u)]", "uint"), ("'%.0f'", "[2.5]", "2"),
            ("'%.0f'", "[3.5]", "4"),
            ("'%.1e'", "[-3.14]", "-3.1e+00"), ("'%.3f'", "[123.4999]", "123.500"), ("'%f'", "[1u]", "1.000000"),
            ("'%e'", "[1]", "1.000000e+00"),
            ("'%x'", "[-26]", "-1a"), ("'%X'", "[b'\\x0a\\xff']", "0AFF"), ("'%o'", "[-8]", "-10"), ("'%b'", "[true]", "1"),
            ("'%%%s%%'", "['x']", "%x%"),
        ])
    func clause(_ format: String, arguments: String, expected: String) throws {
        try check("\(format).format(\(arguments))", .string(expected))
    }
}
