/// An ISO 4217 currency: its code and how many decimal digits its minor unit has.
public struct Currency: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let code: String
    /// 2 for USD, 0 for JPY and KRW, 3 for KWD.
    public let minorDigits: Int

    /// - Throws: `currency.unknown` for a code that ISO 4217 does not list as money in use.
    public init(_ code: String) throws(CommerceError) {
        guard let digits = minorDigitsByCode[code] else {
            let upper = code.uppercased()
            throw CommerceError(
                code: "currency.unknown", "'\(code.prefix(12))' is not a currency of ISO 4217",
                hint: minorDigitsByCode[upper] == nil ? "use a code such as USD, EUR or KRW" : "write it as \(upper)")
        }
        self.code = code
        minorDigits = digits
    }

    private init(listed code: String, _ digits: Int) {
        self.code = code
        minorDigits = digits
    }

    public static let usd = Currency(listed: "USD", 2)
    public static let eur = Currency(listed: "EUR", 2)
    public static let krw = Currency(listed: "KRW", 0)

    /// Every code there is, sorted.
    public static let codes = minorDigitsByCode.keys.sorted()

    /// Minor units in one major unit: 100 for USD, 1 for KRW.
    public var minorUnitsPerMajor: Int64 { [1, 10, 100, 1000, 10_000][minorDigits] }

    public var description: String { code }
    public static func < (left: Currency, right: Currency) -> Bool { left.code < right.code }
}

extension Currency: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}

/// ISO 4217 list one, amendment 176; currencies without a stated minor unit (metals, funds) are not money to us.
private let minorDigitsByCode: [String: Int] = {
    let two = """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY \
        COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS \
        INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR \
        MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD \
        SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG
        """
    let none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
    let three = "BHD IQD JOD KWD LYD OMR TND"
    var table: [String: Int] = [:]
    for (codes, digits) in [(two, 2), (none, 0), (three, 3)] {
        for code in codes.split(separator: " ") { table[String(code)] = digits }
    }
    return table
}()
