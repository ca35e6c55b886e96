import Diagnostics
import StoaCommerce
import StoaExtension
import StoaKernel
import StoaRules
import Synchronization

/// The rules of all tenants of a host, compiled.
///
/// A decision takes them from memory as long as they were compared with the store a moment ago, and reads the control
/// document otherwise, so that no host goes by old rules for longer than ``freshMilliseconds``. ``watch(_:now:)`` does
/// the comparing, and the compiling, beside the requests.
public final class Rulebooks: Sendable {
    /// How long rules are believed without a look at the store. Half of the second within which a change has to show.
    public static let freshMilliseconds: Int64 = 500
    /// How long after a change requests may go by the rules before it while a host compiles the new ones.
    static let compilingMilliseconds: Int64 = 1_000

    let base: any RulebookSource
    let memory: RulebookMemory
    private let fresh: Int64

    /// - Parameters:
    ///   - base: the rules of tenants that have none of their own in force.
    ///   - freshMilliseconds: 0 reads the store for every decision.
    public init(base: any RulebookSource, freshMilliseconds: Int64 = Rulebooks.freshMilliseconds) {
        self.base = base
        fresh = freshMilliseconds
        memory = RulebookMemory()
    }

    /// The rules that hold for a decision, one and the same from its start to its end.
    func inForce(_ context: inout DecisionContext) throws(Interruption) -> RulesInForce {
        let (tenant, now) = (context.tenant, context.now)
        let known = context.pinned("rules.known") {
            Known(rules: memory.rules(of: tenant, at: now, freshFor: fresh))
        }
        if let rules = known.rules { return rules }
        let stored = try context.find(RulebookControl.current, .pinned)
        let control = stored?.value ?? RulebookControl()
        if let earlier = context.pinned("rules.earlier", { Known(rules: memory.rulesWhileCompiling(control, of: tenant, at: now)) }).rules {
            return earlier
        }
        let active = try control.active.map { (activation) throws(Interruption) in try book(activation.rulebook, &context) }
        let candidate = try control.experiment.map { (experiment) throws(Interruption) in try book(experiment.candidate, &context) }
        return context.pinned("rules.read") {
            let rules = RulesInForce(control, active: active ?? base.current(for: tenant), candidate: candidate)
            memory.remember(rules, of: tenant, version: stored?.version ?? 0, checkedAt: now)
            return rules
        }
    }

    /// A version that a caller names, compiled: one of the tenant's own, whatever this host knows of others.
    ///
    /// - Throws: `rulebook.notFound`, `rulebook.unreadable`.
    func published(_ id: ID<RulebookVersion>, _ context: inout DecisionContext) throws(Interruption) -> Rulebook {
        _ = try context.get(id, .pinned)
        return try book(id, &context)
    }

    /// The book that an order was quoted with.
    ///
    /// - Throws: `rulebook.notFound`, `rulebook.unreadable`.
    func book(of order: Order, _ context: inout DecisionContext) throws(Interruption) -> Rulebook {
        let tenant = context.tenant
        let current = context.pinned("rules.base") { base.current(for: tenant) }
        return current.hash == order.quote.rulebook ? current : try book(ID(trusted: order.quote.rulebook), &context)
    }

    /// A version that a document of the tenant names, compiled. Compiling is a pure function of the files, so what it came to may be remembered.
    ///
    /// - Throws: `rulebook.notFound`; `rulebook.unreadable` when this engine no longer reads it.
    func book(_ id: ID<RulebookVersion>, _ context: inout DecisionContext) throws(Interruption) -> Rulebook {
        let name = "rulebook." + id.text
        if let book = context.pinned(name, { Compiled(book: memory.book(id.text)) }).book { return book }
        guard let files = try context.find(ID<RulebookFiles>(trusted: id.text), .pinned)?.value.files else {
            throw .refused(
                Refusal(.notFound, code: "rulebook.notFound", "there is no rulebook \(id)", hint: "GET /v1/rulebooks lists the versions"))
        }
        switch context.pinned(name + ".compiled", { compiled(files) }) {
        case .success(let book): return book
        case .failure(let error):
            throw .refused(
                Refusal(
                    .conflict, code: "rulebook.unreadable", "this version of Stoa cannot read the rulebook \(id) any more",
                    hint: "go back to another version with POST /v1/rulebooks/rollback, or publish it anew", detail: "\(error)"))
        }
    }

    /// Compiles files and remembers the book by its hash.
    func compiled(_ files: [RuleFile]) -> Result<Rulebook, DiagnosticsError> {
        let result = Result { () throws(DiagnosticsError) in try Rulebook.compile(files) }
        if case .success(let book) = result { memory.remember(book) }
        return result
    }

    private struct Known: Sendable { let rules: RulesInForce? }
    private struct Compiled: Sendable { let book: Rulebook? }
}

extension Rulebooks: GateSource {
    /// The gates of the book in force. During an experiment those of the candidate do not count: who may do what is not
    /// tried out on a part of the customers. Nor do a book's gates hold an administrator back from putting another one into
    /// its place: a book that shuts every door, or waits for a workflow that is not there, could never be left.
    public func gates(before command: String, _ context: inout DecisionContext) throws(Interruption) -> [Gate] {
        let isOpenDoor = OperationAccess.isOpenDoor(command)
        if isOpenDoor, context.actor.isAdministrator { return [] }
        do { return try inForce(&context).active.whole.gates(before: command) } catch {
            // A book that cannot be read must not lock the doors that lead away from it.
            if case .refused = error, isOpenDoor { return [] }
            throw error
        }
    }
}

extension Rulebooks: PermissionSource {
    /// The permissions of the book in force; those of an experiment's candidate do not count, as its gates do not. None
    /// stands before the operations that lead away from the book.
    public func permissions(for operation: String, _ context: inout DecisionContext) throws(Interruption) -> OperationPermissions {
        if OperationAccess.isOpenDoor(operation) { return .none }
        return try inForce(&context).active.whole.permissions(for: operation)
    }
}

extension Rulebooks {
    /// Keeps the book of the host's folder as a version of the tenant, so that what is bought by it can be reckoned
    /// again, and gone back to. Does nothing where the folder's files are not known.
    ///
    /// - Returns: the version, when it is kept.
    @discardableResult
    func keepFolder(_ context: inout DecisionContext) throws(Interruption) -> ID<RulebookVersion>? {
        let tenant = context.tenant
        let (book, files) = context.pinned("rules.folder") { Folder(book: base.current(for: tenant), files: base.files(for: tenant)) }.parts
        guard !files.isEmpty else { return nil }
        let version = RulebookVersion(book, files, origin: .folder, by: Actor.system.id, at: context.now)
        if context.pinned("rules.isKept", { memory.isKept(book.hash, in: tenant) }) { return version.id }
        if try !context.keep(version, files) { memory.markKept(book.hash, in: tenant) }
        return version.id
    }

    private struct Folder: Sendable {
        let book: Rulebook
        let files: [RuleFile]
        var parts: (Rulebook, [RuleFile]) { (book, files) }
    }
}
