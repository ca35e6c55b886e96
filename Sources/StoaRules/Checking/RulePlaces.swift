import Diagnostics
import StrictYAML

/// Where the parts of every rule stand in their files.
struct RulePlaces {
    private struct File {
        let source: SourceText
        let root: YAMLNode
    }

    private var files: [String: File] = [:]

    init(_ sources: [SourceText]) {
        for source in sources where !source.isData {
            guard let root = YAMLDocument(reading: source).root, let id = root["id"]?.text, files[id] == nil else { continue }
            files[id] = File(source: source, root: root)
        }
    }

    func source(of rule: String) -> SourceText? { files[rule]?.source }

    func root(of rule: String) -> YAMLNode? { files[rule]?.root }

    /// The node at a path of keys, or the nearest one above it. The one entry of a list stands for the list.
    func node(_ rule: String, _ path: [String]) -> YAMLNode? {
        guard var node = files[rule]?.root else { return nil }
        for key in path {
            if let number = Int(key), let list = node.sequence, list.indices.contains(number) {
                node = list[number]
            } else if let next = node[key] {
                node = next
            } else if Int(key) == nil {
                return node.span == files[rule]?.root.span ? files[rule]?.root["id"] : node
            }
        }
        return node
    }

    func span(_ rule: String, _ path: [String]) -> SourceSpan? { node(rule, path)?.span }

    /// The place of a requirement, down to the part of an expression.
    func span(_ rule: String, _ origin: Origin) -> SourceSpan? {
        guard let node = node(rule, origin.field) else { return nil }
        guard let part = origin.span, node.scalar != nil else { return node.span }
        return node.sourceSpan(ofTextSpan: part)
    }
}
