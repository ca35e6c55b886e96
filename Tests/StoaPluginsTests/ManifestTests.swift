import Diagnostics
import JSONDocument
import StoaExtension
import Testing

@testable import StoaPlugins

private func read(_ text: String) -> [String] {
    findings { () throws(DiagnosticsError) in try Manifest.read(SourceText(name: "plugin.yaml", text: text)) }.map(\.short)
}

@Suite("A manifest is read strictly")
struct ManifestTests {
    @Test("everything it says")
    func complete() throws {
        let text = manifestText(
            extra: """
                title: Sample
                description: Does nothing
                license: MIT
                capabilities:
                  - id: kv.get
                    scope: rates
                    reason: remembers rates
                    optional: true
                config:
                  type: object
                  properties:
                    name: { type: string, default: 5, enum: [5, yes], description: 12 }
                    count: { type: integer, default: 5, minimum: 1 }
                    on: { type: boolean, default: true }
                  required: [name]
                """)
        let manifest = try Manifest.read(SourceText(name: "plugin.yaml", text: text))
        #expect(manifest.provider == "acme/sample@1.2.0")
        #expect(manifest.extends == [Manifest.Extension(point: .discountPropose, handler: "propose")])
        #expect(manifest.handler(for: "discount.propose") == "propose")
        #expect(manifest.handler(for: "ai.fraud") == nil)
        #expect(manifest.capabilities == [Capability(name: .readValues, scope: "rates", reason: "remembers rates", isOptional: true)])
        #expect((manifest.title, manifest.summary, manifest.license) == ("Sample", "Does nothing", "MIT"))
        // Texts stay texts beside `type: string`; numbers and truth values follow their own spelling.
        #expect(manifest.config.fillingDefaults(in: [:]) == ["name": "5", "count": 5, "on": true])
        #expect(manifest.config.validate(["name": "yes"]).isEmpty)
        #expect(manifest.config.validate(["name": "no"]).map(\.code) == ["input.notAllowed"])
    }

    @Test("all mistakes at once, each at its place")
    func allMistakes() {
        let found = read(
            """
            schema: stoa/plugin/2
            id: Acme/x
            version: 1.2
            host: ">=1.0 <<2"
            extend: 5
            extends:
              - point: discount.proposal
                handler: propose
              - point: discount.propose
                handler: 1x
            capabilities:
              - id: kv.read
                reason: x
            config:
              type: object
              propertys: {}
            """)
        #expect(
            found == [
                "1:9 manifest.invalidValue", "2:5 manifest.invalidValue", "3:10 manifest.invalidValue", "4:7 manifest.invalidValue",
                "5:1 manifest.unknownField", "7:12 manifest.unknownPoint", "10:14 manifest.invalidValue",
                "12:9 manifest.unknownCapability", "16:14 manifest.configSchema",
            ])
    }

    @Test("an unknown field gets the nearest name")
    func nearestName() {
        let found = findings { () throws(DiagnosticsError) in
            try Manifest.read(SourceText(name: "plugin.yaml", text: manifestText(extra: "capabilitys: []")))
        }
        #expect(found.map(\.hint) == ["did you mean 'capabilities'?"])
        #expect(found[0].rendered().contains("plugin.yaml:8:1: error[manifest.unknownField]"))
    }

    @Test(
        "single mistakes",
        arguments: [
            ("config: { type: array }", ["8:9 manifest.configSchema"]),
            ("config: { type: object, properties: { a: { type: strin } } }", ["8:50 manifest.configSchema"]),
            ("config: { type: object, properties: { a: { pattern: x } } }", ["8:53 manifest.configSchema"]),
            ("capabilities: [{ id: http.fetch, reason: x }]", ["8:22 manifest.capabilityNotAllowed"]),
            ("capabilities: [{ id: kv.get }]", ["8:18 manifest.missingField"]),
            ("version: 2.0.0", ["8:1 yaml.duplicateKey"]),
            ("title: &x hello", ["8:8 yaml.anchor"]),
        ])
    func single(extra: String, expected: [String]) {
        #expect(read(manifestText(extra: extra)) == expected)
    }

    @Test("a plugin for another host, without points, or with one point twice")
    func hostAndPoints() {
        let text = manifestText()
        #expect(read(text.replacing(">=1.0 <2", with: ">=2")) == ["4:7 manifest.hostNotSupported"])
        #expect(read(text + "  - point: discount.propose\n    handler: other") == ["8:12 manifest.duplicatePoint"])
        #expect(read("schema: stoa/plugin/1\nid: a/b\nversion: 1.0.0\nhost: \"1\"\nextends: []") == ["5:10 manifest.missingField"])
    }
}

@Suite("Versions and ranges")
struct VersionTests {
    @Test(
        "SemVer's own order",
        arguments: zip(
            [
                "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0",
                "2.0.0", "2.1.0",
            ],
            [
                "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "2.0.0", "2.1.0",
                "2.1.1",
            ]))
    func order(lower: String, higher: String) throws {
        let (low, high) = (try #require(SemanticVersion(lower)), try #require(SemanticVersion(higher)))
        #expect(low < high && !(high < low))
        #expect(low.description == lower)
    }

    @Test(
        "what is no version",
        arguments: ["", "1", "1.2", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+", "1.2.3-a..b", "v1.2.3", "1.2.3 ", "1.2.-3"])
    func malformed(text: String) { #expect(SemanticVersion(text) == nil) }

    @Test(
        "ranges",
        arguments: [
            (">=1.0 <2", "1.0.0", true), (">=1.0 <2", "1.9.9", true), (">=1.0 <2", "2.0.0", false), (">=1.0 <2", "2.0.0-rc.1", false),
            ("1.4", "1.4.9", true), ("1.4", "1.5.0", false), ("1", "1.99.0", true), ("*", "7.0.0", true), ("=1.2.3", "1.2.3", true),
            ("1.2.3", "1.2.4", false), (">1.2", "1.2.9", false), (">1.2", "1.3.0", true), (">1.2.3", "1.2.4", true),
            (">1.2.3", "1.2.3", false), ("<=1.2", "1.2.9", true), ("<=1.2.3", "1.2.4", false), ("^1.2.3", "1.9.0", true),
            ("^1.2.3", "2.0.0", false), ("^0.2.3", "0.2.9", true), ("^0.2.3", "0.3.0", false), ("^0.0.3", "0.0.4", false),
            ("~1.2.3", "1.2.9", true), ("~1.2.3", "1.3.0", false), ("^1 || ^3", "3.1.0", true), ("^1 || ^3", "2.0.0", false),
            (">=1.0.0-rc.1", "1.0.0-rc.2", true), (">=1.0.0-rc.1", "1.1.0-rc.2", false), (">1.2.3", "1.2.4-beta", false),
        ])
    func contains(range: String, version: String, expected: Bool) throws {
        #expect(try #require(VersionRange(range)).contains(try #require(SemanticVersion(version))) == expected)
    }

    @Test("what is no range", arguments: ["", " ", ">=", ">=1.0 <<2", "1.2.3.4", "^x", "1 ||"])
    func malformedRange(text: String) { #expect(VersionRange(text) == nil) }

    @Test(
        "ids",
        arguments: [
            ("acme/volume-pricing", true), ("a/b", true), ("Acme/x", false), ("acme", false), ("a/b/c", false), ("a-/b", false),
            ("a--b/c", false), ("/b", false), ("1a/b", false),
        ])
    func ids(text: String, valid: Bool) { #expect((PluginID(text) != nil) == valid) }
}
