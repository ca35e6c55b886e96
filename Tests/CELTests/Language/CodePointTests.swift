import CEL
import Testing

/// Swift compares texts by canonical equivalence and counts characters; the language does neither.
@Suite("Texts are code points")
struct CodePointTests {
    @Test(
        "Canonically equivalent texts are different texts",
        arguments: [
            "'é' != 'e\\u0301'", "!('é' == 'e\\u0301')", "!('é' in ['e\\u0301'])", "!('é' in ['a', 'b', 'c', 'd', 'e\\u0301', 'f'])",
            "'e\\u0301' in ['a', 'b', 'c', 'd', 'e\\u0301', 'f']", "{'é': 1, 'e\\u0301': 2}.size() == 2",
            "{'é': 1, 'e\\u0301': 2}['e\\u0301'] == 2",
            "!('é' in {'e\\u0301': 1})", "!{'e\\u0301': 1}.exists(k, k == 'é')", "['é', 'e\\u0301'].distinct().size() == 2",
            "!sets.contains(['é'], ['e\\u0301'])", "'e\\u0301' < 'é'", "dyn('é') != dyn('e\\u0301')", "[['é']] != [['e\\u0301']]",
            "'\\u1e69' != 's\\u0323\\u0307' && 's\\u0323\\u0307' != 's\\u0307\\u0323'", "'Å' != '\\u212b'", "'가' != '\\u1100\\u1161'",
            "optional.of('é') != optional.of('e\\u0301')", "!'é'.startsWith('e')", "'e\\u0301'.startsWith('e')", "!'é'.contains('\\u0301')",
            "'e\\u0301'.endsWith('\\u0301')", "'é'.replace('e\\u0301', 'x') == 'é'", "'e\\u0301'.replace('e', 'a') == 'a\\u0301'",
            "'xéx'.split('e\\u0301') == ['xéx']", "['e\\u0301', 'é'].sort() == ['e\\u0301', 'é']", "type('é') == string",
        ])
    func equality(_ expression: String) throws { try check(expression, true) }

    @Test(
        "Size, index and slices count code points",
        arguments: [
            "'é'.size() == 1", "'e\\u0301'.size() == 2", "size('👩\\u200d👩\\u200d👧') == 5", "size('🇰🇷') == 2", "size('\\r\\n') == 2",
            "size('가') == 1",
            "'e\\u0301x'.charAt(1) == '\\u0301'", "'e\\u0301x'.charAt(2) == 'x'", "'e\\u0301x'.indexOf('x') == 2",
            "'e\\u0301x'.substring(0, 1) == 'e'",
            "'e\\u0301'.reverse() == '\\u0301e'", "'🇰🇷'.charAt(0) == '\\U0001F1F0'", "'e\\u0301x'.split('') == ['e', '\\u0301', 'x']",
            "'a\\r\\nb'.charAt(1) == '\\r'", "'a\\r\\nb'.indexOf('\\n') == 2", "'a\\r\\nb'.lastIndexOf('\\r') == 1",
            "'\\r\\n'.split('') == ['\\r', '\\n']",
            "'a\\r\\nb'.contains('\\n')", "'a\\r\\nb'.split('\\n') == ['a\\r', 'b']", "'a\\r\\nb'.replace('\\n', '') == 'a\\rb'",
            "'e\\u0301'.matches('^..$')", "!'e\\u0301'.matches('^.$')", "'é'.matches('^.$')", "' \\r\\n x\\r\\n'.trim() == 'x'",
            "bytes('é').size() == 2", "bytes('e\\u0301').size() == 3", "string(bytes('e\\u0301')) == 'e\\u0301'",
            "'%s'.format(['e\\u0301']).size() == 2", "['e', '\\u0301'].join() == 'e\\u0301'", "('e' + '\\u0301').size() == 2",
        ])
    func counting(_ expression: String) throws { try check(expression, true) }

    @Test("A line may end in CR LF")
    func carriageReturns() throws {
        try check("1 +\r\n2 // three\r\n+ 4\r\n", 7)
        try check("// nothing but\r\ntrue", true)
        // The specification keeps what stands between triple quotes as it is.
        try check("'''a\r\nb'''.size()", 4)
        try check("r'''a\r\nb'''", "a\r\nb")
        try check("\"\"\"\r\n\"\"\".size()", 2)
        #expect(compileCodes("'a\r\nb'").first == "cel.syntax")
        #expect(compileCodes("'a\rb'").first == "cel.syntax")
        #expect(compileCodes("r'a\\\rb'").first == "cel.syntax")
    }

    @Test("A mark after a quote does not change where the text begins")
    func markAfterQuote() throws {
        try check("'\u{301}e'.size()", 2)
        try check("size('a\u{301}') == size('a') + 1", true)
        try check("{'e\u{301}': 1, 'é': 2}.e == 3 || true", true)
    }
}
