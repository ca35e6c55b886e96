import Diagnostics
import Foundation
import Testing

@testable import StoaHost

@Suite struct ConfigurationTests {
    private func load(_ flags: [String: String] = [:], _ environment: [String: String] = [:], file: String? = nil) throws
        -> HostConfiguration
    {
        guard let file else { return try HostConfiguration(flags: flags, environment: environment) }
        let path = NSTemporaryDirectory() + "stoa-\(UUID().uuidString).yaml"
        try file.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try HostConfiguration(flags: flags, environment: environment, file: path)
    }

    @Test func flagsGoBeforeTheEnvironmentBeforeTheFileBeforeDefaults() throws {
        let file = "port: 1\nbind: 10.0.0.1\nkeyFile: /k\nbodyBytesMax: 4096\n"
        let result = try load(["port": "3"], ["STOA_PORT": "2", "STOA_KEY_FILE": "/e"], file: file)
        #expect(result.port == 3)
        #expect(result.keyFile == "/e")
        #expect(result.bind == "10.0.0.1")
        #expect(result.bodyBytesMax == 4096)
        #expect(result.database == "sqlite:stoa.db")
        let sources = Dictionary(uniqueKeysWithValues: result.origins.map { ($0.name, $0.source) })
        #expect(sources["port"] == "--port")
        #expect(sources["keyFile"] == "STOA_KEY_FILE")
        #expect(sources["bind"]?.hasSuffix(".yaml") == true)
        #expect(sources["database"] == "default")
        #expect(result.origins.map(\.name) == HostConfiguration.names)
    }

    @Test(arguments: [
        ("port", "http"), ("port", "65536"), ("demo", "perhaps"), ("logLevel", "loud"), ("bodyBytesMax", "1"), ("proxies", "11"),
    ])
    func impossibleValuesNameTheirSource(name: String, value: String) throws {
        let error = #expect(throws: HostError.self) { try load([name: value]) }
        #expect(error?.code == "config.invalidValue")
        #expect(error?.message.contains(value) == true)
    }

    @Test func aMistypedNameInTheFileIsFoundWithItsNearest() throws {
        let error = #expect(throws: HostError.self) { try load(file: "prot: 1\n") }
        #expect(error?.code == "config.fileMalformed")
        #expect(error?.message.contains("did you mean 'port'?") == true)
    }

    @Test(arguments: [
        ("prot: 1\n", "config.unknownField"), ("port:\n", "config.emptyValue"), ("- port: 1\n", "config.wrongKind"),
    ])
    func whatIsWrongWithTheFileIsToldInOneError(file: String, code: String) throws {
        let error = #expect(throws: HostError.self) { try load(file: file) }
        #expect(error?.message.contains(code) == true, "\(error?.message ?? "")")
    }

    @Test func aFileThatIsNamedMustBeThere() throws {
        let error = #expect(throws: HostError.self) {
            try HostConfiguration(flags: [:], environment: [:], file: NSTemporaryDirectory() + "stoa-none.yaml")
        }
        #expect(error?.code == "config.fileUnreadable")
    }

    @Test(arguments: [
        ("postgres://stoa:hunter2@db/mall", "postgres://stoa:•••@db/mall"),
        ("postgres://db/mall?user=x&password=hunter2&a=b", "postgres://db/mall?user=x&password=•••&a=b"),
        ("postgres://stoa@db:5432/mall", "postgres://stoa@db:5432/mall"), ("sqlite:mall.db", "sqlite:mall.db"),
    ])
    func passwordsAreMasked(url: String, shown: String) throws {
        #expect(try load(["database": url]).origins.first { $0.name == "database" }?.value == shown)
    }

    @Test func theInstallationKeyIsMadeOnceAndKeptPrivate() throws {
        let path = NSTemporaryDirectory() + "stoa-\(UUID().uuidString)/stoa.key"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let made = try InstallationKey.load(from: path)
        #expect(try InstallationKey.load(from: path).derive("demo") == made.derive("demo"))
        #expect(made.derive("demo") != made.derive("other"))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let error = #expect(throws: HostError.self) { try InstallationKey.load(from: path) }
        #expect(error?.code == "config.keyFileExposed")
    }

    @Test func anInstallationKeyThatCannotBeUsedIsNeverReplaced() throws {
        let path = NSTemporaryDirectory() + "stoa-\(UUID().uuidString).key"
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(FileManager.default.createFile(atPath: path, contents: Data("not a key".utf8), attributes: [.posixPermissions: 0o600]))
        #expect { try InstallationKey.load(from: path) } throws: { ($0 as? HostError)?.code == "config.keyFileMalformed" }
        #expect { try InstallationKey.load(from: path + "/inside") } throws: { ($0 as? HostError)?.code == "config.keyFileUnreadable" }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "not a key")
    }
}
