import JSONDocument
import PropertyTesting
import StoaCommerce
import StoaExtension
import StoaKernel
import Testing

@testable import StoaWorkflows

/// What must hold after every history, told from the history alone and not from the machine's own checks.
struct HistoryChecker {
    let people: [String: Actor]

    func faults(of driver: MachineDriver, tasks: [ApprovalTask]) -> [String] {
        var faults: [String] = []
        var approvedEarlier: Set<String> = []
        for task in tasks {
            let deciders = task.decisions.map(\.by)
            if Set(deciders).count != deciders.count { faults.append("\(task.id): somebody decided twice") }
            for decision in task.decisions {
                guard let person = people[decision.by] else { faults.append("\(task.id): nobody known decided"); continue }
                if person.id == task.requestedBy { faults.append("\(task.id): the maker decided") }
                let escalatedAt = task.openedAt.advanced(bySeconds: 36 * 3600)
                let stagePool: Set<String> = task.stage == "finance" ? ["finance"] : ["lead"]
                let pool = decision.at >= escalatedAt ? stagePool.union(["cfo"]) : stagePool
                if pool.isDisjoint(with: person.roles) { faults.append("\(task.id): \(person.id) was not in the pool") }
                if approvedEarlier.contains(person.id) { faults.append("\(task.id): \(person.id) approved an earlier stage") }
                if let due = task.dueAt, decision.at >= due { faults.append("\(task.id): decided after the deadline") }
            }
            if task.state == .approved { approvedEarlier.formUnion(deciders) }
        }
        let executed = driver.executions
        if executed > 1 { faults.append("executed \(executed) times") }
        if executed == 1, tasks.contains(where: { $0.state == .rejected || $0.state == .expired }) {
            faults.append("executed although somebody said no")
        }
        if let why = driver.instance.unreachableBecause(openTask: driver.task) { faults.append(why) }
        return faults
    }
}

@Suite struct ApprovalPropertyTests {
    static let people: [Actor] = [
        RefundApproval.maker, RefundApproval.person("usr_maker", "finance", "lead", "cfo"),
        RefundApproval.person("usr_a", "finance"), RefundApproval.person("usr_b", "finance", "lead"),
        RefundApproval.person("usr_c", "lead"), RefundApproval.person("usr_d", "cfo"), RefundApproval.person("usr_e", "seller"),
    ]
    static let checker = HistoryChecker(people: Dictionary(people.map { ($0.id, $0) }) { _, second in second })

    func history(seed: UInt64) throws -> (MachineDriver, [ApprovalTask]) {
        var random = SplitMix64(seed: seed)
        var driver = MachineDriver(amount: Bool.random(using: &random) ? 20_000 : 60_000)
        driver.score = [10, 74, nil].randomElement(using: &random) ?? 10
        try driver.start()
        for _ in 0..<20 where !driver.instance.state.isFinal {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: try driver.advance(hours: Int64.random(in: 1...20, using: &random))
            default:
                guard let person = Self.people.randomElement(using: &random) else { continue }
                let outcome: DecisionOutcome = Int.random(in: 0..<5, using: &random) == 0 ? .rejected : .approved
                let comment = Bool.random(using: &random) ? "because" : nil
                _ = refusalCode { try driver.decide(person, outcome, comment: comment) }
            }
        }
        return (driver, driver.closed + (driver.task.map { [$0] } ?? []))
    }

    @Test func nobodyDecidesWhoMayNot() throws {
        var executed = 0
        for seed in UInt64(1)...3000 {
            let (driver, tasks) = try history(seed: seed)
            let faults = Self.checker.faults(of: driver, tasks: tasks)
            #expect(faults.isEmpty, "seed \(seed): \(faults)")
            executed += driver.executions
        }
        // A machine that never lets anything through would pass, too.
        #expect(executed > 300)
    }

    @Test func theSameHistoryGivesTheSameBytes() throws {
        for seed in UInt64(1)...50 {
            let first = try JSONValueEncoder().encode(try history(seed: seed).0.instance)
            let second = try JSONValueEncoder().encode(try history(seed: seed).0.instance)
            #expect(first.canonicalText == second.canonicalText, "seed \(seed)")
            let back = try JSONValueDecoder().decode(WorkflowInstance.self, from: first)
            #expect(try JSONValueEncoder().encode(back).canonicalText == first.canonicalText)
        }
    }

    @Test func theCheckerFindsAPlantedFault() throws {
        var (driver, tasks) = try history(seed: 1)
        var task = try #require(tasks.first)
        task.decisions = [
            .init(
                by: "usr_maker", onBehalfOf: nil, outcome: .approved, comment: nil, at: task.openedAt, commandHash: "h",
                subjectVersion: nil, subjectHash: nil, workflowVersion: "1.0.0")
        ]
        tasks[0] = task
        driver.executions = 2
        let faults = Self.checker.faults(of: driver, tasks: tasks)
        #expect(faults.contains("\(task.id): the maker decided"))
        #expect(faults.contains("executed 2 times"))
    }
}
