import ArgumentParser
import Foundation
import StoaHTTP
import StoaHost

struct SDK: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sdk", abstract: "Work with the generated SDK.",
        discussion: """
            Example:
              stoa sdk generate --into sdk
            """,
        subcommands: [Generate.self])

    struct Generate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the SDK's files from the types in the code.",
            discussion: """
                Example:
                  stoa sdk generate --into sdk
                """)

        @Option(help: ArgumentHelp("The folder to write into.", valueName: "dir"))
        var into = "sdk"

        func run() throws {
            for file in try SDKFiles.all() {
                let url = URL(fileURLWithPath: into).appending(path: file.path)
                do {
                    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                    try Data(file.text.utf8).write(to: url, options: .atomic)
                } catch {
                    throw HostError(
                        .environment, code: "file.unwritable", "\(url.path) cannot be written", hint: "check the folder's permissions")
                }
                Terminal.say("wrote \(url.path)")
            }
        }
    }
}
