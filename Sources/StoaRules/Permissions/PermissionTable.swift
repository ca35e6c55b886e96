import StoaExtension

/// The permissions of a book, found by operation.
struct PermissionTable: Sendable {
    /// Sorted by id.
    let permissions: [Permission]
    private let byName: [String: [PermissionRule]]
    private let byNoun: [String: [PermissionRule]]
    private let everywhere: [PermissionRule]

    init(_ permissions: [Permission]) {
        self.permissions = permissions.sorted { $0.id < $1.id }
        var byName: [String: [PermissionRule]] = [:]
        var byNoun: [String: [PermissionRule]] = [:]
        var everywhere: [PermissionRule] = []
        for permission in self.permissions {
            for pattern in Set(permission.operations) {
                switch pattern {
                case .one(let name): byName[name, default: []].append(permission.rule)
                case .all(let noun): byNoun[noun, default: []].append(permission.rule)
                case .every: everywhere.append(permission.rule)
                }
            }
        }
        self.byName = byName
        self.byNoun = byNoun
        self.everywhere = everywhere
    }

    /// What the book says of an operation; nothing of those that lead away from it.
    func permissions(for operation: String) -> OperationPermissions {
        guard !permissions.isEmpty, !OperationAccess.isOpenDoor(operation) else { return .none }
        let noun = String(operation.prefix { $0 != "." })
        return OperationPermissions(everywhere + (byNoun[noun] ?? []) + (byName[operation] ?? []))
    }
}

extension Rulebook {
    /// Who may run an operation, as far as the book says. It never says anything of the operations that put another book
    /// into its place.
    public func permissions(for operation: String) -> OperationPermissions { standing.permissions.permissions(for: operation) }
}
