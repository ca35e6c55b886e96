import StrictYAML

/// The standing rules of a book while its files are read.
struct ReadStandingRules {
    private var permissions: [ReadPermission] = []
    private var stock: [ReadStock] = []
    private var retention: [ReadRetention] = []

    static let kinds: Set<String> = ["Permission", "Stock", "Retention"]

    mutating func read(_ kind: String, _ fields: YAMLMappingReader, with reading: RuleReading) {
        switch kind {
        case "Retention": if let rule = reading.retention(fields) { retention.append(rule) }
        case "Stock": if let rule = reading.stock(fields) { stock.append(rule) }
        default: if let permission = reading.permission(fields) { permissions.append(permission) }
        }
    }

    /// Every id with its place.
    var ids: [Reference] { permissions.map(\.id) + stock.map(\.id) + retention.map(\.id) }

    var rules: StandingRules {
        StandingRules(
            permissions: PermissionTable(permissions.map(\.permission)), stock: stock.map(\.rule).sorted { $0.id < $1.id },
            retention: retention.map(\.rule).sorted { $0.id < $1.id })
    }
}
