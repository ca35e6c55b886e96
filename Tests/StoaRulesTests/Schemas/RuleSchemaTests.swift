import Diagnostics
import Foundation
import JSONDocument
import StoaRules
import Testing

@Suite("The JSON Schemas of rule files")
struct RuleSchemaTests {
    /// `STOA_UPDATE=1`, or `stoa sdk generate`, writes the files anew.
    @Test("those in sdk/schema are those of the code")
    func golden() throws {
        let folder = SchemaFixtures.goldenFolder
        for (name, json) in RuleSchemas.files {
            let url = folder.appending(path: name)
            if ProcessInfo.processInfo.environment["STOA_UPDATE"] == "1" { try Data(json.prettyText.utf8).write(to: url, options: .atomic) }
            let isCurrent = try String(contentsOf: url, encoding: .utf8) == json.prettyText
            #expect(isCurrent, "sdk/schema/\(name) is stale; run: stoa sdk generate")
        }
        #expect(
            Set(try FileManager.default.contentsOfDirectory(atPath: folder.path)) == Set(RuleSchemas.files.map(\.name)),
            "sdk/schema holds a file that is not generated")
    }

    @Test("every shipped rule and its tests match")
    func shipped() throws {
        let rules = try SchemaFixtures.shippedRules()
        for file in rules { #expect(file.violations == [], "\(file.name)") }
        #expect(Set(rules.compactMap(\.kind)) == Set(RuleSchemas.kinds), "a kind has no shipped example")
        let tests = try SchemaFixtures.shippedTests()
        for file in tests { #expect(RuleSchemas.tests.validate(file.json) == [], "\(file.name)") }
        #expect(tests.count >= 10)
    }

    @Test("every rule file in the test suites that is read without errors matches")
    func suites() throws {
        var count = 0
        for file in try SchemaFixtures.literals() where file.errors.isSubset(of: EditedFile.errorsOfOtherFiles) {
            count += 1
            #expect(file.violations == [], "\(file.name): \(file.text)")
        }
        #expect(count >= 50, "only \(count) files were found")
    }

    @Test("every rule of random books matches")
    func random() throws {
        var books = RandomBooks(seed: 4_109)
        for _ in 0..<50 {
            for source in books.rules(6) {
                let file = try #require(EditedFile(source.name, source.text))
                #expect(file.violations == [], "\(source.text)")
            }
        }
    }

    private static let head = "kind: Promotion\nid: a\n"
    static let wrong = [
        "kind: Promotion\ngive: { percent: 10 }\n", head, head + "gvie: { percent: 10 }\n", head + "give: { percnt: 10 }\n",
        head + "give: { percent: 10, amount: \"5.00\" }\n", head + "give: { percent: 0 }\n", head + "give: { percent: 101 }\n",
        head + "give: { percent: ten }\n", head + "give: { amount: 50, per: order }\n",
        head + "give: { amount: { USX: \"5.00\" }, per: order }\n",
        head + "give: { amount: { USD: \"5.001\" }, per: order }\n", head + "give: { amount: \"-5.00\", per: order }\n",
        head + "give: { amount: \"0.00\", per: order }\n", head + "give: { amount: \"5.00\", per: cart }\n",
        head + "give: { gift: { quantity: 1 } }\n", head + "give: { gift: { sku: a, chooseFrom: [b] } }\n",
        head + "give: { points: { fixed: 0 } }\n", head + "give: { tiers: { by: weight, rows: [{ from: 1, percent: 5 }] } }\n",
        head + "give: { tiers: { by: units, rows: [] } }\n", head + "give: { shipping: { percent: 5, price: \"1.00\" } }\n",
        head + "give: { percent: 10 }\nphase: itme\n", head + "give: { percent: 10 }\nstep: 100\n",
        head + "give: { percent: 10 }\nstep: 1.5\n",
        head + "give: { percent: 10 }\nlimits: {}\n", head + "give: { percent: 10 }\nlimits: { uses: 0 }\n",
        head + "give: { percent: 10 }\ntake: { a: { of: 'true' } }\n", head + "give: { percent: 10 }\nspend: { of: cart }\n",
        head + "give: { percent: 10 }\nactive: { weekly: { days: [FRIDAY] } }\n", head + "give: { percent: 10 }\nstack: { scope: unit }\n",
        head + "give: { percent: 10 }\nschema: stoa/rule/9\n", head + "give: { percent: 10 }\nreturns: all\n",
        head + "give: { percent: 10 }\nfundedBy: vendor\n", "kind: Promotion\nid: a b\ngive: { percent: 10 }\n",
        "kind: Coupon\nid: a\ntype: secret\ncodes: [A]\n", "kind: Coupon\nid: a\n",
        "kind: Coupon\nid: a\ncodes: [A]\nlimits: { perDay: 1 }\n",
        "kind: Gate\nid: g\non: order\neffect: allow\n", "kind: Gate\nid: g\non: order.place\neffect: forbid\n",
        "kind: Segment\nid: big-spender\nwhen: 'true'\n", "kind: Stacks\nid: s\ngroups: { a: { atMost: 0 } }\n",
        "kind: Tax\nid: t\nzones: [DE]\nrates: []\n", "kind: Tax\nid: t\nzones: [DE]\nrates: [{ class: standard, rate: -1 }]\n",
        "kind: Commission\nid: c\n", "kind: Commission\nid: c\nrate: 8\nfor: { seler: [a] }\n", "kind: Rulebook\nobjective: best\n",
        "kind: Rulebook\ncurrency: XXX\n", "kind: Table\nid: t\ninput: { a: txt }\noutput: { b: int }\nrows: []\n",
        "kind: Table\nid: t\ninput: { a: text }\noutput: { b: int }\n",
    ]

    @Test("what the reader refuses about names, words, bounds and shapes, the schema refuses too", arguments: wrong)
    func mistakes(text: String) throws {
        let file = try #require(EditedFile("a/rule.yaml", text))
        #expect(!file.errors.isEmpty, "the reader takes it")
        #expect(file.violations?.isEmpty == false, "the schema takes it")
    }

    @Test(
        "wrong tests are refused",
        arguments: [
            "test: []\n", "tests: [{ name: a }]\n", "tests: [{ name: a, cart: { currency: USD, lines: [] }, expect: { discont: 1 } }]\n",
            "tests: [{ name: a, cart: { currency: USD, lines: [{ id: a, quantity: 1, unitPrice: \"5.00\" }] }, expect: {} }]\n",
            "tests: [{ name: a, zone: DE, cart: { currency: USD, lines: [] }, expect: { tax: 1 }, error: tax.noRate }]\n",
        ])
    func wrongTests(text: String) throws {
        let file = try #require(EditedFile("a/tests.yaml", text))
        #expect(!RuleSchemas.tests.validate(file.json).isEmpty)
    }

    // MARK: Changed files: the schema is never stricter than the reader

    @Test("of changed rules the schema refuses only what the reader refuses, and every field that the reader does not know")
    func mutations() throws {
        let (count, stricter, laxer) = try Self.compare { RuleSchemas.schema(ofKind: $0) }
        #expect(stricter == [])
        #expect(laxer == [])
        #expect(count >= 300)
    }

    @Test("a schema that forgets a field, or that knows one too many, is found")
    func plantedFaults() throws {
        let forgetful = try Self.compare { kind in
            RuleSchemas.schema(ofKind: kind).map { schema in
                var schema = schema
                schema.properties.removeAll { $0.name == "title" }
                return schema
            }
        }
        #expect(!forgetful.stricter.isEmpty)
        let lenient = try Self.compare { kind in
            RuleSchemas.schema(ofKind: kind).map { schema in
                var schema = schema
                schema.additionalProperties = .allowed
                return schema
            }
        }
        #expect(!lenient.laxer.isEmpty)
    }

    private static func compare(
        _ schema: (String) -> Schema?
    ) throws -> (count: Int, stricter: [String], laxer: [String]) {
        var (count, stricter, laxer): (Int, [String], [String]) = (0, [], [])
        for file in try SchemaFixtures.shippedRules() {
            guard let schema = file.kind.flatMap(schema) else { continue }
            let before = file.errors
            for changed in file.json.changes {
                let text = changed.prettyText
                guard let edited = EditedFile(file.name, text), edited.kind == file.kind else { continue }
                count += 1
                let errors = edited.errors
                let isRefused = !schema.validate(edited.json).isEmpty
                if isRefused, errors.isSubset(of: before) { stricter.append("\(file.name): \(changed.canonicalText)") }
                // Which outputs `default` may name, another part of the file says.
                let isAboutColumns = ["default", "output"].contains { changed[$0] != file.json[$0] }
                if errors.contains("rule.unknownField"), !isRefused, !isAboutColumns {
                    laxer.append("\(file.name): \(changed.canonicalText)")
                }
            }
        }
        return (count, stricter, laxer)
    }
}

extension EditedFile {
    /// What only the rest of a book mends.
    static let errorsOfOtherFiles: Set<String> = [
        "rule.unknownCoupon", "rule.unknownName", "rule.unknownGroup", "rule.unknownFile", "cel.unknownName", "cel.unknownField",
        "cel.unknownFunction",
    ]
}

extension JSON {
    /// The value with one member renamed, left out, or replaced by something else, at every place.
    fileprivate var changes: [JSON] {
        switch self {
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { name, value -> [JSON] in
                var rest = members
                rest[name] = nil
                func with(_ name: String, _ value: JSON) -> JSON { .object(rest.merging([name: value]) { $1 }) }
                return [.object(rest), with(name + "x", value), with(name, "??"), with(name, 7), with(name, []), with(name, ["y": 1])]
                    + value.changes.map { with(name, $0) }
            }
        case .array(let elements):
            elements.indices.flatMap { index in
                elements[index].changes.map { changed in
                    var all = elements
                    all[index] = changed
                    return JSON.array(all)
                }
            }
        default: []
        }
    }
}
