import JSONDocument
import StoaHost
import StoaKernel

/// The description of the HTTP face (OpenAPI 3.1), generated from the same registry as the routes.
public struct OpenAPIDocument: Sendable {
    /// Stable for equal registries: `prettyText` of it is the checked-in `sdk/openapi.json`.
    public let json: JSON

    public init(_ registry: CommandRegistry) {
        var components = ComponentCollector()
        var paths: [String: JSON] = [:]
        for operation in registry.operations {
            guard let route = operation.definition.route else { continue }
            var path = paths[route.path] ?? .object([:])
            path[route.method.rawValue.lowercased()] = OperationDescription(operation, route).json(&components)
            paths[route.path] = path
        }
        for (path, item) in FixedPaths.all { paths[path] = item }
        var schemas = components.schemas
        schemas["Problem"] = FixedPaths.problemSchema
        schemas["HeldCommand"] = FixedPaths.heldSchema
        json = [
            "openapi": "3.1.0",
            "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
            "info": [
                "title": "Stoa", "version": .string(StoaVersion.current),
                "summary": "A programmable commerce backend.",
                "description":
                    "Money is in minor units of its currency; instants are RFC 3339 in UTC; errors are problem documents (RFC 9457) with a stable code.",
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/"]],
            "security": [["apiKey": []]],
            "paths": .object(paths),
            "components": [
                "schemas": .object(schemas),
                "responses": ["Problem": FixedPaths.problemResponse],
                "securitySchemes": [
                    "apiKey": [
                        "type": "http", "scheme": "bearer", "bearerFormat": "stoa_live_<tenant>_<secret>",
                        "description": "An API key; the tenant comes from it.",
                    ]
                ],
            ],
        ]
    }
}
