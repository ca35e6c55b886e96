import CEL
import Testing

@Suite("Types")
struct TypeTests {
    @Test(
        "Deduced types",
        arguments: [
            ("1 + 2", "int"), ("[1, 2u]", "list(dyn)"), ("{'a': [1.0]}", "map(string, list(double))"), ("true ? dyn(1) : 2", "dyn"),
            ("[1].map(x, [x])", "list(list(int))"), ("[1].filter(x, x > 0)", "list(int)"),
            ("{'a': 1}.transformMap(k, v, k)", "map(string, string)"),
            ("{'a': 1}.?a", "optional_type(int)"), ("{'a': {'b': 1}}.?a.b", "optional_type(int)"), ("[1][?0].orValue(2)", "int"),
            ("type(1)", "type(int)"), ("timestamp(0) - timestamp(1)", "duration"), ("[[1]][0][0]", "int"), ("cel.bind(x, 1u, x)", "uint"),
            ("optional.of(1).optMap(x, string(x))", "optional_type(string)"), ("[]", "list(dyn)"), ("[] + [1]", "list(int)"),
            ("[3, 1].sortBy(x, -x)", "list(int)"), ("google.protobuf.Int64Value{value: 1}", "wrapper(int)"),
            ("[1].first()", "optional_type(int)"), ("true ? null : timestamp(0)", "timestamp"), ("true ? timestamp(0) : null", "timestamp"),
            ("true ? null : google.protobuf.Int32Value{value: 1}", "wrapper(int)"),
            ("[null, google.protobuf.StringValue{}]", "list(wrapper(string))"),
            ("true ? google.protobuf.Int32Value{value: 1} : null", "wrapper(int)"), ("[duration('1s'), null]", "list(duration)"),
            ("[1, null]", "list(dyn)"), ("[[], [1]]", "list(list(int))"), ("[{}, {'a': 1}]", "list(map(string, int))"),
            ("[optional.none(), optional.of(1)]", "list(optional_type(int))"), ("[[1], [dyn(1)]]", "list(list(dyn))"),
            ("[1, google.protobuf.Int32Value{value: 1}]", "list(wrapper(int))"), ("{true: 1, 'a': 2}", "map(dyn, int)"),
            ("{}.?a", "optional_type(dyn)"),
        ])
    func deduced(_ expression: String, type: String) throws {
        #expect(try Environment().compile(expression).resultType.description == type)
    }

    @Test(
        "Mistakes",
        arguments: [
            ("1 + 1u", "cel.noOverload"), ("1 == 1.0", "cel.noOverload"), ("'a' + 1", "cel.noOverload"), ("!1", "cel.noOverload"),
            ("1 && true", "cel.typeMismatch"), ("1 ? 2 : 3", "cel.typeMismatch"), ("true ? 1 : 'a'", "cel.noOverload"),
            ("[1].all(x, x)", "cel.typeMismatch"), ("1.all(x, true)", "cel.typeMismatch"), ("[1]['a']", "cel.noOverload"),
            ("1.a", "cel.unknownField"), ("{[1]: 2}", "cel.typeMismatch"),
            ("'a' in 'abc'", "cel.noOverload"),
            ("size(1)", "cel.noOverload"), ("'a'.size(1)", "cel.noOverload"), ("'a'.length()", "cel.unknownFunction"),
            ("contains('a', 'b')", "cel.unknownFunction"), ("[?1]", "cel.typeMismatch"),
            ("google.protobuf.Int64Value{val: 1}", "cel.unknownField"),
            ("google.protobuf.Int64Value{value: 'a'}", "cel.typeMismatch"), ("foo.Bar{}", "cel.unknownName"),
        ])
    func mistakes(_ expression: String, code: String) {
        #expect(compileCodes(expression) == [code])
    }

    @Test("The type that is needed is checked")
    func expecting() {
        #expect(throws: Never.self) { try Environment().compile("1 < 2", expecting: .bool) }
        #expect(throws: Never.self) { try Environment().compile("dyn(1)", expecting: .bool) }
        #expect(throws: (any Error).self) { try Environment().compile("1 + 2", expecting: .bool) }
    }
}
