import ArgumentParser
import JSONDocument
import Logging
import StoaHTTP
import StoaHost

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve a mall over HTTP.",
        discussion: """
            Every option can also stand in the environment (STOA_PORT) or in stoa.yaml (port: 8080); a flag goes first, \
            then the environment, then the file. SIGTERM lets requests finish, then stops in order.

            Example:
              stoa serve --demo --database sqlite:mall.db --port 8080
            """)

    @Option(help: ArgumentHelp("sqlite:PATH or postgres://… (default: sqlite:stoa.db).", valueName: "url"))
    var database: String?

    @Option(help: ArgumentHelp("The address to listen on (default: 127.0.0.1).", valueName: "address"))
    var bind: String?

    @Option(help: ArgumentHelp("The port to listen on, 0 for any that is free (default: 8080).", valueName: "n"))
    var port: String?

    @Flag(help: "Fill an empty database with the demo mall, and print three keys and a request to try.")
    var demo = false

    @Option(help: ArgumentHelp("The installation's secret; made when missing (default: beside the SQLite file).", valueName: "path"))
    var keyFile: String?

    @Option(help: ArgumentHelp("The folder of rules (default: rules; with --demo the shipped ones).", valueName: "dir"))
    var rules: String?

    @Option(help: ArgumentHelp("The folder of workflows (default: workflows; with --demo the shipped ones).", valueName: "dir"))
    var workflows: String?

    @Option(help: ArgumentHelp("The folder of plugins (default: plugins; with --demo the shipped ones).", valueName: "dir"))
    var plugins: String?

    @Option(help: ArgumentHelp("How many reverse proxies of yours append to X-Forwarded-For (default: 0).", valueName: "n"))
    var proxies: String?

    @Flag(help: "Let webhooks go to private, loopback and link-local addresses.")
    var allowPrivateWebhooks = false

    @Option(help: ArgumentHelp("trace, debug, info, notice, warning, error or critical (default: notice).", valueName: "level"))
    var logLevel: String?

    @Option(help: ArgumentHelp("A configuration file instead of stoa.yaml.", valueName: "file"))
    var config: String?

    @Flag(help: "Print every setting and where it came from, secrets masked, and stop.")
    var printConfig = false

    @Flag(help: "With --print-config: print JSON on one line.")
    var json = false

    func run() async throws {
        let configuration = try HostConfiguration(flags: flags, file: config)
        if printConfig { return try show(configuration) }
        var log = Logger(label: "stoa") { StreamLogHandler.standardError(label: $0) }
        log.logLevel = configuration.logLevel
        let mall = try await MallHost.open(configuration, log: log) { done, all in
            Terminal.progress("filling the demo mall: \(done) of \(all)")
        }
        Terminal.endProgress()
        var options = ServerOptions()
        options.host = configuration.bind
        options.port = configuration.port
        options.bodyBytesMax = configuration.bodyBytesMax
        options.connectionsMax = configuration.connectionsMax
        options.proxies = configuration.proxies
        let server = APIServer(platform: mall.platform, options: options, hooks: mall.hooks) { host, port in
            Greeting(address: "http://\(host):\(port)", demo: mall.demo).show()
        }
        try await mall.run(with: server)
    }

    private var flags: [String: String] {
        var flags: [String: String] = [:]
        flags["database"] = database
        flags["bind"] = bind
        flags["port"] = port
        flags["keyFile"] = keyFile
        flags["rules"] = rules
        flags["workflows"] = workflows
        flags["plugins"] = plugins
        flags["proxies"] = proxies
        flags["logLevel"] = logLevel
        if demo { flags["demo"] = "true" }
        if allowPrivateWebhooks { flags["allowPrivateWebhooks"] = "true" }
        return flags
    }

    private func show(_ configuration: HostConfiguration) throws {
        if json { return try Terminal.answer(encoding: configuration.origins, onOneLine: true) }
        let width = configuration.origins.map(\.name.count).max() ?? 0
        for origin in configuration.origins {
            let name = origin.name + String(repeating: " ", count: width - origin.name.count)
            Terminal.answer("\(name)  \(origin.value.isEmpty ? "–" : origin.value)  (\(origin.source))")
        }
    }
}
