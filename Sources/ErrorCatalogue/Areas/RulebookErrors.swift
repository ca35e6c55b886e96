extension ErrorCatalogue {
    /// What publishing, activating and trying out rulebooks refuses.
    static let rulebookErrors: [ErrorPage] = [
        ErrorPage(
            "experiment.exists", .merchant,
            "There was an experiment of this id before; which customers take part follows from the id, so it is used once.",
            .request(#"POST /v1/experiments {"id": "autumn", "candidate": "3f9a…", "percent": 10} a second time"#),
            "Choose a new id."),
        ErrorPage(
            "experiment.notFound", .merchant,
            "There is no experiment of this id.",
            .request("GET /v1/experiments/autmn"),
            "Use the id that the experiment was started with."),
        ErrorPage(
            "experiment.running", .merchant,
            "An experiment is running. It compares its candidate with the rulebook in force, which therefore stays the same.",
            .request("POST /v1/rulebooks/3f9a…/activation during an experiment"),
            "Stop it with POST /v1/experiments/ID/stop. In an emergency roll back: that stops it as well."),
        ErrorPage(
            "experiment.sameRulebook", .merchant,
            "The candidate is the version that is in force, so there is nothing to compare.",
            .request(#"POST /v1/experiments {"id": "autumn", "candidate": "the id in force", "percent": 10}"#),
            "Publish the rules you want to try without activating them: stoa publish DIR --inactive."),
        ErrorPage(
            "promotion.tooManyPaused", .merchant,
            "A thousand promotions are paused one by one.",
            .request(#"POST /v1/promotions/one-more/pause {"reason": "…"}"#),
            "Publish a rulebook without these promotions, or go back to the version before."),
        ErrorPage(
            "rulebook.badFileName", .merchant,
            "A file of a rulebook has a name that no folder of rules could have, or the name of another file.",
            .request(#"POST /v1/rulebooks {"files": [{"name": "../rule.yaml", "text": "…"}]}"#),
            "Name files as in a folder of rules: rulebook.yaml, or FOLDER/rule.yaml with letters, digits, -, _ and dots."),
        ErrorPage(
            "rulebook.invalid", .merchant,
            "The rules have mistakes, so nothing of them was published. `findings` and `errors` list all of them with their places.",
            .request(#"POST /v1/rulebooks {"files": [{"name": "a/rule.yaml", "text": "kind: Promotion"}]}"#),
            "Mend every mistake; 'stoa check' finds the same ones before you publish."),
        ErrorPage(
            "rulebook.notFound", .merchant,
            "The tenant has published no rulebook of this id.",
            .request("POST /v1/rulebooks/0000000000000000000000000000000000000000000000000000000000000000/activation"),
            "Use an id that GET /v1/rulebooks lists, or publish the rules first."),
        ErrorPage(
            "rulebook.nothingBefore", .merchant,
            "No other version was in force before the one that is now, or all of them have been gone back through.",
            .command("stoa rollback --reason x"),
            "Activate the version you want; GET /v1/rulebooks lists all of them."),
        ErrorPage(
            "rulebook.notScheduled", .merchant,
            "The version does not wait to come into force: it never did, was taken back, or is in force already.",
            .request("DELETE /v1/rulebooks/3f9a…/activation"),
            "Look at `scheduled` of GET /v1/rulebooks."),
        ErrorPage(
            "rulebook.testsFailed", .merchant,
            "Tests that lie beside the rules fail, so nothing was published. `failed` says which, and how.",
            .command("stoa publish my-rules"),
            "Mend the rule or its test; 'stoa test' runs the same tests."),
        ErrorPage(
            "rulebook.tooLarge", .merchant,
            "The files of the rulebook together are larger than 8 MiB.",
            .request("POST /v1/rulebooks with 9 MiB of rules"),
            "Leave out what is not in use any more; old versions stay readable."),
        ErrorPage(
            "rulebook.tooManyScheduled", .merchant,
            "Twenty versions wait for their time already.",
            .request(#"POST /v1/rulebooks/3f9a…/activation {"at": "2030-01-01T00:00:00Z"}"#),
            "Take one back with DELETE /v1/rulebooks/ID/activation."),
        ErrorPage(
            "rulebook.unreadable", .operator,
            "A stored rulebook was written for another version of Stoa and does not compile any more.",
            .situation("After an upgrade, a version from years ago is activated."),
            "Go back to a version that can be read with 'stoa rollback', or publish the rules again in today's form."),
    ]
}
