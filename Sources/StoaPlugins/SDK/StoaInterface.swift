import StoaExtension

/// The plugin interface as a vendor's editor sees it. The annotations in `sdk/lua` are generated from this table, and a
/// test holds it against the `stoa` module itself.
enum StoaInterface {
    struct Function: Sendable {
        let name: String
        let summary: String
        let parameters: [Parameter]
        /// A LuaLS type; nil for no result.
        let result: String?

        init(_ name: String, _ summary: String, _ parameters: [Parameter] = [], result: String? = nil) {
            self.name = name
            self.summary = summary
            self.parameters = parameters
            self.result = result
        }
    }

    struct Parameter: Sendable {
        let name: String
        let type: String
        let summary: String

        init(_ name: String, _ type: String, _ summary: String = "") {
            self.name = name
            self.type = type
            self.summary = summary
        }
    }

    /// A table of the module that is no function: its functions stand below it.
    struct Group: Sendable {
        let name: String
        let summary: String
        let functions: [Function]
    }

    /// Values with methods and operators.
    struct Class: Sendable {
        let name: String
        let summary: String
        let fields: [Parameter]
        let operators: [String]
        let methods: [Function]
    }

    static let functions: [Function] = [
        Function(
            "money", "An exact amount of money.",
            [Parameter("amount", "integer", "minor units, such as cents"), Parameter("currency", "string", "an ISO 4217 code")],
            result: "stoa.Money"),
        Function(
            "decimal", "An exact decimal number, at most 18 digits before and 12 after the point.",
            [Parameter("value", "string|integer|stoa.Decimal")], result: "stoa.Decimal"),
        Function(
            "discount", "One discount; names every mistake at your line.",
            [Parameter("fields", "stoa.Discount")], result: "stoa.Discount"),
        Function(
            "list", "The values of a table as a list, in the fixed order of `pairs`.", [Parameter("values", "table")],
            result: "any[]"),
        Function("log", "Writes a line for the vendor and the operator; at most 1 KiB a call is kept.", [Parameter("...", "any")]),
    ]

    static let groups: [Group] = [
        Group(
            name: "json", summary: "JSON text.",
            functions: [
                Function("encode", "The value as JSON with sorted names.", [Parameter("value", "any")], result: "string"),
                Function("decode", "The value of a JSON text.", [Parameter("text", "string")], result: "any"),
            ])
    ]

    static let classes: [Class] = [
        Class(
            name: "stoa.Money", summary: "Money of one currency. Adding, subtracting and comparing refuse to mix currencies.",
            fields: [Parameter("amount", "integer", "minor units, such as cents"), Parameter("currency", "string", "an ISO 4217 code")],
            operators: [
                "add(stoa.Money): stoa.Money", "sub(stoa.Money): stoa.Money", "mul(integer): stoa.Money", "unm: stoa.Money",
                "concat(any): string",
            ],
            methods: [
                Function(
                    "times", "A multiple, rounded once to minor units.",
                    [Parameter("factor", "string|integer|stoa.Decimal"), Parameter("rounding", "stoa.Rounding")], result: "stoa.Money"),
                Function(
                    "percent", "So many percent of it, rounded once to minor units.",
                    [Parameter("percent", "string|integer|stoa.Decimal"), Parameter("rounding", "stoa.Rounding")], result: "stoa.Money"),
            ]),
        Class(
            name: "stoa.Decimal", summary: "An exact decimal number.",
            fields: [Parameter("text", "string", "digits with a point, no zeros at the end")],
            operators: [
                "add(stoa.Decimal|string|integer): stoa.Decimal", "sub(stoa.Decimal|string|integer): stoa.Decimal",
                "mul(stoa.Decimal|string|integer): stoa.Decimal", "unm: stoa.Decimal", "concat(any): string",
            ],
            methods: [
                Function(
                    "rounded", "Rounded to so many digits after the point.",
                    [Parameter("digits", "integer", "0 to 12"), Parameter("rounding", "stoa.Rounding")], result: "stoa.Decimal"),
                Function(
                    "dividedBy", "The quotient, rounded to so many digits after the point.",
                    [
                        Parameter("divisor", "string|integer|stoa.Decimal"), Parameter("digits", "integer", "0 to 12"),
                        Parameter("rounding", "stoa.Rounding"),
                    ], result: "stoa.Decimal"),
            ]),
    ]

    /// Names of the interface that no point of this host offers, and why.
    static let withheld = [
        "http": "a pure point does no I/O", "crypto": "a pure point holds no secrets", "oauth": "a pure point does no I/O",
        "ai": "a pure point does no I/O", "call": "only an effect point may run commands",
        "kv": "this host keeps no values for plugins", "emit": "this host takes no events from plugins",
        "price": "this host asks no plugin for prices", "table": "this host has no decision tables for plugins",
        "encode": "this host offers stoa.json only", "math": "use + - * // % on whole numbers and stoa.decimal for the rest",
        "random": "use math.random; it is seeded, and gives the same numbers for the same package",
        "time": "the question of a pure point holds all that the answer may depend on",
    ]
}
