import StrictYAML

/// The standing rules of a book while its files are read.
struct ReadStandingRules {
    private var permissions: [ReadPermission] = []

    static let kinds: Set<String> = ["Permission"]

    mutating func read(_ kind: String, _ fields: YAMLMappingReader, with reading: RuleReading) {
        switch kind {
        default: if let permission = reading.permission(fields) { permissions.append(permission) }
        }
    }

    /// Every id with its place.
    var ids: [Reference] { permissions.map(\.id) }

    var rules: StandingRules { StandingRules(permissions: PermissionTable(permissions.map(\.permission))) }
}
