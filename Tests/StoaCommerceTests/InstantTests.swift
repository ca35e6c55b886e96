import StoaCommerce
import Testing

@Suite("Instants are RFC 3339")
struct InstantTests {
    @Test(arguments: [
        ("2026-11-22T18:00:00Z", "2026-11-22T18:00:00Z"), ("2026-11-22T18:00:00.5+09:00", "2026-11-22T09:00:00.500Z"),
        ("2024-02-29t23:59:59z", "2024-02-29T23:59:59Z"), ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ])
    func reads(text: String, printed: String) throws {
        #expect(try Instant(text).description == printed)
    }

    @Test(arguments: [
        "2026-11-22", "2026-02-29T00:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T18:00:00", "2026-11-22 18:00:00Z",
        "2026-11-22T18:00:00.Z", "2026-11-22T18:00:00+0900", "",
    ])
    func refuses(text: String) {
        #expect { try Instant(text) } throws: { ($0 as? CommerceError)?.code == "time.malformed" }
    }

    @Test("days and dates are inverse", arguments: Array(stride(from: -719_162, through: 2_932_896, by: 9973)))
    func civil(day: Int) throws {
        let date = CivilDate(daysSince1970: day)
        #expect(date.daysSince1970 == day)
        #expect(CivilDate(year: date.year, month: date.month, day: date.day) == date)
    }

    @Test("1970-01-01 was a Thursday")
    func weekday() {
        #expect(CivilDate(daysSince1970: 0).weekday == 4)
        #expect(CivilDate(daysSince1970: -3).weekday == 1)
    }
}

@Suite("Ids say what they are")
struct IDTests {
    @Test("the same seed makes the same ids, and they sort by time")
    func source() {
        var early = IDSource(at: Instant(millisecondsSince1970: 1000), seed: (1, 2))
        var again = IDSource(at: Instant(millisecondsSince1970: 1000), seed: (1, 2))
        var late = IDSource(at: Instant(millisecondsSince1970: 2000), seed: (0, 0))
        let first = early.next(Order.self)
        #expect(first == again.next(Order.self))
        #expect(first < late.next(Order.self))
        #expect(first != early.next(Order.self))
        #expect(first.text.hasPrefix("ord_") && first.text.count == 30)
    }

    @Test(arguments: ["", "a b", "ord_é", "x;y", String(repeating: "x", count: 101)])
    func refuses(text: String) {
        #expect { try ID<Order>(text) } throws: { ($0 as? CommerceError)?.code == "id.malformed" }
    }
}

@Suite("An order never goes back")
struct OrderStateTests {
    @Test("only the listed steps are possible", arguments: Order.State.allCases)
    func transitions(from state: Order.State) {
        for next in Order.State.allCases where state.next.contains(next) {
            #expect(!next.next.contains(state), "\(state) and \(next) must not lead to each other")
        }
    }
}
