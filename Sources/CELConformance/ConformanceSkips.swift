/// What of the suite is not run, and why. Nothing else is ever skipped.
enum ConformanceSkips {
    private static let reasonsByFeature = [
        "strong_enums": "enumerations are whole numbers here, as is the specification's default; the strong mode is an option of it"
    ]

    static func reason(for test: ConformanceTest) -> String? {
        for feature in test.features {
            if let reason = reasonsByFeature[feature] { return reason }
        }
        return nil
    }
}
