import Foundation
import JSONDocument
import StoaCommerce
import StoaExtension
import Testing

@testable import StoaIntelligence

private let quiet = FraudFeatures(
    orderAmount: 5_000, averageOrderAmount: 5_000, ordersLastHour: 1, ordersLastDay: 1, accountAgeDays: 400)

private func answer(consent: String? = "con_1", _ change: (inout FraudFeatures) -> Void = { _ in }) -> FraudAnswer {
    var features = quiet
    change(&features)
    return VelocityFraudModel().answer(FraudQuestion(consentRef: consent, features: features))
}

@Suite("The fraud score")
struct VelocityFraudTests {
    @Test("an ordinary order scores 4 and has no reasons")
    func ordinary() {
        let result = answer()
        #expect(result.score == 4)
        #expect(result.reasons == [])
        #expect(result.missing == [])
        #expect(result.model == "velocity-fraud@1.0.0")
        #expect(!result.fallback)
    }

    @Test("each signal alone raises it, and none alone reaches a review at 65")
    func signals() {
        let single = [
            answer { $0.orderAmount = 1_000_000 }, answer { $0.ordersLastHour = 50 }, answer { $0.ordersLastDay = 50 },
            answer { $0.accountAgeDays = 0 },
        ]
        #expect(single.map(\.score) == [31, 35, 16, 19])
        #expect(single.map { $0.reasons.map(\.feature) } == [["orderAmount"], ["ordersLastHour"], ["ordersLastDay"], ["accountAgeDays"]])
        #expect(single[0].reasons[0].text == "the order is 200.0 times the buyer's average")
    }

    @Test("strong signals together pass 75; the reasons stand in the order of their weight")
    func together() {
        let result = answer {
            $0.orderAmount = 25_000
            $0.ordersLastHour = 5
            $0.accountAgeDays = 1
        }
        #expect(result.score == 95)
        #expect(result.reasons.map(\.feature) == ["ordersLastHour", "orderAmount", "accountAgeDays"])
        #expect(
            answer {
                $0 = FraudFeatures(orderAmount: .max, averageOrderAmount: 1, ordersLastHour: .max, ordersLastDay: .max, accountAgeDays: 0)
            }.score == 99)
    }

    @Test("more of a signal never lowers the score")
    func monotone() {
        for (lower, higher) in zip(0..<60, 1..<61) {
            #expect(answer { $0.ordersLastHour = Int64(lower) }.score <= answer { $0.ordersLastHour = Int64(higher) }.score)
            #expect(answer { $0.accountAgeDays = Int64(lower) }.score >= answer { $0.accountAgeDays = Int64(higher) }.score)
        }
    }

    @Test("what is missing is said, and behaviour is not looked at without consent")
    func missing() {
        let nothing = VelocityFraudModel().answer(FraudQuestion(order: "ord_1"))
        #expect(nothing.score == 4)
        #expect(nothing.missing == ["orderAmount", "averageOrderAmount", "ordersLastHour", "ordersLastDay", "accountAgeDays"])
        let refused = answer(consent: nil) { $0.ordersLastHour = 50 }
        #expect(refused.score == 4)
        #expect(refused.missing == ["averageOrderAmount", "ordersLastHour", "ordersLastDay"])
    }

    @Test("the logistic function agrees with the library's to the last digits")
    func logisticFunction() {
        for step in -400...400 {
            let x = Double(step) / 10
            let expected = 1 / (1 + exp(-x))
            #expect(abs(logistic(x) - expected) <= 1e-13 * max(expected, 1e-3), "\(x)")
        }
    }
}

@Suite("The built-in models answer points")
struct BuiltInModelsTests {
    private let tenant = TenantID(trusted: "demo")

    private func ask(_ input: JSON, _ point: ExtensionPoint = .fraud) async -> ExtensionAnswer {
        await BuiltInModels().answer(ExtensionCall(point: point, input: input), in: tenant)
    }

    @Test("a question with only an order is answered")
    func orderOnly() async throws {
        let result = await ask(["order": "ord_1"])
        #expect(result.failures == [])
        let reply = try #require(result.replies.first)
        #expect(reply.provider == "stoa/velocity-fraud@1.0.0")
        #expect(reply.output["score"] == 4)
        #expect(FraudAnswer.schema.validate(reply.output) == [])
        #expect(!reply.isFallback)
    }

    @Test(
        "a question outside the contract is refused by name",
        arguments: [["order": 5], ["ordr": "x"], ["features": ["ordersLastHour": -1]], [1]] as [JSON])
    func refused(input: JSON) async {
        let result = await ask(input)
        #expect(result.replies == [])
        #expect(result.failures.map(\.code) == ["ai.inputRefused"])
    }

    @Test("other points have no replies")
    func otherPoint() async {
        #expect(await ask([:], .discountPropose) == ExtensionAnswer(replies: []))
    }
}
