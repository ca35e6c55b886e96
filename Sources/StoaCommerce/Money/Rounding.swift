/// The one point at which an exact fraction becomes whole minor units. Each rule names its own.
public enum Rounding: String, Sendable, Hashable, Codable, CaseIterable {
    /// Half away from zero for positive amounts: 14.985 → 14.99.
    case halfUp
    /// Half to the even neighbour.
    case halfEven
    /// Towards minus infinity; for a discount, in the merchant's favour.
    case down
}

extension Rational {
    /// - Throws: `money.tooLarge` when the result passes the limit of money.
    public func rounded(_ rounding: Rounding) throws(CommerceError) -> Int64 {
        let (whole, remainder) = flooredDivision(numerator, denominator)
        let roundsUp: Bool =
            switch rounding {
            case .down: false
            case .halfUp: remainder >= denominator - remainder
            case .halfEven:
                remainder > denominator - remainder
                    || (remainder == denominator - remainder && whole % 2 != 0)
            }
        let result = whole + (roundsUp ? 1 : 0)
        guard result.magnitude <= UInt128(Money.amountMax.magnitude) else {
            throw CommerceError(code: "money.tooLarge", "an amount of \(result) minor units is past the limit")
        }
        return Int64(result)
    }
}
