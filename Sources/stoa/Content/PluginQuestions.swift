import JSONDocument
import Logging
import LuaSandbox
import StoaCommerce
import StoaExtension
import StoaPlugins
import StoaRules

/// Asks the plugins of a folder, without a mall around them.
enum PluginQuestions {
    /// - Throws: `DiagnosticsError` for a package that cannot be loaded. A plugin that fails is reported and left out,
    ///   as a server would do.
    static func proposals(
        for cart: Cart, by book: Rulebook, at instant: Instant, from directory: String?
    ) async throws -> (discounts: [DiscountProposal], prices: [PriceProposal]) {
        guard let directory else { return ([], []) }
        let folder = try ContentFolder(directory)
        let installations = try PluginInstallation.folders(in: folder.path)
        let log = Logger(label: "stoa.plugins") { _ in SwiftLogNoOpLogHandler() }
        let host = PluginHost(SharedInstallations(installations), executor: SandboxExecutor(threads: 1), log: log)
        let question = try PriceQuestion.json(for: cart, by: book, at: instant)
        var prices: [PriceProposal] = []
        if let question { prices = try await replies(to: .pricePropose, question, host, of: PriceProposal.self) }
        let discounts = try await replies(
            to: .discountPropose, try DiscountQuestion.json(for: cart, by: book, prices: prices, at: instant), host,
            of: DiscountProposal.self)
        return (discounts, prices)
    }

    private static func replies<Proposal: Decodable>(
        to point: ExtensionPoint, _ question: JSON, _ host: PluginHost, of type: Proposal.Type
    ) async throws -> [Proposal] {
        let answer = await host.answer(ExtensionCall(point: point, input: question), in: TenantID(trusted: "files"))
        for failure in answer.failures { Terminal.complain("\(failure.provider): \(failure.message)", code: failure.code, hint: nil) }
        return try answer.replies.flatMap { try JSONValueDecoder().decode([Proposal].self, from: $0.output) }
    }
}
