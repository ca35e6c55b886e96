import JSONDocument
import PropertyTesting
import Testing

@Suite("JSON has one canonical text")
struct WritingTests {
    /// RFC 8785, appendix B: the bits of a double and its text.
    static let samples: [(UInt64, String)] = [
        (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"), (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
        (0xFFEF_FFFF_FFFF_FFFF, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
        (0xC340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"), (0x44B5_2D02_C7E1_4AF6, "1e+23"),
        (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"), (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"),
        (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"), (0x444B_1AE4_D6E2_EF50, "1e+21"),
        (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"), (0x3EB0_C6F7_A0B5_ED8D, "0.000001"),
        (0x41B3_DE43_5555_5553, "333333333.3333332"), (0x41B3_DE43_5555_5554, "333333333.33333325"),
        (0x41B3_DE43_5555_5555, "333333333.3333333"), (0x41B3_DE43_5555_5556, "333333333.3333334"),
        (0x41B3_DE43_5555_5557, "333333333.33333343"), (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
        (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
    ]

    @Test(arguments: samples)
    func numbers(bits: UInt64, text: String) throws {
        let number = Double(bitPattern: bits)
        #expect(JSON.number(number).canonicalText == text)
        #expect(try JSON(parsing: text).double == number)
    }

    @Test("JSON holds no infinity and no NaN", arguments: [Double.infinity, -.infinity, .nan])
    func infinite(value: Double) { #expect(JSON(value) == nil) }

    @Test("the example of RFC 8785, section 3.2.3: names in the order of UTF-16")
    func order() throws {
        let json = try JSON(parsing: #"{"€":"Euro","\r":"CR","\ufb33":"Dalet","1":"One","😀":"Face","\u0080":"Control","ö":"O"}"#)
        #expect(
            json.canonicalText
                == "{\"\\r\":\"CR\",\"1\":\"One\",\"\u{80}\":\"Control\",\"ö\":\"O\",\"€\":\"Euro\",\"😀\":\"Face\",\"\u{FB33}\":\"Dalet\"}")
    }

    @Test("the example of RFC 8785, section 3.2.2")
    func escapes() throws {
        let json = try JSON(
            parsing:
                #"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#
        )
        #expect(
            json.canonicalText
                == #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#)
    }

    @Test("pretty text is sorted and indented")
    func pretty() {
        let json: JSON = ["b": [1, [:], []], "a": ["c": "d"]]
        #expect(
            json.prettyText == """
                {
                  "a": {
                    "c": "d"
                  },
                  "b": [
                    1,
                    {},
                    []
                  ]
                }

                """)
    }

    @Test("reading what was written gives the same value", arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let json = randomJSON(&generator, depth: 4)
            let text = json.canonicalText
            #expect(try JSON(parsing: text) == json, "seed \(seed): \(text)")
            #expect(try JSON(parsing: json.prettyText).canonicalText == text, "seed \(seed): \(text)")
        }
    }
}

func randomJSON(_ generator: inout SplitMix64, depth: Int) -> JSON {
    switch Int.random(in: 0...(depth > 0 ? 7 : 5), using: &generator) {
    case 0: return nil
    case 1: return .bool(Bool.random(using: &generator))
    case 2: return .integer(Int64(bitPattern: generator.next()) >> Int64.random(in: 0...63, using: &generator))
    case 3, 4:
        // Any bits at all, and numbers of everyday size; JSON(_:) turns away what is not finite.
        let bits = Double(bitPattern: generator.next())
        return JSON(bits) ?? JSON(Double.random(in: -1000...1000, using: &generator)) ?? nil
    case 5: return .string(randomText(&generator))
    case 6: return .array((0..<Int.random(in: 0...4, using: &generator)).map { _ in randomJSON(&generator, depth: depth - 1) })
    default:
        var members: [String: JSON] = [:]
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            members[randomText(&generator)] = randomJSON(&generator, depth: depth - 1)
        }
        return .object(members)
    }
}

private func randomText(_ generator: inout SplitMix64) -> String {
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...6, using: &generator) {
        let ranges: [ClosedRange<UInt32>] = [0...0x7F, 0x80...0x7FF, 0xE000...0xFFFF, 0x10000...0x10FFFF]
        let range = ranges.randomElement(using: &generator) ?? 0...0x7F
        if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) { text.append(scalar) }
    }
    return String(text)
}
