import Diagnostics
import Foundation
import StrictYAML

/// `stoa.yaml`: one setting a line.
struct ConfigurationFile: Sendable {
    static let standardPath = "stoa.yaml"
    static let bytesMax = 64 << 10

    let path: String
    let values: [String: String]

    /// - Parameter explicit: a path that must exist; nil looks for the standard one.
    /// - Returns: nil when there is no file and none was asked for.
    init?(explicit: String?) throws(HostError) {
        let path = explicit ?? ConfigurationFile.standardPath
        guard explicit != nil || FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path), data.count <= ConfigurationFile.bytesMax else {
            throw HostError(
                .usage, code: "config.fileUnreadable", "the configuration file \(path) cannot be read or is larger than 64 KiB")
        }
        self.path = path
        values = try ConfigurationFile.parse(SourceText(name: path, text: String(decoding: data, as: UTF8.self)))
    }

    static func parse(_ source: SourceText) throws(HostError) -> [String: String] {
        let reader = YAMLReader(YAMLDocument(reading: source), area: "config")
        let values = reader.root?.mapping { fields -> [String: String]? in
            var values: [String: String] = [:]
            for name in HostConfiguration.names {
                if let value = fields.optional(name)?.node.text { values[name] = value }
            }
            return values
        }
        do { return try reader.finish(values) } catch {
            throw HostError(.usage, code: "config.fileMalformed", error.description)
        }
    }
}
