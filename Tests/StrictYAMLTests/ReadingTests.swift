import Diagnostics
import StrictYAML
import Testing

private enum Phase: String, CaseIterable { case item, order, shipping }

private struct Rule: Equatable {
    var id: String
    var step: Int
    var phase: Phase
    var percent: String?
    var isActive: Bool
    var codes: [String]
}

/// A small schema of the kind that the callers have.
private func read(_ text: String) throws(DiagnosticsError) -> Rule {
    let reader = YAMLReader(YAMLDocument(reading: SourceText(name: "rule.yaml", text: text)), area: "rule")
    let rule = reader.root?.mapping { fields -> Rule? in
        let id = fields.required("id")?.string()
        let step = fields.optional("step")?.integer(in: 1...99) ?? 1
        let phase = fields.optional("phase")?.oneOf(Phase.self) ?? .item
        let give = fields.optional("give")?.mapping { give -> String? in give.required("percent")?.decimalText() }
        let isActive = fields.optional("active")?.bool() ?? true
        let codes = fields.optional("code")?.listOrOne { $0.string() } ?? []
        return id.map { Rule(id: $0, step: step, phase: phase, percent: give, isActive: isActive, codes: codes) }
    }
    return try reader.finish(rule)
}

private func findings(_ text: String) -> [String] {
    do {
        _ = try read(text)
        return []
    } catch {
        return error.diagnostics.map { finding in
            "\(finding.code) \(finding.position.map { "\($0.line):\($0.column)" } ?? "-")"
        }
    }
}

@Suite("A schema reads fields by name and tells all mistakes at once")
struct ReadingTests {
    @Test func reads() throws {
        let text = "id: 0123\nstep: 50\nphase: order\ngive: { percent: 17.50 }\nactive: false\ncode: [a, NO]\n"
        let expected = Rule(id: "0123", step: 50, phase: .order, percent: "17.50", isActive: false, codes: ["a", "NO"])
        #expect(try read(text) == expected)
        #expect(try read("id: x\ncode: one\n").codes == ["one"])
    }

    static let mistakes: [(String, [String])] = [
        ("step: 1\n", ["rule.missingField 1:1"]),
        ("id:\n", ["rule.emptyValue 1:1"]),
        ("id: x\nstpe: 1\n", ["rule.unknownField 2:1"]),
        ("id: [x]\n", ["rule.wrongKind 1:5"]),
        ("id: x\ngive: 5\n", ["rule.wrongKind 2:7"]),
        ("- id: x\n", ["rule.wrongKind 1:1"]),
        ("id: x\nstep: 100\n", ["rule.outOfRange 2:7"]),
        ("id: x\nstep: 99999999999999999999\n", ["rule.outOfRange 2:7"]),
        ("id: x\nstep: 01\n", ["rule.invalidInteger 2:7"]),
        ("id: x\nstep: 1.0\n", ["rule.invalidInteger 2:7"]),
        ("id: x\ngive: { percent: 1e2 }\n", ["rule.invalidDecimal 2:18"]),
        ("id: x\ngive: { percent: .5 }\n", ["rule.invalidDecimal 2:18"]),
        ("id: x\nactive: NO\n", ["rule.invalidBoolean 2:9"]),
        ("id: x\nphase: ordr\n", ["rule.unknownValue 2:8"]),
        ("id: x\ncode: [a, [b]]\n", ["rule.wrongKind 2:11"]),
        // The parser's findings and the schema's together, in the order of the file; the unreadable value is told once.
        (
            "id: *x\nstep: 0\nid: y\ngive: { percent: x, cap: 1 }\nfoo: 1\n",
            [
                "yaml.alias 1:5", "rule.outOfRange 2:7", "yaml.duplicateKey 3:1", "rule.invalidDecimal 4:18", "rule.unknownField 4:21",
                "rule.unknownField 5:1",
            ]
        ),
        ("", ["yaml.empty 1:1"]),
    ]

    @Test(arguments: mistakes)
    func tells(text: String, expected: [String]) { #expect(findings(text) == expected) }

    @Test("an unknown field names the nearest one")
    func nearest() {
        do {
            _ = try read("id: x\nstpe: 1\n")
            Issue.record("the field must be refused")
        } catch {
            #expect(
                error.description == """
                    rule.yaml:2:1: error[rule.unknownField] the file has no field 'stpe'
                      stpe: 1
                      ^~~~
                      hint: did you mean 'step'?

                    """)
        }
    }

    @Test("findings inside a text are moved to the file")
    func moved() {
        let reader = YAMLReader(YAMLDocument(reading: SourceText(name: "f", text: "when: 'a == ''b'''\n")))
        let value = reader.root?.mapping { $0.required("when") }
        if let value { reader.report([Diagnostic(code: "cel.x", "wrong", span: SourceSpan(5, 8))], within: value.node) }
        #expect(reader.diagnostics.map(\.span) == [SourceSpan(12, 17)])
    }

    @Test("declared fields are all there are, asked for or not")
    func declared() {
        func findings(_ text: String) -> [String] {
            let reader = YAMLReader(YAMLDocument(reading: SourceText(name: "rule.yaml", text: text)), area: "rule")
            _ = reader.root?.mapping(declaring: ["id", "step"]) { fields -> String? in
                _ = fields.all
                _ = fields.optional("phase")
                return fields.required("id")?.string()
            }
            return reader.diagnostics.map(\.code)
        }
        #expect(findings("id: a\nstep: 1\n") == [])
        #expect(findings("id: a\nphase: item\n") == ["rule.unknownField"])
        #expect(findings("id: a\nstpe: 1\n") == ["rule.unknownField"])
    }

    @Test("exactly one of several fields")
    func alternatives() {
        func findings(_ text: String) -> [String] {
            let reader = YAMLReader(YAMLDocument(reading: SourceText(name: "f", text: text)), area: "rule")
            _ = reader.root?.mapping { $0.exactlyOne(of: ["percent", "amount"])?.key }
            return reader.diagnostics.map(\.code)
        }
        #expect(findings("percent: 1\n") == [])
        #expect(findings("other: 1\n") == ["rule.missingField", "rule.unknownField"])
        #expect(findings("percent: 1\namount: 2\n") == ["rule.conflictingFields"])
    }
}
