import Diagnostics
import Foundation
import JSONDocument
import Logging
import LuaSandbox
import StoaCommerce
import StoaExtension
import Synchronization

@testable import StoaPlugins

let executor = SandboxExecutor(threads: 2)
let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
let tenant = TenantID(trusted: "demo")

func manifestText(id: String = "acme/sample", extra: String = "") -> String {
    """
    schema: stoa/plugin/1
    id: \(id)
    version: 1.2.0
    host: ">=1.0 <2"
    extends:
      - point: discount.propose
        handler: propose
    \(extra)
    """
}

/// A package whose handler has this body; `quote`, `config` and `stoa` are in scope.
func package(
    id: String = "acme/sample", propose body: String, extra: String = "", modules: [String: String] = [:]
) throws -> PluginPackage {
    let main = """
        local stoa = require "stoa"
        local function propose(quote, config)
        \(body)
        end
        return { propose = propose }
        """
    return try package(id: id, main: main, extra: extra, modules: modules)
}

func package(id: String = "acme/sample", main: String, extra: String = "", modules: [String: String] = [:]) throws -> PluginPackage {
    var files = modules.mapValues { Array($0.utf8) }
    files["plugin.yaml"] = Array(manifestText(id: id, extra: extra).utf8)
    files["main.lua"] = Array(main.utf8)
    return try PluginPackage(name: "sample", files: files)
}

let question: JSON = [
    "currency": "EUR", "channel": "web",
    "items": [
        ["id": "a", "quantity": 2, "unitPrice": 1999, "attributes": ["color": "red", "size": 42]],
        ["id": "b", "quantity": 12, "unitPrice": 500],
    ],
]

extension PluginHost {
    convenience init(
        _ packages: [PluginPackage], settings: Settings = Settings(),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) throws {
        let installed = try packages.map { try PluginInstallation($0) }
        self.init(SharedInstallations(installed), executor: executor, settings: settings, log: quiet, now: now)
    }

    func discounts(_ question: JSON = question, in tenant: TenantID = tenant) async -> ExtensionAnswer {
        await answer(ExtensionCall(point: .discountPropose, input: question), in: tenant)
    }
}

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A clock that moves when told to.
final class ManualClock: Sendable {
    private let instant = Mutex(ContinuousClock.now)
    var now: ContinuousClock.Instant { instant.withLock { $0 } }
    func advance(by duration: Duration) { instant.withLock { $0 += duration } }
}

/// One call of a body at `discount.propose`.
func ask(_ body: String, _ question: JSON = question) async throws -> Result<PluginAnswer, PluginFailure> {
    try await PluginRunner(executor: executor).run(try package(propose: body), PluginInput(question: question)).result
}

/// `CODE`, or `CODE at PATH`, of the failure; the output's text when there was none.
func outcome(_ result: Result<PluginAnswer, PluginFailure>) -> String {
    switch result {
    case .success(let answer): answer.output.canonicalText
    case .failure(let failure): failure.code + (failure.path.map { " at \($0)" } ?? "")
    }
}

func findings<Value>(_ body: () throws(DiagnosticsError) -> Value) -> [Diagnostic] {
    do throws(DiagnosticsError) {
        _ = try body()
        return []
    } catch {
        return error.diagnostics
    }
}

extension Diagnostic {
    /// `LINE:COLUMN CODE`, or the code alone.
    var short: String { (position.map { "\($0.line):\($0.column) " } ?? "") + code }
}
