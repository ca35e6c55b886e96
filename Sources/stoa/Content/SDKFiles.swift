import JSONDocument
import StoaHTTP
import StoaHost
import StoaRules

/// The generated files of the SDK, by their path below `sdk/`.
enum SDKFiles {
    static func all() throws -> [(path: String, text: String)] {
        [("openapi.json", OpenAPIDocument(try MallOperations.registry()).json.prettyText)]
            + RuleSchemas.files.map { ("schema/\($0.name)", $0.json.prettyText) }
    }
}
