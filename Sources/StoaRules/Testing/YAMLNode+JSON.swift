import JSONDocument
import StrictYAML

extension YAMLNode {
    /// The node as a command's input or a document would have it: plain scalars that look like JSON literals are those,
    /// quoted ones are texts.
    var asJSON: JSON {
        folded(
            scalar: { scalar, _ in scalar.asJSON }, sequence: { items, _ in .array(items) },
            mapping: { entries, _ in .object(Dictionary(entries.map { ($0.key, $0.value) }) { first, _ in first }) })
    }
}

extension YAMLScalar {
    fileprivate var asJSON: JSON {
        guard style == .plain else { return .string(text) }
        switch text {
        case "true": return true
        case "false": return false
        case "null", "": return .null
        default:
            guard let first = text.utf8.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first),
                let number = try? JSON(parsing: text), number.double != nil
            else { return .string(text) }
            return number
        }
    }
}
