import ArgumentParser
import JSONDocument
import StoaHTTP
import StoaHost
import StoaRules

struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say in words what changes from one set of rules to another.",
        discussion: """
            Each side is a folder, the id of a published version, or 'current' for what a server has in force; only the
            last two ask a server. Rules are told apart by their ids; comments and layout do not count.

            Example:
              stoa diff current my-rules
              stoa diff rules-before rules-after
            """)

    @Argument(help: ArgumentHelp("The older rules.", valueName: "from"))
    var from: String

    @Argument(help: ArgumentHelp("The newer rules.", valueName: "to"))
    var to: String

    @OptionGroup var access: ServerAccess

    @Flag(help: "Print the changes as JSON on one line.")
    var json = false

    func run() async throws {
        let changes = RulebookDiff(from: try await files(from), to: try await files(to)).changes
        if json { return try Terminal.answer(encoding: changes, onOneLine: true) }
        for change in changes { for words in change.words { Terminal.answer("\(change.rule): \(words)") } }
        if changes.isEmpty { Terminal.say("both mean the same") }
    }

    private func files(_ side: String) async throws -> [RuleFile] {
        let isVersion = side.utf8.count == 64 && side.allSatisfy(\.isHexDigit)
        guard side == "current" || isVersion else { return try RuleFile.all(in: try ContentFolder(side).path) }
        let rulebook = try await access.withClient { client in
            let id = isVersion ? .string(side) : try await client.run("rulebook.list", ["limit": 1]).output["current"] ?? .null
            return try await client.run("rulebook.get", ["id": id]).output
        }
        return try JSONValueDecoder().decode([RuleFile].self, from: rulebook["files"] ?? [])
    }
}
