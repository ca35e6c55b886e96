import JSONDocument
import StoaKernel

/// One operation as an OpenAPI operation object.
struct OperationDescription {
    private let operation: AnyOperation
    private let route: OperationDefinition.Route

    init(_ operation: AnyOperation, _ route: OperationDefinition.Route) {
        self.operation = operation
        self.route = route
    }

    func json(_ components: inout ComponentCollector) -> JSON {
        let definition = operation.definition
        var members: [String: JSON] = [
            "operationId": .string(definition.name),
            "summary": .string(definition.summary),
            "tags": [.string(String(definition.name.prefix { $0 != "." }))],
            "responses": responses(&components),
            "x-stoa-kind": .string(definition.kind.rawValue),
            "x-stoa-roles": .array(definition.roles.sorted().map { .string($0) }),
        ]
        if !definition.events.isEmpty { members["x-stoa-events"] = .array(definition.events.map { .string($0) }) }
        if !definition.errors.isEmpty { members["x-stoa-errors"] = .array(definition.errors.map { .string($0) }) }
        let parameters = parameters(&components)
        if !parameters.isEmpty { members["parameters"] = .array(parameters) }
        if takesBody { members["requestBody"] = requestBody(&components) }
        return .object(members)
    }

    private var takesBody: Bool { route.method == .post || route.method == .put }
    private var isCommand: Bool { operation.definition.kind == .command }

    /// `order.place` → `OrderPlace`.
    private var owner: String {
        operation.definition.name.split(separator: ".").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    private func parameters(_ components: inout ComponentCollector) -> [JSON] {
        let names = route.parameterNames
        var parameters: [JSON] = names.map { name in
            let field = operation.inputSchema.properties.first { $0.name == name }?.schema ?? .string()
            return parameter(name, in: "path", isRequired: true, field, &components)
        }
        if !takesBody {
            for field in operation.inputSchema.properties where !names.contains(field.name) {
                let isRequired = operation.inputSchema.required.contains(field.name)
                parameters.append(parameter(field.name, in: "query", isRequired: isRequired, field.schema, &components))
            }
        }
        if isCommand, route.method == .post {
            parameters.append([
                "name": "Idempotency-Key", "in": "header", "required": false,
                "description": "The same key and body get the first answer again; the same key with another body is refused.",
                "schema": ["type": "string", "minLength": 1, "maxLength": 255],
            ])
        }
        return parameters
    }

    private func parameter(
        _ name: String, in place: JSON, isRequired: Bool, _ schema: Schema, _ components: inout ComponentCollector
    ) -> JSON {
        var schema = schema
        var members: [String: JSON] = ["name": .string(name), "in": place, "required": .bool(isRequired)]
        members["description"] = schema.description.map { .string($0) }
        schema.description = nil
        if schema.types == [.array] {
            members["style"] = "form"
            members["explode"] = false
        }
        members["schema"] = components.reference(to: schema.json, owner: owner)
        return .object(members)
    }

    /// The input without what stands in the address.
    private func requestBody(_ components: inout ComponentCollector) -> JSON {
        var schema = operation.inputSchema
        schema.properties.removeAll { route.parameterNames.contains($0.name) }
        schema.required.removeAll { route.parameterNames.contains($0) }
        return [
            "required": .bool(!schema.required.isEmpty),
            "content": ["application/json": ["schema": components.reference(to: schema.json, owner: owner)]],
        ]
    }

    private func responses(_ components: inout ComponentCollector) -> JSON {
        let output = components.reference(to: operation.outputSchema.json, owner: owner)
        let done: JSON = [
            "description": .string(operation.definition.creates ? "Made." : "Done."),
            "content": ["application/json": ["schema": output]],
        ]
        var responses: [String: JSON] = [
            operation.definition.creates ? "201" : "200": done,
            "default": ["$ref": "#/components/responses/Problem"],
        ]
        if isCommand {
            responses["202"] = [
                "description": "Held: a workflow decides before the command runs.",
                "content": ["application/json": ["schema": ["$ref": "#/components/schemas/HeldCommand"]]],
            ]
        }
        return .object(responses)
    }
}
