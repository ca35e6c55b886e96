import Configuration
import Foundation
import Logging

/// What the operator decided, with where each value came from: a flag, the environment (`STOA_…`), `stoa.yaml`, or the
/// default, in this order.
public struct HostConfiguration: Sendable {
    public let database: String
    public let bind: String
    /// 0 lets the system choose.
    public let port: Int
    public let demo: Bool
    /// Nil: beside the SQLite file, or `stoa.key` in the working directory.
    public let keyFile: String?
    public let rules: String
    public let workflows: String
    public let plugins: String
    public let bodyBytesMax: Int
    public let connectionsMax: Int
    /// Reverse proxies that stand before the server and append to `X-Forwarded-For`.
    public let proxies: Int
    public let allowPrivateWebhooks: Bool
    public let logLevel: Logger.Level

    /// One line a setting, in the order of the settings, secrets masked.
    public let origins: [Origin]

    public struct Origin: Sendable, Hashable, Codable {
        public let name: String
        public let value: String
        /// `--port`, `STOA_PORT`, the file's path, or `default`.
        public let source: String
    }

    static let names = [
        "database", "bind", "port", "demo", "keyFile", "rules", "workflows", "plugins", "bodyBytesMax", "connectionsMax", "proxies",
        "allowPrivateWebhooks", "logLevel",
    ]

    /// - Parameters:
    ///   - flags: values by setting name, as given on the command line.
    ///   - file: a configuration file that must exist; nil takes `stoa.yaml` of the working directory when there is one.
    /// - Throws: ``HostError`` `config.invalidValue`, `config.fileUnreadable`, `config.fileMalformed`.
    public init(
        flags: [String: String], environment: [String: String] = ProcessInfo.processInfo.environment, file: String? = nil
    ) throws(HostError) {
        var reader = SettingReader(flags: flags, environment: environment, file: try ConfigurationFile(explicit: file))
        database = try reader.read(Setting(text: "database", standard: "sqlite:stoa.db"))
        bind = try reader.read(Setting(text: "bind", standard: "127.0.0.1"))
        port = try reader.read(Setting(integer: "port", standard: 8080, in: 0...65_535))
        demo = try reader.read(Setting(flag: "demo"))
        keyFile = try reader.read(Setting("keyFile", standard: "", "a path") { text in .some(text.isEmpty ? nil : text) })
        let shipped = demo ? ShippedFiles.find() : nil
        rules = try reader.read(Setting(text: "rules", standard: shipped?.rules ?? "rules"))
        workflows = try reader.read(Setting(text: "workflows", standard: shipped?.workflows ?? "workflows"))
        plugins = try reader.read(Setting(text: "plugins", standard: shipped?.plugins ?? "plugins"))
        bodyBytesMax = try reader.read(Setting(integer: "bodyBytesMax", standard: 1 << 20, in: 1_024...(64 << 20)))
        connectionsMax = try reader.read(Setting(integer: "connectionsMax", standard: 4_096, in: 1...100_000))
        proxies = try reader.read(Setting(integer: "proxies", standard: 0, in: 0...10))
        allowPrivateWebhooks = try reader.read(Setting(flag: "allowPrivateWebhooks"))
        logLevel = try reader.read(
            Setting("logLevel", standard: "notice", Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")) { text in
                Logger.Level(rawValue: text)
            })
        origins = reader.origins
    }
}

/// Reads settings from the layers, the first that has one wins, and remembers where each came from.
private struct SettingReader {
    private let layers: [(provider: any ConfigProvider, source: @Sendable (String) -> String)]
    private(set) var origins: [HostConfiguration.Origin] = []

    init(flags: [String: String], environment: [String: String], file: ConfigurationFile?) {
        var layers: [(provider: any ConfigProvider, source: @Sendable (String) -> String)] = [
            (InMemoryProvider(values: flags.configured), { "--" + words(of: $0).joined(separator: "-") }),
            (
                EnvironmentVariablesProvider(environmentVariables: environment),
                { "STOA_" + words(of: $0).joined(separator: "_").uppercased() }
            ),
        ]
        if let file { layers.append((InMemoryProvider(values: file.values.configured), { _ in file.path })) }
        self.layers = layers
    }

    mutating func read<Value>(_ setting: Setting<Value>) throws(HostError) -> Value {
        let key = AbsoluteConfigKey(["stoa", setting.name])
        for layer in layers {
            guard let value = try? layer.provider.value(forKey: key, type: .string).value, case .string(let text) = value.content else {
                continue
            }
            return try parse(setting, text, from: layer.source(setting.name))
        }
        return try parse(setting, setting.standard, from: "default")
    }

    private mutating func parse<Value>(_ setting: Setting<Value>, _ text: String, from source: String) throws(HostError) -> Value {
        guard let value = setting.parse(text) else {
            throw HostError(
                .usage, code: "config.invalidValue", "\(setting.name) is '\(text.prefix(100))', given by \(source)",
                hint: "use \(setting.expectation)")
        }
        origins.append(.init(name: setting.name, value: setting.name == "database" ? masked(text) : text, source: source))
        return value
    }
}

extension [String: String] {
    fileprivate var configured: [AbsoluteConfigKey: ConfigValue] {
        Dictionary<AbsoluteConfigKey, ConfigValue>(
            uniqueKeysWithValues: map { (AbsoluteConfigKey(["stoa", $0.key]), ConfigValue(.string($0.value), isSecret: false)) })
    }
}

/// `keyFile` → `key`, `file`.
private func words(of name: String) -> [String] {
    var words = [""]
    for character in name {
        if character.isUppercase { words.append("") }
        words[words.count - 1].append(contentsOf: character.lowercased())
    }
    return words
}

/// A database URL without its password.
func masked(_ url: String) -> String {
    guard let scheme = url.range(of: "://") else { return url }
    let rest = url[scheme.upperBound...]
    let end = rest.firstIndex(where: { $0 == "/" || $0 == "?" }) ?? rest.endIndex
    var text = String(rest)
    if let at = rest[..<end].lastIndex(of: "@"), let colon = rest[..<at].firstIndex(of: ":") {
        text = rest[...colon] + "•••" + rest[at...]
    }
    if let password = text.range(of: "password=") {
        let end = text[password.upperBound...].firstIndex(of: "&") ?? text.endIndex
        text.replaceSubrange(password.upperBound..<end, with: "•••")
    }
    return url[..<scheme.upperBound] + text
}
