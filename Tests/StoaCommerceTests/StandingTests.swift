import PropertyTesting
import StoaCommerce
import Testing

@Suite("What a customer bought, by month")
struct StandingTests {
    private func month(_ number: Int) throws -> CivilMonth {
        let date = try #require(CivilDate(year: 2020, month: 1, day: 1))
        return try #require(CivilMonth(date).advanced(by: number))
    }

    private func tally(_ orders: Int64) -> Standing.Tally { Standing.Tally(orders: orders, points: 0, spend: [:]) }

    @Test("sums over months are those of a list of all that was added, in any order, taken off again too")
    func property() throws {
        for _ in 0..<200 {
            var random = SplitMix64()
            var standing = Standing(of: ID(trusted: "cus_1"))
            var all: [(month: Int, orders: Int64)] = []
            var newest = 0
            for _ in 0..<150 {
                if !all.isEmpty, random.chance(20) {
                    let back = all.remove(at: random.below(all.count))
                    standing.add(tally(-back.orders), in: try month(back.month))
                } else {
                    newest += random.below(2)
                    let added = (month: newest, orders: Int64(random.below(3) + 1))
                    all.append(added)
                    standing.add(tally(added.orders), in: try month(added.month))
                }
                #expect(standing.months.count <= Standing.monthsMax + 1)
            }
            let ever = standing.tally(in: .first ... .last).orders
            #expect(ever == all.reduce(0) { $0 + $1.orders }, "seed \(random.seed)")
            for length in [1, 12, Standing.monthsMax] {
                let span = try month(newest - length + 1)...month(newest)
                let expected = all.filter { $0.month > newest - length }.reduce(0) { $0 + $1.orders }
                #expect(standing.tally(in: span).orders == expected, "seed \(random.seed), \(length) months")
            }
        }
    }

    @Test("currencies are kept apart, and what comes to nothing is left out")
    func spend() throws {
        var standing = Standing(of: ID(trusted: "cus_1"))
        let bought = Standing.Tally(orders: 1, points: 3, spend: ["USD": 500, "KRW": 9000])
        standing.add(bought, in: try month(0))
        standing.add(Standing.Tally.zero - Standing.Tally(orders: 0, points: 1, spend: ["KRW": 9000]), in: try month(0))
        #expect(standing.tally(in: .first ... .last) == Standing.Tally(orders: 1, points: 2, spend: ["USD": 500]))
        standing.add(Standing.Tally.zero - standing.tally(in: .first ... .last), in: try month(0))
        #expect(standing.months.isEmpty)
    }
}
