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
    static func discounts(for cart: Cart, from directory: String?) async throws -> [DiscountProposal] {
        guard let directory else { return [] }
        let folder = try ContentFolder(directory)
        let installations = try PluginInstallation.folders(in: folder.path)
        let log = Logger(label: "stoa.plugins") { _ in SwiftLogNoOpLogHandler() }
        let host = PluginHost(SharedInstallations(installations), executor: SandboxExecutor(threads: 1), log: log)
        let call = ExtensionCall(point: .discountPropose, input: try DiscountQuestion.json(for: cart))
        let answer = await host.answer(call, in: TenantID(trusted: "files"))
        for failure in answer.failures { Terminal.complain("\(failure.provider): \(failure.message)", code: failure.code, hint: nil) }
        return try answer.replies.flatMap { try JSONValueDecoder().decode([DiscountProposal].self, from: $0.output) }
    }
}
