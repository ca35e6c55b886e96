import Diagnostics
import StrictYAML

/// Files of one kind whose expressions name each other, in such an order that what is called was read before.
struct CallOrder {
    private struct File {
        let reader: YAMLReader
        let id: String?
        /// What its expressions call, with the place of the expression.
        let calls: [(id: String, node: YAMLNode)]
    }

    private let files: [File]
    private let namespace: String

    /// - Parameters:
    ///   - namespace: the name before the point, such as `table`.
    ///   - expressions: the places of a file's expressions.
    init(_ readers: [YAMLReader], calling namespace: String, in expressions: (YAMLNode) -> [YAMLNode]) {
        self.namespace = namespace
        files = readers.map { reader in
            let nodes = reader.root.map { expressions($0.node) } ?? []
            let calls = nodes.flatMap { node in Self.names(behind: namespace, in: node.text ?? "").map { ($0, node) } }
            return File(reader: reader, id: reader.root?.node["id"]?.text, calls: calls)
        }
    }

    /// Names behind `table.`; one that stands in a text changes no more than the order.
    private static func names(behind namespace: String, in text: String) -> [String] {
        text.matches(of: /([A-Za-z_][A-Za-z0-9_]*)\s*\.\s*([A-Za-z_][A-Za-z0-9_]*)/).filter { $0.1 == namespace }.map { String($0.2) }
    }

    /// Called files before their callers; whoever closes a circle is reported.
    func sorted() -> [YAMLReader] {
        let places = Dictionary(files.enumerated().compactMap { file in file.element.id.map { ($0, file.offset) } }) { first, _ in first }
        var order: [YAMLReader] = []
        var isDone = Set<Int>()
        var path: [Int] = []
        func visit(_ place: Int) {
            guard !isDone.contains(place) else { return }
            path.append(place)
            for call in files[place].calls {
                guard let called = places[call.id] else { continue }
                guard let start = path.firstIndex(of: called) else {
                    visit(called)
                    continue
                }
                let names = (path[start...] + [called]).map { files[$0].id ?? "" }
                files[place].reader.report(
                    "cycle", "the \(namespace)s call each other in a circle: \(names.joined(separator: " → "))",
                    hint: "let one of them do without the other", at: call.node)
            }
            path.removeLast()
            isDone.insert(place)
            order.append(files[place].reader)
        }
        for place in files.indices { visit(place) }
        return order
    }
}
