import Diagnostics
import Foundation
import JSONDocument
import StoaRules
import StrictYAML

/// A rule file as an editor sees it.
struct EditedFile {
    let name: String
    let text: String
    let json: JSON

    /// Nil for text that is no YAML.
    init?(_ name: String, _ text: String) {
        let document = YAMLDocument(reading: SourceText(name: name, text: text))
        guard let root = document.root, !document.diagnostics.contains(where: { $0.severity == .error }) else { return nil }
        self.name = name
        self.text = text
        json = root.folded(
            scalar: { scalar, _ in Self.literal(scalar) }, sequence: { items, _ in .array(items) },
            mapping: { entries, _ in .object(Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }) })
    }

    /// Plain scalars are numbers and truth values where YAML's core schema says so.
    private static func literal(_ scalar: YAMLScalar) -> JSON {
        guard scalar.style == .plain else { return .string(scalar.text) }
        switch scalar.text {
        case "true": return true
        case "false": return false
        case "null", "": return .null
        default:
            return scalar.text.first.map { $0 == "-" || $0.isNumber } ?? false
                ? (try? JSON(parsing: scalar.text)) ?? .string(scalar.text) : .string(scalar.text)
        }
    }

    var kind: String? { json["kind"]?.string }

    /// What the schema of its kind says; an unknown kind has none.
    var violations: [SchemaViolation]? { kind.flatMap(RuleSchemas.schema).map { $0.validate(json) } }

    /// Codes of the errors of the reader, alone in a book.
    var errors: Set<String> { Self.errors(of: text) }

    static func errors(of text: String) -> Set<String> {
        do throws(DiagnosticsError) { _ = try Rulebook.compile([SourceText(name: "a/rule.yaml", text: text)]) } catch {
            return Set(error.diagnostics.map(\.code))
        }
        return []
    }
}

enum SchemaFixtures {
    private static let root = URL(fileURLWithPath: Shipped.directory).deletingLastPathComponent()

    static var goldenFolder: URL { root.appending(path: "sdk/schema") }

    /// `rule.yaml` of every shipped rule, and the rulebook.
    static func shippedRules() throws -> [EditedFile] { try shipped { $0 == "rule.yaml" || $0 == "rulebook.yaml" } }

    static func shippedTests() throws -> [EditedFile] { try shipped { $0 == "tests.yaml" } }

    private static func shipped(_ isWanted: (String) -> Bool) throws -> [EditedFile] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: Shipped.directory).sorted()
        return try paths.filter { isWanted(($0 as NSString).lastPathComponent) }.compactMap { path in
            EditedFile(path, try String(contentsOfFile: Shipped.directory + "/" + path, encoding: .utf8))
        }
    }

    /// Every rule file that stands as a literal without interpolation in the Swift code of the tests.
    static func literals() throws -> [EditedFile] {
        let folder = root.appending(path: "Tests")
        var files: [EditedFile] = []
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() where path.hasSuffix(".swift") {
            let code = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
            for text in blocks(code) + lines(code) where text.hasPrefix("kind: ") && !text.contains("\\(") {
                if let file = EditedFile(path, text) { files.append(file) }
            }
        }
        return files
    }

    /// Literals in three quotes, without their indentation.
    private static func blocks(_ code: String) -> [String] {
        code.components(separatedBy: "\"\"\"").enumerated().filter { $0.offset % 2 == 1 }.map { block in
            let lines = block.element.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
            let indentation = lines.last?.count ?? 0
            return lines.dropLast().map { String($0.dropFirst(min(indentation, $0.count))) }.joined(separator: "\n") + "\n"
        }
    }

    private static func lines(_ code: String) -> [String] {
        code.matches(of: /"(kind: (?:[^"\\\n]|\\.)*)"/).map {
            String($0.1).replacing("\\n", with: "\n").replacing("\\\"", with: "\"")
        }
    }
}
