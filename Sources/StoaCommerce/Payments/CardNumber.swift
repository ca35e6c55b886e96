/// Recognises what must never be stored: the number of a payment card.
public enum CardNumber {
    /// 13 to 19 digits, spaces and dashes aside, that pass the Luhn check of ISO/IEC 7812-1.
    public static func looksLike(_ text: String) -> Bool {
        var digits: [Int] = []
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.append(Int(scalar.value - 48))
            case " ", "-": continue
            default: return false
            }
        }
        guard (13...19).contains(digits.count) else { return false }
        let sum = digits.reversed().enumerated().reduce(0) { sum, next in
            let (position, digit) = next
            let weighted = position.isMultiple(of: 2) ? digit : digit * 2
            return sum + (weighted > 9 ? weighted - 9 : weighted)
        }
        return sum.isMultiple(of: 10)
    }
}
