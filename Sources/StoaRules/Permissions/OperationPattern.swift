/// The operations that a permission is about: `order.refund`, every one of a noun (`order.*`), or all (`*`).
enum OperationPattern: Sendable, Hashable {
    case one(String)
    case all(noun: String)
    case every

    /// - Returns: nil for text that is none of these.
    init?(_ text: String) {
        if text == "*" {
            self = .every
            return
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isWord(parts[0]) else { return nil }
        if parts[1] == "*" {
            self = .all(noun: String(parts[0]))
        } else if Self.isWord(parts[1]) {
            self = .one(text)
        } else {
            return nil
        }
    }

    private static func isWord(_ text: Substring) -> Bool { !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber } }

    func matches(_ operation: String) -> Bool {
        switch self {
        case .one(let name): name == operation
        case .all(let noun): operation.hasPrefix(noun + ".")
        case .every: true
        }
    }

    var text: String {
        switch self {
        case .one(let name): name
        case .all(let noun): noun + ".*"
        case .every: "*"
        }
    }
}
