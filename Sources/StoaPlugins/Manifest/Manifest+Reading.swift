import Diagnostics
import JSONDocument
import StoaExtension
import StrictYAML

extension Manifest {
    /// Reads a manifest.
    ///
    /// - Throws: All findings at once: `yaml.…`, the general `manifest.unknownField`, `.missingField`, `.wrongKind`,
    ///   `.invalidValue`, `.tooMany`…, and `manifest.unknownPoint`, `.duplicatePoint`, `.hostNotSupported`,
    ///   `.unknownCapability`, `.capabilityNotAllowed`, `.configSchema`.
    public static func read(_ source: SourceText) throws(DiagnosticsError) -> Manifest {
        let reader = YAMLReader(YAMLDocument(reading: source, limits: limits), area: "manifest")
        return try reader.finish(reader.root?.mapping(manifest))
    }

    private static let limits = YAMLLimits(bytesMax: 64 << 10, depthMax: 24, nodesMax: 4_000)
    private static let capabilitiesMax = 32

    private static func manifest(_ fields: YAMLMappingReader) -> Manifest? {
        if let schema = fields.required("schema"), let name = schema.string(), name != schemaName {
            schema.report("invalidValue", "'schema' is '\(name)'", hint: "write schema: \(schemaName)")
        }
        let id = fields.required("id")?.parsed("vendor/name", hint: "use lower-case letters, digits and hyphens", PluginID.init)
        let version = fields.required("version")?.parsed("a version such as 1.2.0", hint: "see semver.org", SemanticVersion.init(_:))
        let host = fields.required("host").flatMap(hostRange)
        let title = fields.optional("title")?.string()
        let summary = fields.optional("description")?.string()
        let license = fields.optional("license")?.string()
        let extends = fields.required("extends").flatMap(extensions)
        let capabilities = fields.optional("capabilities")?.list(countMax: capabilitiesMax) { item in
            item.mapping { capability($0, item, points: extends?.map(\.point) ?? []) }
        }
        let config = fields.has("config") ? fields.optional("config").flatMap(ConfigSchemaReader.schema) : .object(fields: [])
        guard let id, let version, let host, let extends, let config else { return nil }
        return Manifest(
            id: id, version: version, host: host, title: title, summary: summary, license: license, extends: extends,
            capabilities: capabilities ?? [], config: config)
    }

    private static func hostRange(_ value: YAMLValue) -> VersionRange? {
        guard let range = value.parsed("a version range such as \">=1.0 <2\"", VersionRange.init) else { return nil }
        if !range.contains(hostVersion) {
            value.report(
                "hostNotSupported", "the plugin is for hosts \(range), this one is \(hostVersion)",
                hint: "install a version of the plugin that supports \(hostVersion)")
        }
        return range
    }

    private static func extensions(_ value: YAMLValue) -> [Extension]? {
        var seen: Set<String> = []
        let list = value.list(countMax: ExtensionPoint.all.count * 2) { item in
            item.mapping { fields -> Extension? in
                let point = fields.required("point").flatMap { extensionPoint($0, &seen) }
                let handler = fields.required("handler")?.parsed(
                    "the name of a function", hint: "use letters, digits and _", { isLuaName($0) ? $0 : nil })
                guard let point, let handler else { return nil }
                return Extension(point: point, handler: handler)
            }
        }
        if let list, list.isEmpty, !value.reader.hasErrors {
            value.report("missingField", "the plugin extends no point", hint: "add - point: discount.propose")
        }
        return list
    }

    private static func extensionPoint(_ value: YAMLValue, _ seen: inout Set<String>) -> ExtensionPoint? {
        guard let name = value.string() else { return nil }
        guard let point = ExtensionPoint.named(name) else {
            value.report(
                "unknownPoint", "there is no extension point '\(name)'",
                hint: suggestion(for: name, among: ExtensionPoint.all.map(\.name)))
            return nil
        }
        if !seen.insert(name).inserted {
            value.report("duplicatePoint", "the point '\(name)' is extended twice", hint: "keep one handler for a point")
        }
        return point
    }

    private static func capability(_ fields: YAMLMappingReader, _ item: YAMLValue, points: [ExtensionPoint]) -> Capability? {
        let reason = fields.required("reason")?.string()
        let scope = fields.optional("scope")?.string()
        let isOptional = fields.optional("optional")?.bool() ?? false
        guard let id = fields.required("id"), let text = id.string() else { return nil }
        guard let name = Capability.Name(rawValue: text) else {
            id.report(
                "unknownCapability", "there is no capability '\(text)'",
                hint: suggestion(for: text, among: Capability.Name.allCases.map(\.rawValue)))
            return nil
        }
        if !points.isEmpty, !points.contains(where: { name.classes.contains($0.class) }) {
            id.report(
                "capabilityNotAllowed", "no point of this plugin may use '\(text)'",
                hint: "'\(text)' is for \(name.classes.map(\.rawValue).joined(separator: " and ")) points")
        }
        return reason.map { Capability(name: name, scope: scope, reason: $0, isOptional: isOptional) }
    }

    private static func isLuaName(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first, !isDigit(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
            default: isDigit(byte)
            }
        }
    }
}
