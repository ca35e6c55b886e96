import Diagnostics
import JSONDocument
import LuaSandbox
import StoaCommerce

/// The functions behind the `stoa` module that are not written in Lua: exact arithmetic, JSON, and every refusal.
enum HostFunctions {
    static let declared = [
        HostFunction(name: "currencyDigits", priceFuel: 50),
        HostFunction(name: "scale", priceFuel: 100),
        HostFunction(name: "decimal", priceFuel: 100),
        HostFunction(name: "decimalOrder", priceFuel: 100),
        HostFunction(name: "quotient", priceFuel: 100),
        HostFunction(name: "jsonEncode", priceFuel: 200),
        HostFunction(name: "jsonDecode", priceFuel: 200),
        HostFunction(name: "unknownField", priceFuel: 50),
        HostFunction(name: "unavailable", priceFuel: 50),
    ]

    /// Names of plain Lua that plugins reach for, and what to use instead.
    static let hints = [
        "print": "use stoa.log", "io": "a pure point does no I/O", "os": "a pure point knows no clock and no files",
        "load": "only the sources of the package run", "loadstring": "only the sources of the package run",
        "dofile": "use require with a module of the package", "coroutine": "a call runs from start to end",
        "debug": "use stoa.log",
    ]

    static func answer(_ call: HostCall) throws(HostFunctionError) -> LuaValue {
        var arguments = Arguments(call)
        do {
            switch call.name {
            case "currencyDigits": return .integer(Int64(try Currency(try arguments.text()).minorDigits))
            case "scale": return .integer(try scale(&arguments))
            case "decimal": return .string(try decimal(&arguments))
            case "decimalOrder":
                let (left, right) = (try Rational(decimal: try arguments.text()), try Rational(decimal: try arguments.text()))
                return .integer(left < right ? -1 : left == right ? 0 : 1)
            case "quotient": return .string(try quotient(&arguments))
            case "jsonEncode": return .string(try arguments.value().json().canonicalText)
            case "jsonDecode": return LuaValue(try JSON(parsing: try arguments.text(), name: "text", limits: jsonLimits))
            case "unknownField": return try refuseField(try arguments.text(), try arguments.text())
            default: return try refuseName(try arguments.text())
            }
        } catch let error as HostFunctionError {
            throw error
        } catch let error as CommerceError {
            throw .failed(error.hint.map { "\(error.message); \($0)" } ?? error.message)
        } catch let error as DiagnosticsError {
            throw .failed("the text is not JSON: \(error.diagnostics[0].message)")
        } catch {
            throw .failed("the value cannot be used here")
        }
    }

    private static let jsonLimits = JSONLimits(bytesMax: 64 << 10, depthMax: 16, valuesMax: 4_096)

    /// amount × factor ÷ divisor, rounded once.
    private static func scale(_ arguments: inout Arguments) throws -> Int64 {
        let amount = try arguments.integer()
        let factor = try Rational(decimal: try arguments.text())
        let divisor = try arguments.integer()
        let exact = try factor.times(try Rational(Int128(amount), over: Int128(divisor)))
        return try exact.rounded(try arguments.rounding())
    }

    private static func decimal(_ arguments: inout Arguments) throws -> String {
        let operation = try arguments.text()
        let left = try Rational(decimal: try arguments.text())
        if operation == "read" { return try DecimalText.exact(left) }
        let right = try Rational(decimal: try arguments.text())
        switch operation {
        case "add": return try DecimalText.exact(try left.plus(right))
        case "subtract": return try DecimalText.exact(try left.minus(right))
        default: return try DecimalText.exact(try left.times(right))
        }
    }

    private static func quotient(_ arguments: inout Arguments) throws -> String {
        let dividend = try Rational(decimal: try arguments.text())
        let divisor = try Rational(decimal: try arguments.text())
        let digits = try arguments.integer()
        return try DecimalText.rounded(try dividend.divided(by: divisor), digits: digits, try arguments.rounding())
    }

    private static func refuseField(_ function: String, _ field: String) throws(HostFunctionError) -> LuaValue {
        let hint = suggestion(for: field, among: DiscountAnswer.fieldNames).map { "; \($0)" } ?? ""
        throw .failed("\(function) has no field '\(field.prefix(60))'\(hint)")
    }

    private static func refuseName(_ name: String) throws(HostFunctionError) -> LuaValue {
        if let reason = StoaInterface.withheld[name] { throw .denied("stoa.\(name) is not available here: \(reason)") }
        let hint = suggestion(for: name, among: StoaInterface.functions.map(\.name)).map { "; \($0)" } ?? ""
        throw .denied("stoa has no '\(name.prefix(60))'\(hint)")
    }
}

/// Takes the arguments of a host call one by one. The prelude passes well-formed ones, unless a plugin has bent it.
private struct Arguments {
    private var rest: ArraySlice<LuaValue>

    init(_ call: HostCall) { rest = call.arguments[...] }

    mutating func value() -> LuaValue { rest.popFirst() ?? .null }

    mutating func text() throws(HostFunctionError) -> String {
        let value = value()
        guard case .string(let text) = value else { throw .failed("expected a text, found \(value.kindName)") }
        return text
    }

    mutating func integer() throws(HostFunctionError) -> Int64 {
        let value = value()
        guard case .integer(let number) = value else { throw .failed("expected a whole number, found \(value.kindName)") }
        return number
    }

    mutating func rounding() throws(HostFunctionError) -> Rounding {
        let names = Rounding.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        guard case .string(let text) = value(), let rounding = Rounding(rawValue: text) else {
            throw .failed("name the rounding: \(names)")
        }
        return rounding
    }
}
