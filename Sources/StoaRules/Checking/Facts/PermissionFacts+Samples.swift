import JSONDocument
import StoaCommerce
import StoaExtension

extension PermissionFacts {
    /// The facts that a sample makes, for somebody with some roles; nil for actors and documents that there are not.
    init?(_ sample: FactSamples.Sample, roles: Set<String>, acts commands: Set<String> = []) {
        let kind = sample.json(["actor", "kind"]).map { $0.string.flatMap(Actor.Kind.init(rawValue:)) } ?? .user
        let at = sample.json(["now"]).map { $0.string.flatMap { try? Instant($0) } } ?? RuleTestFile.standardInstant
        guard let kind, let at, kind != .system else { return nil }
        let named = (sample.json(["actor", "roles"])?.array ?? []).compactMap(\.string)
        let id = sample.json(["actor", "id"])?.string ?? "usr_1"
        var subject: Subject?
        if let fields = sample.json(["subject"])?.object {
            let kinds = Set(fields.keys).subtracting(["id", "kind", "version"])
            guard kinds.count == 1, let kind = kinds.first, fields["kind"].map({ $0.string == kind }) ?? true else { return nil }
            subject = PermissionQuestion.subject(kind, fields[kind] ?? .null)
        }
        self.init(
            command: sample.json(["command"]) ?? .object([:]),
            actor: Actor(kind: kind, id: id, roles: roles.union(named), seller: sample.json(["actor", "seller"])?.string),
            subject: subject, acts: commands.sorted().map { Act(command: $0, actor: id) }, now: at)
    }
}
