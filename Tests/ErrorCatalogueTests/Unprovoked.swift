/// The codes that no test provokes yet. Write the test, then remove the code and lower the count.
enum Unprovoked {
    static let countMax = 22

    static let codes: Set<String> = [
        "channel.notActive", "command.unexpected", "effect.nobodyAnswers", "effectOutcome.intentTaken",
        "hookMessage.messageTaken", "http.failed", "http.malformed", "http.noAnswer", "http.stopping", "http.unexpected",
        "output.malformed", "plugin.notCompiled", "plugin.outputMalformed", "store.disk",
        "store.diskFull", "store.engine", "store.failed", "store.permission", "store.unencodable",
        "webhookEndpoint.notFound", "workflow.unknown", "workflow.unreadableVersion",
    ]
}
