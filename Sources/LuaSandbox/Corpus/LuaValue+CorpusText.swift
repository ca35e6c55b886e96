import Foundation

extension LuaValue {
    /// The value as a corpus writes it: JSON with sorted keys, floating-point numbers as `%.17g` with `.` or `e`.
    public var corpusText: String {
        switch self {
        case .null: "null"
        case .boolean(let flag): flag ? "true" : "false"
        case .integer(let integer): String(integer)
        case .number(let number): Self.text(of: number)
        case .string(let text): Self.quoted(text)
        case .bytes(let bytes): Self.quoted(String(decoding: bytes, as: UTF8.self))
        case .list(let elements): "[" + elements.map(\.corpusText).joined(separator: ",") + "]"
        case .map(let fields):
            "{"
                + fields.sorted { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) }
                .map { Self.quoted($0.name) + ":" + $0.value.corpusText }.joined(separator: ",") + "}"
        }
    }

    private static func text(of number: Double) -> String {
        let text = String(format: "%.17g", number)
        return text.contains(where: { $0 == "." || $0 == "e" }) ? text : text + ".0"
    }

    private static func quoted(_ text: String) -> String {
        var output = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output + "\""
    }
}
