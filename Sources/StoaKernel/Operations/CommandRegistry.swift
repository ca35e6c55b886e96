/// Every operation of the platform by name: the single source of its faces.
public struct CommandRegistry: Sendable {
    private let byName: [String: AnyOperation]

    /// - Precondition: no two operations share a name or a route.
    public init(_ operations: [AnyOperation]) {
        byName = Dictionary(operations.map { ($0.definition.name, $0) }) { first, _ in
            preconditionFailure("two operations are named \(first.definition.name)")
        }
        let routes = operations.compactMap(\.definition.route)
        precondition(Set(routes).count == routes.count, "two operations share a route")
    }

    public subscript(name: String) -> AnyOperation? { byName[name] }

    /// Sorted by name.
    public var operations: [AnyOperation] { byName.values.sorted { $0.definition.name < $1.definition.name } }
    public var names: [String] { byName.keys.sorted() }
}
