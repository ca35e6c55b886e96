import ArgumentParser
import JSONDocument
import StoaHost
import StoaRules

struct ReceiptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: "Check the evidence of orders.", subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reckon an order again from its receipt alone, and compare every number.",
            discussion: """
                No server is asked. GET /v1/orders/{id}/receipt exports a receipt; the journal entry of the order notes its
                digest.

                Examples:
                  stoa receipt verify receipt.json
                  stoa receipt verify receipt.json --rules my-rules --digest 0f3a…
                """)

        @Argument(help: ArgumentHelp("The receipt, or - for standard input.", valueName: "file"))
        var file: String

        @Option(help: ArgumentHelp("The folder of rules, where the receipt does not enclose them.", valueName: "dir"))
        var rules: String?

        @Option(help: ArgumentHelp("The digest that the journal noted.", valueName: "hex"))
        var digest: String?

        @Flag(help: "Print the result as JSON on one line.")
        var json = false

        func run() async throws {
            let files = try rules.map { try RuleFile.all(in: try ContentFolder($0).path) }
            let verifier = ReceiptVerifier(files: files, noted: digest?.lowercased())
            let result = try verifier.verify(try InputFile.bytes(file), name: file)
            if json {
                try Terminal.answer(encoding: result, onOneLine: true)
            } else {
                for finding in result.findings { Terminal.complain("\(finding.at): \(finding.message)", code: finding.code, hint: nil) }
                for note in result.notes { Terminal.say("note: \(note)") }
                if result.isGood { Terminal.answer("\(result.id): every number follows from rulebook \(result.rulebook)") }
            }
            if !result.isGood { throw ExitCode(Exit.findings) }
        }
    }
}
