import Diagnostics
import StrictYAML
import Testing

/// The tree in one line, scalars in guillemets: what the tables below compare.
func outline(_ node: YAMLNode) -> String {
    node.folded(
        scalar: { scalar, _ in scalar.style == .unreadable ? "?" : "‹\(scalar.text)›" },
        sequence: { items, _ in "[" + items.joined(separator: ", ") + "]" },
        mapping: { fields, _ in "{" + fields.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}" })
}

/// Checks that a file is accepted and means `expected`.
func check(_ text: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let document = YAMLDocument(reading: SourceText(name: "f.yaml", text: text))
    #expect(document.diagnostics.map { $0.rendered() } == [], sourceLocation: sourceLocation)
    #expect(document.root.map(outline) == expected, sourceLocation: sourceLocation)
}

/// Checks that a file gives exactly these findings, each told as `code line:column`.
func checkRefused(_ text: String, _ expected: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    let document = YAMLDocument(reading: SourceText(name: "f.yaml", text: text))
    let found = document.diagnostics.map { finding in
        "\(finding.code) \(finding.position.map { "\($0.line):\($0.column)" } ?? "-")"
    }
    #expect(found == expected, "\(document.diagnostics.map { $0.rendered() }.joined())", sourceLocation: sourceLocation)
}
