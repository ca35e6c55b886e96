/// Texts that a condition compares a fact with, by code points as the language does.
///
/// Only ASCII, because then Swift's `==`, which is fast but looks through canonical equivalence, is told from the language's by
/// the number of bytes: what else is equivalent to an ASCII text is longer (`K`, the sign of Kelvin, takes three).
struct PlainTexts: Sendable {
    private enum Texts {
        case one(String)
        case several([String])
    }

    private let texts: Texts

    /// Bytes of a fact that is compared here. Comparing longer ones costs steps, which only the language counts.
    private static let bytesMax = 100

    /// Nil where one of the texts is not ASCII.
    init?(_ texts: [String]) {
        guard texts.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) else { return nil }
        self.texts = texts.count == 1 ? .one(texts[0]) : .several(texts)
    }

    /// Whether the fact is one of the texts; false where it is not stated.
    ///
    /// - Parameter isSure: becomes false where the language has to judge.
    @inline(__always)
    func contains(_ fact: String?, _ isSure: inout Bool) -> Bool {
        guard let fact else { return false }
        let count = fact.utf8.count
        if count > Self.bytesMax { isSure = false }
        switch texts {
        case .one(let text): return text.utf8.count == count && text == fact
        case .several(let texts): return texts.contains { $0.utf8.count == count && $0 == fact }
        }
    }
}
