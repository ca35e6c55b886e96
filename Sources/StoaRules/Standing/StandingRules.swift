/// What a book decides besides prices, for as long as it is in force: who may do what.
struct StandingRules: Sendable {
    var permissions = PermissionTable([])

    static let none = StandingRules()
}
