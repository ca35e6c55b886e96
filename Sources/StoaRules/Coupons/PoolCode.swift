import Crypto

/// A generated code, taken apart: `SUMMR-4K7QX-…`, 25 characters of Crockford's alphabet.
///
/// A campaign may have 10⁸ codes and stores none of them: a code *is* its serial number with an authentication code.
/// Four characters name the campaign, six hold the serial number under a mask, fourteen (70 bits) are an HMAC of it under
/// the campaign's secret, and one is a check character. So a code is recognised at the same cost whichever it is, neighbours
/// have nothing in common, and who guesses is right once in 2⁷⁰.
public struct PoolCode: Sendable, Hashable {
    /// Serial numbers are below this.
    static let serialsMax: Int64 = 1 << 30
    static let symbolsCount = 25

    /// Names the campaign; others may share it.
    let tag: [UInt8]
    private let masked: [UInt8]
    private let mac: [UInt8]

    /// Reads a code as a buyer may write it: case, spaces and dashes do not count, `I` and `L` are `1`, `O` is `0`.
    ///
    /// Nil for what is no such code or was mistyped: the check character finds every wrong character and every two that
    /// changed places.
    public init?(_ text: String) {
        var symbols: [UInt8] = []
        for byte in text.utf8 where byte != UInt8(ascii: "-") && byte != UInt8(ascii: " ") {
            guard let symbol = PoolCode.symbol(byte), symbols.count < PoolCode.symbolsCount else { return nil }
            symbols.append(symbol)
        }
        guard symbols.count == PoolCode.symbolsCount, PoolCode.check(symbols.dropLast()) == symbols.last else { return nil }
        tag = Array(symbols[0..<4])
        masked = Array(symbols[4..<10])
        mac = Array(symbols[10..<24])
    }

    /// The code of a campaign's serial number.
    ///
    /// - Precondition: `serial` is 0…2³⁰ − 1.
    public static func text(of campaign: String, serial: Int64, secret: PoolSecret) -> String {
        precondition((0..<serialsMax).contains(serial), "a serial number has 30 bits")
        let mac = secret.mac(of: serial)
        var symbols = tag(of: campaign) + masked(serial, mac, secret) + mac
        symbols.append(check(symbols[...]))
        var text = ""
        for (place, symbol) in symbols.enumerated() {
            if place > 0, place.isMultiple(of: 5) { text.append("-") }
            text.unicodeScalars.append(Unicode.Scalar(alphabet[Int(symbol)]))
        }
        return text
    }

    /// The serial number, if the campaign with this secret made the code.
    public func serial(_ secret: PoolSecret) -> Int64? {
        let mask = secret.mask(of: mac)
        let serial = zip(masked, mask).reduce(Int64(0)) { $0 << 5 | Int64($1.0 ^ $1.1) }
        // Compared to the end, so that the time tells nothing about the place of the first difference.
        return zip(mac, secret.mac(of: serial)).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0 ? serial : nil
    }

    private static func masked(_ serial: Int64, _ mac: [UInt8], _ secret: PoolSecret) -> [UInt8] {
        secret.mask(of: mac).enumerated().map { place, mask in UInt8(serial >> (25 - 5 * place) & 31) ^ mask }
    }

    static func tag(of campaign: String) -> [UInt8] {
        SHA256.hash(data: Array("stoa/coupon/1\0\(campaign)".utf8)).prefix(4).map { $0 & 31 }
    }

    // MARK: Characters

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    private static func symbol(_ byte: UInt8) -> UInt8? {
        let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 32 : byte
        switch upper {
        case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
        case UInt8(ascii: "O"): return 0
        default: return alphabet.firstIndex(of: upper).map { UInt8($0) }
        }
    }

    /// A polynomial over GF(32) at its generator: another value for every single change and every swap in 31 characters.
    private static func check(_ symbols: ArraySlice<UInt8>) -> UInt8 {
        symbols.reduce(0) { sum, symbol in
            // Times the generator after every character, so that the check character stands in a place of its own.
            let doubled = (sum ^ symbol) << 1
            return doubled & 32 == 0 ? doubled : doubled ^ 0b100101
        }
    }
}

/// What a campaign's codes are made with; follows from the host's master key and is stored nowhere.
public struct PoolSecret: Sendable {
    private let key: SymmetricKey

    /// - Parameters:
    ///   - master: 32 bytes or more.
    ///   - tenant, campaign: without a NUL.
    public init(master: [UInt8], tenant: String, campaign: String) {
        precondition(master.count >= 32, "a master key has at least 32 bytes")
        // A NUL between the parts keeps different parts from running into the same text.
        let label = ["stoa/coupon-secret/1", tenant, campaign].joined(separator: "\0")
        key = SymmetricKey(data: Array(HMAC<SHA256>.authenticationCode(for: Array(label.utf8), using: SymmetricKey(data: master))))
    }

    /// A name for a text that says nothing of it to whoever lacks the key: 32 hexadecimal digits.
    public func pseudonym(of text: String) -> String {
        HMAC<SHA256>.authenticationCode(for: Array(("pseudonym\0" + text).utf8), using: key).prefix(16).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    /// 14 symbols of 5 bits.
    fileprivate func mac(of serial: Int64) -> [UInt8] { symbols(14, "mac\0\(serial)") }

    /// 6 symbols of 5 bits.
    fileprivate func mask(of mac: [UInt8]) -> [UInt8] { symbols(6, "mask\0" + mac.map { String($0) }.joined(separator: ".")) }

    private func symbols(_ count: Int, _ text: String) -> [UInt8] {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key).prefix(count).map { $0 & 31 }
    }
}
