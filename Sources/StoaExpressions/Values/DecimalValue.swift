import CEL
import StoaCommerce

/// `decimal` in expressions: an exact fraction, for rates and shares.
public struct DecimalValue: HostValue {
    public static let celTypeName = "decimal"

    public let value: Rational

    public init(_ value: Rational) { self.value = value }
}
