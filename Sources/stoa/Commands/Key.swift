import ArgumentParser
import JSONDocument
import StoaCommerce
import StoaExtension
import StoaHost
import StoaKernel

struct Key: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make API keys.",
        discussion: """
            Example:
              stoa key create --database sqlite:mall.db --tenant acme --role admin --actor usr_mia
            """,
        subcommands: [Create.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key and print it, this once; only its hash is kept.",
            discussion: """
                Works on the database itself, so that a new installation can have its first key.

                Example:
                  stoa key create --tenant acme --role admin --actor usr_mia
                """)

        @Option(help: ArgumentHelp("sqlite:PATH or postgres://…; otherwise STOA_DATABASE or stoa.yaml.", valueName: "url"))
        var database: String?

        @Option(help: ArgumentHelp("The tenant the key is for; a new one begins with its first key.", valueName: "id"))
        var tenant: String

        @Option(name: .customLong("role"), help: ArgumentHelp("A role or scope; may be given several times.", valueName: "name"))
        var roles: [String]

        @Option(help: ArgumentHelp("Whom the key's holder acts as: usr_… or cus_….", valueName: "id"))
        var actor: String

        @Option(help: ArgumentHelp("The seller whose data a seller's key may touch.", valueName: "id"))
        var seller: String?

        @Option(help: ArgumentHelp("What people call the key.", valueName: "text"))
        var name = "made on the command line"

        @Flag(help: "Print the key as JSON on one line.")
        var json = false

        func run() async throws {
            let configuration = try HostConfiguration(flags: database.map { ["database": $0] } ?? [:])
            let tenant: TenantID
            do { tenant = try TenantID(self.tenant) } catch {
                throw HostError(.usage, code: error.code, error.message, hint: error.hint)
            }
            let key = APIKeyText.random(for: tenant)
            let input = CreateAPIKey.Input(
                key: key, name: name, kind: actor.hasPrefix("cus_") ? .customer : .user, actor: actor, roles: roles, seller: seller)
            let storage = try await OpenStorage.open(configuration.database)
            var parts = PlatformParts(storage: storage)
            parts.operations = [AnyOperation(CreateAPIKey())]
            let platform = Platform(parts)
            let request = OperationRequest("apiKey.create", tenant: tenant, actor: .system, input: try JSONValueEncoder().encode(input))
            do { _ = try await platform.run(request) } catch {
                await storage.close()
                throw error
            }
            await storage.close()
            if json {
                Terminal.answer(["key": .string(key.text), "id": .string(key.id.text)], onOneLine: true)
            } else {
                Terminal.answer(key.text)
            }
        }
    }
}
