import Diagnostics
import Foundation
import Hummingbird
import JSONDocument
import StoaKernel

/// Puts an operation's input together from the path, the query and the body. Whether it is right is the kernel's
/// business; only what cannot be put together is refused here.
struct InputAssembly: Sendable {
    let schema: Schema
    let parameterNames: [String]
    let takesQuery: Bool

    init(_ operation: AnyOperation, _ route: OperationDefinition.Route) {
        schema = operation.inputSchema
        parameterNames = route.parameterNames
        takesQuery = route.method == .get || route.method == .delete
    }

    /// - Parameter body: nil where the method has none.
    func input(path: Parameters, query: String?, body: [UInt8]?) throws(Refusal) -> JSON {
        var fields: [String: JSON] = [:]
        if let body { fields = try InputAssembly.object(body) }
        if takesQuery, let query { try add(query, to: &fields) }
        for name in parameterNames {
            guard let raw = path.get(name), let text = raw.removingPercentEncoding else {
                throw Refusal(.malformed, code: "http.malformedAddress", "the address is not properly percent-encoded")
            }
            let value = value(text, for: name)
            if let stated = fields[name], stated != value {
                throw Refusal(
                    .malformed, code: "http.fieldConflict", "'\(name)' is one thing in the address and another in the body",
                    hint: "leave it out of the body")
            }
            fields[name] = value
        }
        return .object(fields)
    }

    private func add(_ query: String, to fields: inout [String: JSON]) throws(Refusal) {
        for pair in query.split(separator: "&").prefix(InputAssembly.queryParametersMax + 1) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let plain = parts.map { $0.replacing("+", with: " ").removingPercentEncoding }
            guard let name = plain[0], let text = plain.count == 2 ? plain[1] : "" else {
                throw Refusal(.malformed, code: "http.malformedAddress", "the query is not properly percent-encoded")
            }
            guard fields.count < InputAssembly.queryParametersMax else {
                throw Refusal(
                    .malformed, code: "http.tooManyParameters", "a query has at most \(InputAssembly.queryParametersMax) parameters")
            }
            guard fields[name] == nil else {
                throw Refusal(
                    .malformed, code: "http.repeatedParameter", "the query has '\(name)' twice", hint: "separate several values with commas"
                )
            }
            fields[name] = value(text, for: name)
        }
    }

    private static let queryParametersMax = 50

    /// Text as the kind of value that the schema wants; left as text where it is not one, so that the schema can say so.
    private func value(_ text: String, for name: String) -> JSON {
        guard let field = schema.properties.first(where: { $0.name == name })?.schema else { return .string(text) }
        if field.types == [.array] {
            let item = field.items?.schema ?? .string()
            return .array(text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false).map { typed(String($0), item) })
        }
        return typed(text, field)
    }

    private func typed(_ text: String, _ schema: Schema) -> JSON {
        switch schema.types.first {
        case .integer: Int64(text).map { .integer($0) } ?? .string(text)
        case .number: Double(text).flatMap { JSON($0) } ?? .string(text)
        case .boolean: Bool(text).map { .bool($0) } ?? .string(text)
        default: .string(text)
        }
    }

    /// An empty body is an empty object.
    private static func object(_ body: [UInt8]) throws(Refusal) -> [String: JSON] {
        if body.isEmpty { return [:] }
        let json: JSON
        do { json = try JSON(parsing: body, name: "body", limits: JSONLimits(bytesMax: max(body.count, 1))) } catch {
            throw Refusal(malformedBody: error)
        }
        guard case .object(let fields) = json else {
            throw Refusal(
                .invalid, code: "input.wrongType", "the body is \(json.kindName), but an object is wanted",
                violations: [
                    SchemaViolation(pointer: .root, code: "input.wrongType", message: "an object is wanted, not \(json.kindName)")
                ])
        }
        return fields
    }
}

extension OperationDefinition.Route {
    /// `/v1/orders/{id}/refunds` → `id`.
    var parameterNames: [String] {
        path.split(separator: "/").filter { $0.hasPrefix("{") && $0.hasSuffix("}") }.map { String($0.dropFirst().dropLast()) }
    }
}

extension Refusal {
    /// The first finding of the parser, with its place.
    init(malformedBody error: DiagnosticsError) {
        let finding = error.diagnostics[0]
        let place = finding.position.map { "line \($0.line), column \($0.column): " } ?? ""
        let isTooLarge = ["json.tooLarge", "json.tooDeep", "json.tooManyValues"].contains(finding.code)
        self.init(isTooLarge ? .tooLarge : .malformed, code: finding.code, place + finding.message, hint: finding.hint)
    }
}
