import CEL
import CELConformance
import Diagnostics
import Foundation
import JSONDocument
import StoaHost

/// The variables of an expression on the command line, from the members of a JSON object.
struct ExpressionFacts {
    var environment = Environment()
    var bindings: Bindings

    /// - Parameter file: nil for no variables.
    /// - Throws: `cel.variables` when the file holds something else than an object, and what reading it throws.
    init(file: String?) throws(DiagnosticsError) {
        environment.setTimeZones(TimeZones.offset)
        var values: [(Slot, Value)] = []
        for (name, json) in try Self.members(file) {
            let value = Value(json)
            values.append((environment.declare(variable: name, value.declaredType), value))
        }
        bindings = Bindings(for: environment)
        for (slot, value) in values { bindings[slot] = value }
    }

    private static func members(_ file: String?) throws(DiagnosticsError) -> [String: JSON] {
        guard let file else { return [:] }
        let bytes: [UInt8]
        do throws(HostError) { bytes = try InputFile.bytes(file) } catch {
            throw DiagnosticsError([Diagnostic(code: error.code, error.message, hint: error.hint)])
        }
        let limits = JSONLimits(bytesMax: InputFile.bytesMax, depthMax: 64, valuesMax: 1_000_000)
        guard let members = try JSON(parsing: bytes, name: file, limits: limits).object else {
            throw DiagnosticsError([
                Diagnostic(code: "cel.variables", "\(file) holds no object", hint: "name each variable, as in {\"cart\": {…}}")
            ])
        }
        return members
    }
}

extension Value {
    fileprivate init(_ json: JSON) {
        switch json {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let number): self = .int(number)
        case .number(let number): self = .double(number)
        case .string(let text): self = .string(text)
        case .array(let elements): self = .list(elements.map { Value($0) })
        case .object(let members): self = .map(MapValue(members.mapValues { Value($0) }))
        }
    }

    /// Plain values have their type, so that a mistake is found when checking; what is in lists and objects may be anything.
    fileprivate var declaredType: CELType {
        switch self {
        case .bool: .bool
        case .int: .int
        case .double: .double
        case .string: .string
        case .list: .list(.dyn)
        case .map: .map(key: .string, value: .dyn)
        default: .dyn
        }
    }

    /// The value as JSON has it: a number that JSON cannot hold, a time and the like are texts, bytes are base64.
    var plainJSON: JSON {
        switch self {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .int(let number): .integer(number)
        case .uint(let number): Int64(exactly: number).map { .integer($0) } ?? .string(String(number))
        case .double(let number): JSON(number) ?? .string(number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity")
        case .string(let text): .string(text)
        case .bytes(let bytes): .string(Data(bytes).base64EncodedString())
        case .list(let values): .array(values.map(\.plainJSON))
        case .map(let map):
            .object(Dictionary(zip(map.keys, map.values).map { ($0.memberName, $1.plainJSON) }, uniquingKeysWith: { first, _ in first }))
        case .timestamp(let time): .string(time.text)
        case .optional(let wrapped): wrapped?.plainJSON ?? .null
        case .duration, .type, .host: .string(description)
        }
    }

    private var memberName: String {
        if case .string(let name) = self { name } else { description }
    }
}
