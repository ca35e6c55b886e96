extension ErrorCatalogue {
    /// What is wrong with rules that decide besides prices: permissions.
    static let standingErrors: [ErrorPage] = [
        ErrorPage(
            "rule.grantsAdministration", .merchant,
            "A Permission would let others run what only administrators may: make keys, record payments.",
            .situation("'on: apiKey.create' with 'allow: support'."),
            "Give the person a key with the role admin, or remove the operation from the rule."),
        ErrorPage(
            "rule.protectedOperation", .merchant,
            "A Permission names an operation that puts another rulebook into force, and before those none stands.",
            .file(
                "rule.yaml",
                """
                kind: Permission
                id: closed
                on: rulebook.activate
                deny: merchandiser
                """),
            "Remove the operation; a workflow before rulebook.activate can ask for four eyes."),
        ErrorPage(
            "rule.unknownFact", .merchant,
            "A condition reads something that is not known when its rule is judged.",
            .file(
                "rule.yaml",
                """
                kind: Permission
                id: small-refunds
                on: order.refund
                allow: support
                when: decided.remaining > 0
                """),
            "Use one of the names of the hint; what a command comes to can be judged by a Gate."),
        ErrorPage(
            "rule.unknownOperation", .merchant,
            "A Permission names an operation that the platform has not got.",
            .situation("'on: order.refnd' in a Permission."),
            "Correct the spelling; GET /openapi.json lists the operations."),
    ]
}
