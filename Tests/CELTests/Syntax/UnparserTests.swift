import CEL
import Diagnostics
import Testing

@Suite("Unparser")
struct UnparserTests {
    @Test(
        "Text keeps the meaning and loses what has none",
        arguments: [
            ("((1)+2)*3", "(1 + 2) * 3"), ("1+2*3", "1 + 2 * 3"), ("1-(2-3)", "1 - (2 - 3)"), ("(1-2)-3", "1 - 2 - 3"),
            ("-(1)", "-(1)"), ("-1", "-1"), ("--x", "--x"), ("-x.y", "-x.y"), ("(-x).y", "(-x).y"), ("!(x||y)&&z", "!(x || y) && z"),
            ("x||y&&z", "x || y && z"), ("(x||y)&&z", "(x || y) && z"), ("a?b:c?d:e", "a ? b : c ? d : e"),
            ("(a?b:c)?d:e", "(a ? b : c) ? d : e"),
            ("a?(b?c:d):e", "a ? (b ? c : d) : e"), ("x in [1,2]", "x in [1, 2]"), ("(a<b)==c", "a < b == c"), ("a<(b==c)", "a < (b == c)"),
            ("x.?y[?0]", "x.?y[?0]"), ("has(a.b)", "has(a.b)"), ("a.`b-c`", "a.`b-c`"), ("[?x,y,]", "[?x, y]"),
            ("{?'a':x,1u:.5}", "{?\"a\": x, 1u: 0.5}"),
            ("x.all(i,i>0)", "x.all(i, i > 0)"), ("x.map(i,i>0,i*2)", "x.map(i, i > 0, i * 2)"),
            ("cel.bind(a,1,a+a)", "cel.bind(a, 1, a + a)"),
            ("x.optMap(v,v+1)", "x.optMap(v, v + 1)"), ("b'\\xff\\n'", "b\"\\xff\\x0a\""), ("'\\n\\\"\\u00e9'", "\"\\n\\\"é\""),
            ("a.b{c:1}", "a.b{c: 1}"), (".x.y(1)", ".x.y(1)"), ("1 .size()", "1.size()"), ("-1 .size()", "-1.size()"),
            ("a||b||c||d||e", "a || b || c || d || e"), ("(a||b)||c", "a || b || c"), ("a||(b||c)", "a || (b || c)"),
            ("a&&(b&&(c&&d))", "a && (b && (c && d))"), ("(a||b)||(c||d)", "a || b || c || d"),
        ])
    func text(_ source: String, expected: String) throws {
        let environment = Environment()
        let program = try environment.compile(source, mode: .unchecked)
        #expect(program.expression.text == expected)
        #expect(try environment.compile(program.expression.text, mode: .unchecked).expression.text == expected)
    }
}
