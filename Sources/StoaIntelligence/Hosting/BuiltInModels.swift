import JSONDocument
import StoaCommerce
import StoaExtension

/// Answers the points of intelligence with the models that come with the platform, so that a mall works without any model
/// server.
public struct BuiltInModels: ExtensionHost {
    private let fraud = VelocityFraudModel()

    public init() {}

    /// A question that does not match the point's contract is the failure `ai.inputRefused`; points without a built-in
    /// model have no replies.
    public func answer(_ call: ExtensionCall, in tenant: TenantID) async -> ExtensionAnswer {
        guard call.point == ExtensionPoint.fraud.name else { return ExtensionAnswer(replies: []) }
        let provider = "stoa/" + VelocityFraudModel.name
        if let violation = FraudQuestion.schema.validate(call.input).first {
            return refusal(provider, "\(violation.pointer): \(violation.message)")
        }
        do {
            let question = try JSONValueDecoder().decode(FraudQuestion.self, from: call.input)
            let output = try JSONValueEncoder().encode(fraud.answer(question))
            return ExtensionAnswer(replies: [ExtensionAnswer.Reply(provider: provider, output: output)])
        } catch let error as JSONDecodingError {
            return refusal(provider, error.message)
        } catch {
            return refusal(provider, "the answer cannot be written as JSON")
        }
    }

    private func refusal(_ provider: String, _ message: String) -> ExtensionAnswer {
        ExtensionAnswer(
            replies: [], failures: [ExtensionAnswer.Failure(provider: provider, code: "ai.inputRefused", message: message)])
    }
}
