import Diagnostics
import PropertyTesting
import StrictYAML
import Testing
import Yams

/// libyaml's reading of the same file, outlined the same way; nil when it refuses the file.
private func yamsOutline(_ text: String) -> String? {
    guard let node = try? Yams.compose(yaml: text, .basic, .default, .utf8) else { return nil }
    return yamsOutline(node)
}

private func yamsOutline(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): "‹\(scalar.string)›"
    case .sequence(let sequence): "[" + sequence.map(yamsOutline).joined(separator: ", ") + "]"
    case .mapping(let mapping):
        "{" + mapping.map { "\($0.key.scalar?.string ?? "?"): \(yamsOutline($0.value))" }.joined(separator: ", ") + "}"
    case .alias: "*"
    }
}

@Suite("What is accepted means the same to libyaml")
struct YamsAgreementTests {
    @Test(arguments: ParsingTests.good)
    func goodFiles(text: String, expected: String) {
        // libyaml counts the byte order mark as a column, and calls a space indicator error what 1.2 allows.
        #expect(yamsOutline(text.replacing("\u{FEFF}", with: "")) == expected)
    }

    @Test("random files that are accepted agree", arguments: 1...20 as ClosedRange<UInt64>)
    func randomFiles(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        var accepted = 0
        for _ in 0..<1_000 {
            let text = randomFile(&generator)
            let document = YAMLDocument(reading: SourceText(name: "f", text: text))
            guard document.diagnostics.isEmpty, let root = document.root else { continue }
            accepted += 1
            #expect(outline(root) == yamsOutline(text), "seed \(seed), file:\n\(text)")
        }
        #expect(accepted > 50, "the generator must reach the accepted language")
    }

    @Test("random bytes neither stop nor escape the file", arguments: 1...10 as ClosedRange<UInt64>)
    func randomNoise(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let signs = Array("ab:- \n\t#'\"\\[]{},|>&*!?%@`é\r0<=.")
        for _ in 0..<2_000 {
            let text = String((0..<Int.random(in: 0...40, using: &generator)).map { _ in signs.randomElement(using: &generator) ?? " " })
            let document = YAMLDocument(reading: SourceText(name: "f", text: text))
            #expect(document.root != nil || !document.diagnostics.isEmpty)
            for finding in document.diagnostics {
                #expect((finding.span?.end ?? 0) <= text.utf8.count && (finding.span?.start ?? -1) >= 0)
            }
            if document.diagnostics.isEmpty, let root = document.root {
                #expect(outline(root) == yamsOutline(text), "seed \(seed), file:\n\(text)")
            }
        }
    }
}

/// Lines as people write them, put together without regard to sense.
private func randomFile(_ generator: inout SplitMix64) -> String {
    let starts = ["a: ", "b: ", "\"c\": ", "- ", "- - ", "- d: ", "", "e:", "'f' : ", "-"]
    let values = [
        "x", "x y", "x # c", "'q'", "\"q\\n\"", "[a, b]", "{a: 1, b: [c]}", "|", ">", "|-", ">+", "|2", "", "", "\"open", "c\"",
        "it's", "{ \"a\":1 }", "[", "]", "x: y", "-", "...", "[a,\n    b]", "x  ", "#", "é ü",
    ]
    var text = ""
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
        text += String(repeating: " ", count: [0, 0, 2, 2, 4, 1].randomElement(using: &generator) ?? 0)
        text += (starts.randomElement(using: &generator) ?? "") + (values.randomElement(using: &generator) ?? "")
        text += ["\n", "\n", "\n", "\n\n", "\r\n", "\n  \n"].randomElement(using: &generator) ?? "\n"
    }
    return text
}
