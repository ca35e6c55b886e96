import Diagnostics
import Foundation
import JSONDocument
import Testing

@testable import StoaPlugins

@Suite("A package is checked before anything runs")
struct PackageTests {
    private func codes(_ files: [String: [UInt8]]) -> [String] {
        findings { () throws(DiagnosticsError) in try PluginPackage(name: "p", files: files) }.map(\.code)
    }

    private var good: [String: [UInt8]] { ["plugin.yaml": Array(manifestText().utf8), "main.lua": Array("return {}".utf8)] }

    @Test("what may not be in it")
    func refused() {
        #expect(codes([:]) == ["package.missingFile", "package.missingFile"])
        #expect(codes(good.merging(["x.lua": [0x1B, 0x4C]]) { $1 }) == ["package.notText"])
        #expect(codes(good.merging(["main.lua": Array(repeating: 0x20, count: 65_537)]) { $1 }) == ["package.fileTooLarge"])
        #expect(codes(good.merging(["stoa/x.lua": []]) { $1 }) == ["package.reservedName"])
        #expect(codes(good.merging(["stoa.lua": []]) { $1 }) == ["package.reservedName"])
        let many = Dictionary(uniqueKeysWithValues: (1...256).map { ("docs/\($0).md", [UInt8]()) })
        #expect(codes(good.merging(many) { $1 }) == ["package.tooManyFiles"])
        let large = Dictionary(uniqueKeysWithValues: (1...9).map { ("docs/\($0).md", [UInt8](repeating: 0x20, count: 250_000)) })
        #expect(codes(good.merging(large) { $1 }) == ["package.tooLarge"])
    }

    @Test("the hash names the content: equal files equal hash, one byte changes it")
    func hash() throws {
        let first = try PluginPackage(name: "a", files: good)
        let second = try PluginPackage(name: "b", files: good)
        let third = try PluginPackage(name: "a", files: good.merging(["main.lua": Array("return { }".utf8)]) { $1 })
        #expect(first.hash == second.hash)
        #expect(first.hash != third.hash)
        #expect(first.hash.utf8.count == 64)
    }

    @Test("folders nested too deep are not walked")
    func deep() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stoa-package-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let inner = (0...PackageLimits.depthMax).map { "d\($0)" }.joined(separator: "/")
        try FileManager.default.createDirectory(at: folder.appending(path: inner), withIntermediateDirectories: true)
        let found = findings { () throws(DiagnosticsError) in try PluginPackage.load(directory: folder.path) }
        #expect(found.map(\.code) == ["package.tooDeep"])
    }

    @Test("one plugin is installed once, and a configuration needs its plugin")
    func installing() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stoa-plugins-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        func install(_ configurations: [PluginID: JSON] = [:]) -> [String] {
            findings { () throws(DiagnosticsError) in
                try PluginInstallation.folders(in: folder.path, configurations: configurations)
            }.map(\.code)
        }
        for name in ["one", "two"] {
            let package = folder.appending(path: name)
            try FileManager.default.createDirectory(at: package, withIntermediateDirectories: true)
            try manifestText().write(to: package.appending(path: "plugin.yaml"), atomically: true, encoding: .utf8)
            try "return { propose = function() return {} end }".write(
                to: package.appending(path: "main.lua"), atomically: true, encoding: .utf8)
        }
        #expect(install() == ["plugin.installedTwice"])
        try FileManager.default.removeItem(at: folder.appending(path: "two"))
        #expect(install() == [])
        #expect(install([try #require(PluginID("acme/other")): [:]]) == ["plugin.notInstalled"])
    }

    @Test("a manifest asks for a bounded number of capabilities")
    func manyCapabilities() {
        let list = String(repeating: "  - { id: kv.get, reason: x }\n", count: 33)
        let text = manifestText(extra: "capabilities:\n" + list)
        let found = findings { () throws(DiagnosticsError) in try Manifest.read(SourceText(name: "plugin.yaml", text: text)) }
        #expect(found.map(\.code) == ["manifest.tooMany"])
    }

    @Test("a folder is read with its modules, hidden files and links excepted")
    func folder() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "stoa-package-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder.appending(path: "rates"), withIntermediateDirectories: true)
        for (path, text) in [
            "plugin.yaml": manifestText(), "main.lua": "return {}", "rates/eu.lua": "return 1", ".hidden": "x", "empty.md": "",
        ] {
            try Data(text.utf8).write(to: folder.appending(path: path))
        }
        let loaded = try PluginPackage.load(directory: folder.path)
        #expect(loaded.files.keys.sorted() == ["empty.md", "main.lua", "plugin.yaml", "rates/eu.lua"])
        #expect(loaded.modules.keys.sorted() == ["rates.eu"])
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "passwd.md"), withDestinationURL: URL(fileURLWithPath: "/etc/passwd"))
        #expect(findings { () throws(DiagnosticsError) in try PluginPackage.load(directory: folder.path) }.map(\.code) == ["package.link"])
    }

    @Test("a folder that is not there")
    func missingFolder() {
        #expect(
            findings { () throws(DiagnosticsError) in try PluginPackage.load(directory: "/nonexistent") }.map(\.code) == [
                "package.unreadable"
            ])
        #expect(
            findings { () throws(DiagnosticsError) in try PluginInstallation.folders(in: "/nonexistent") }.map(\.code) == [
                "package.unreadable"
            ])
    }
}

@Suite("A configuration is checked against the manifest")
struct InstallationTests {
    private let config = """
        config:
          type: object
          properties:
            limit: { type: integer, minimum: 1, default: 3 }
            name: { type: string }
          required: [limit, name]
          additionalProperties: false
        """

    @Test("defaults are filled in, violations are refused with their place")
    func validated() throws {
        let sample = try package(propose: "return {}", extra: config)
        #expect(try PluginInstallation(sample, config: ["name": "x"]).config == ["name": "x", "limit": 3])
        let found = findings { () throws(DiagnosticsError) in try PluginInstallation(sample, config: ["limit": 0, "nme": "x"]) }
        #expect(Set(found.map(\.code)) == ["plugin.configRefused"])
        #expect(found.contains { $0.message.hasPrefix("/limit:") })
        #expect(found.contains { $0.message.hasPrefix("/name:") })
        #expect(found.contains { $0.message.hasPrefix("/nme:") })
    }

    @Test("the handler gets the configuration")
    func reachesHandler() async throws {
        let sample = try package(propose: "return { { id = config.name, percent = tostring(config.limit) } }", extra: config)
        let run = try await PluginRunner(executor: executor).run(sample, PluginInput(config: ["name": "n"], question: question))
        #expect(outcome(run.result) == #"[{"id":"acme/sample#n","percent":"3"}]"#)
    }

    @Test("a configuration where the manifest takes none")
    func noConfig() throws {
        let sample = try package(propose: "return {}")
        #expect(
            findings { () throws(DiagnosticsError) in try PluginInstallation(sample, config: ["a": 1]) }.map(\.code) == [
                "plugin.configRefused"
            ])
    }
}
