import PropertyTesting
import StoaCommerce
import Testing

@Suite("Orders paid with points")
struct PointPaymentTests {
    @Test("any split of returns gives back money and points in proportion, never too much, and in the end all", arguments: 1...200)
    func splits(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let worth = Int64.random(in: 1...25, using: &random)
        let total = Int64.random(in: worth...5000, using: &random)
        let points = Int64.random(in: 1...total / worth, using: &random)
        var payment = Order.PointPayment(worth: worth, lots: [SpentLot(end: nil, points: points)])
        let money = total - payment.amount
        var (value, given) = (Int64(0), Int64(0))
        while value < total {
            value = min(total, value + Int64.random(in: 1...max(1, total / 3), using: &random))
            let owed = value - given - payment.returned * worth
            let part = payment.parts(of: owed, in: total, moneyReturned: given, moneyMax: money - given)
            #expect(part.money >= 0 && part.points >= 0, "seed \(seed)")
            given += part.money
            payment.lots[0].returned += part.points
            let back = given + payment.returned * worth
            #expect(back <= value && value - back < worth, "seed \(seed)")
            #expect(given <= money && payment.returned <= points, "seed \(seed)")
        }
        #expect(given == money && payment.returned == points, "seed \(seed)")
    }

    @Test("points earned follow what is paid in money")
    func earned() {
        let quote = Quote(
            currency: .usd, lines: [], discounts: [], points: [Quote.Points(rule: "a", points: 40), Quote.Points(rule: "b", points: 1)],
            optimality: Quote.Optimality(status: .optimal, gap: 0),
            totals: Quote.Totals(items: 4000, discount: 0, shipping: 0, tax: 0, total: 4000), rulebook: "")
        let payment = Order.PointPayment(worth: 1, lots: [SpentLot(end: nil, points: 700)])
        #expect(quote.points(besides: nil).map(\.points) == [40, 1])
        #expect(quote.points(besides: payment).map(\.points) == [33])
    }
}
