import CEL
import Testing

/// What the conformance suite lacks about text.
@Suite("Text")
struct StringTests {
    @Test("Canonically equivalent texts differ: the language compares code points")
    func canonicalEquivalence() throws {
        try check("'\\u00e9' == 'e\\u0301'", false)
        try check("'\\u00e9' != 'e\\u0301'", true)
        try check("'\\u00e9' in ['e\\u0301']", false)
        try check("'\\u00e9' in ['1', '2', '3', '4', 'e\\u0301']", false)
        try check("'e\\u0301' in ['1', '2', '3', '4', 'e\\u0301']", true)
        try check("{'\\u00e9': 1, 'e\\u0301': 2}.size()", 2)
        try check("{'\\u00e9': 1}.?e.hasValue()", false)
        try check("'q\\u0307\\u0323' == 'q\\u0323\\u0307'", false)
        try check("'\\u212b' < '\\u00c5'", false)
    }

    @Test("Sizes and positions count code points, not characters as people see them")
    func codePoints() throws {
        try check("size('e\\u0301')", 2)
        try check("size('\\r\\n')", 2)
        try check("size('🇩🇪')", 2)
        try check("'e\\u0301x'.charAt(1) == '\\u0301'", true)
        try check("'e\\u0301x'.indexOf('x')", 2)
        try check("'\\r\\n'.contains('\\n')", true)
        try check("'e\\u0301'.startsWith('e')", true)
        try check("'e\\u0301'.endsWith('\\u0301')", true)
        try check("'a\\u0301b'.reverse()", "b\u{301}a")
        try check("'a\\r\\nb'.split('\\n')", ["a\r", "b"])
        try check("'e\\u0301'.replace('e', 'o')", "o\u{301}")
    }

    @Test("Line breaks in a source stay as they are")
    func lineBreaks() throws {
        try check("'''a\r\nb'''", "a\r\nb")
        try check("1 +\r\n // a remark\r\n 2", 3)
    }

    @Test("Doubles are shown in their shortest form")
    func doubles() throws {
        try check("string(1.0)", "1")
        try check("string(0.1)", "0.1")
        try check("string(-1.5e300)", "-1.5e+300")
        try check("'%.2f'.format([0.125])", "0.12")
        try check("'%.2f'.format([0.375])", "0.38")
        try check("'%.1f'.format([0.05])", "0.1")
        try check("'%.0f'.format([9.5])", "10")
        try check("'%.3f'.format([0.0])", "0.000")
        try check("'%.2e'.format([0.0])", "0.00e+00")
        try check("'%.2e'.format([9.999])", "1.00e+01")
        try check("'%.3f'.format([1e22])", "10000000000000000000000.000")
        try check("'%.2e'.format([4.9e-324])", "4.94e-324")
    }
}
