import JSONDocument
import StoaHTTP
import StoaHost

/// The generated files of the SDK, by their path below `sdk/`.
enum SDKFiles {
    static func all() throws -> [(path: String, text: String)] {
        [("openapi.json", OpenAPIDocument(try MallOperations.registry()).json.prettyText)]
    }
}
