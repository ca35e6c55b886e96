import CReferences
import JSONDocument
import LuaSandbox
import Measuring

/// The arguments of a call as the plain C reference takes them; its form is told in `LuaCalls.c`.
struct LuaTape {
    private(set) var bytes: [UInt8] = []

    init(_ arguments: [JSON]) {
        for argument in arguments { append(argument) }
    }

    private mutating func append(_ value: JSON) {
        switch value {
        case .null: letter("z")
        case .bool(let value): letter(value ? "t" : "f")
        case .integer(let value):
            letter("i")
            append(bitsOf: value)
        case .number(let value):
            letter("d")
            append(bitsOf: value.bitPattern)
        case .string(let value):
            letter("s")
            append(value)
        case .array(let elements):
            letter("l")
            append(bitsOf: UInt32(elements.count))
            for element in elements { append(element) }
        case .object(let members):
            letter("m")
            append(bitsOf: UInt32(members.count))
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                append(name)
                append(value)
            }
        }
    }

    private mutating func letter(_ letter: Unicode.Scalar) { bytes.append(UInt8(ascii: letter)) }

    private mutating func append(_ text: String) {
        append(bitsOf: UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func append(bitsOf number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

/// A handler in a plain Lua state, called from C.
final class BareLua {
    private let reference: OpaquePointer
    private let tape: [UInt8]

    init(module: String, chunk: String, handler: String, arguments: [JSON]) throws {
        guard let reference = reference_lua_open(module, chunk, handler) else { throw referenceFailure() }
        self.reference = reference
        tape = LuaTape(arguments).bytes
    }

    deinit { reference_lua_close(reference) }

    func nanosecondsPerCall(for duration: Duration) throws -> Double {
        try checked(reference_lua_nanoseconds(reference, tape, tape.count, duration.seconds))
    }

    /// How many values the result of the last call is made of.
    var resultValues: Int { reference_lua_result_values(reference) }
}

extension JSON {
    /// The same value for the sandbox.
    var luaValue: LuaValue {
        switch self {
        case .null: .null
        case .bool(let value): .boolean(value)
        case .integer(let value): .integer(value)
        case .number(let value): .number(value)
        case .string(let value): .string(value)
        case .array(let elements): .list(elements.map(\.luaValue))
        case .object(let members): .map(members.map { LuaField($0.key, $0.value.luaValue) })
        }
    }
}
