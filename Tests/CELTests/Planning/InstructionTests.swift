import CEL
import Testing

/// Conditions over stored properties run as instructions or columns, those over computed fields as steps: both must come to
/// the same, whatever fails.
@Suite struct InstructionTests {
    @Test(arguments: [
        "gauge.level >= 3 && gauge.name == \"north\"", "gauge.level < 3 || !(gauge.name != \"north\")",
        "gauge.level > gauge.other", "gauge.level <= gauge.other", "gauge.level == gauge.other", "gauge.level != gauge.other",
        "gauge.level * gauge.other / 3 - gauge.level % 2 >= 1", "gauge.level / gauge.other > 0", "gauge.level % gauge.other == 0",
        "gauge.level + 9223372036854775807 > 0", "gauge.level - 9223372036854775807 < -5 || gauge.open",
        "gauge.open", "!gauge.open && gauge.level > 0", "gauge.open ? gauge.level > 0 : gauge.other > 0",
        "(gauge.open ? gauge.level : gauge.other) * (gauge.level > 2 ? 2 : gauge.other) > 10",
        "has(gauge.note) && gauge.note == \"dry\"", "has(gauge.note) || gauge.level > 3", "gauge.note == \"dry\" && gauge.level > 0",
        "gauge.note != \"dry\"", "gauge.note == \"dry\" || gauge.level >= 0", "gauge.level > 100 && gauge.note == \"dry\"",
        "now >= timestamp('2026-11-01T00:00:00Z') && now < timestamp('2026-12-01T00:00:00Z')",
        "now > timestamp('2026-11-20T09:30:00Z')", "now == timestamp('2026-11-20T09:30:00.5Z') || now <= timestamp('2026-11-20T09:30:00Z')",
        "gauge.name.startsWith('no') && gauge.level > 0", "gauge.level == 1 ? gauge.note == 'dry' : gauge.name in ['north', 'south']",
        "gauge.steps.all(s, s * s <= 100)", "gauge.steps.exists(s, s / gauge.other > 1)", "gauge.probes.all(p, p.a * p.b <= 60)",
        "gauge.probes.exists(p, p.a + p.b == 7 || p.a - p.b == 1)", "gauge.probes.filter(p, p.a % p.b == 1 && p.label == 'x').size() == 1",
        "gauge.level / 2 >= 2 && gauge.level / 2 <= 2", "gauge.level / 3 == 0 || gauge.level / 3 < -1", "gauge.level / 3 > -1",
        "gauge.level / 3 <= -3074457345618258602", "gauge.level / 10 >= 1000000000000000000", "gauge.level / 10 <= -1000000000000000000",
        "gauge.level / 7 / 2 > 1", "gauge.level / 3 != 1 && gauge.level / -3 < 1", "gauge.level > 9223372036854775807 || gauge.open",
        "gauge.level < 5 && gauge.level > 0 && gauge.name == \"north\" && gauge.level / gauge.other == 1",
        "gauge.level / gauge.other == 1 && gauge.name == \"south\"",
        "gauge.note == \"dry\" && gauge.level < 0 && now >= timestamp('2026-11-21T00:00:00Z')",
        "now < timestamp('0001-01-01T00:00:00Z') || now > timestamp('9999-12-31T23:59:59.999999999Z')",
        // Calculations with constants, which are asked of the number that they begin with.
        "gauge.level * 3 >= 10 && gauge.name == 'north'", "gauge.level * -2 > 7 || gauge.open", "gauge.level * -1 <= 9223372036854775807",
        "gauge.level * 0 == 0", "gauge.level * 0 != 0 || gauge.open", "gauge.level + 5 > 9223372036854775807", "7 * gauge.level / 2 <= 100",
        "gauge.level - 9223372036854775807 - 2 < 0", "3 + gauge.level * 2 == 11", "(gauge.level + 1) * 2 - 3 < 8 && gauge.level > -10",
        "gauge.level * 4611686018427387904 > 0", "gauge.level * 9223372036854775807 < 0", "gauge.level * -9223372036854775808 != 1",
        "(gauge.open ? 15 : gauge.level > 3 ? 10 : 0) * gauge.other / 100 >= 0", "gauge.level * (gauge.open ? 2 : 3) != 8",
        "gauge.level - (gauge.open ? 2 : 3) > 1", "(gauge.open ? 1 : 2) + 3 == 4", "(has(gauge.note) ? 10 : 20) * gauge.level > 15",
        // Loops whose questions are data.
        "gauge.probes.all(p, p.a > 0 && p.b > 0 && p.a * p.b <= 60)", "gauge.probes.exists(p, p.a + p.b == 7 && p.label == 'x')",
        "gauge.probes.all(p, p.label != 'z')", "gauge.probes.exists(p, p.label == 'y')", "gauge.steps.filter(s, s * 2 >= 8).size() == 2",
        "gauge.probes.exists_one(p, p.a >= 3 && p.label == 'x')", "gauge.probes.all(p, p.a / p.b < 3 && p.b > 0)",
        "gauge.probes.filter(p, p.a * p.b > 0).size() > 1 || gauge.open", "gauge.probes.all(p, p.a - 9 < p.b) || gauge.open",
        "gauge.steps.all(s, s < 100 && s + 1 > 0) ? gauge.level > 0 : gauge.other > 0", "gauge.steps.exists(s, s >= 99)",
        "gauge.steps.all(s, s >= -5) && gauge.probes.all(p, p.a % p.b != 5 && p.a % p.b < 8)", "gauge.steps.all(s, s > 5 && s < 3)",
        "gauge.level > 3 && gauge.steps.exists(s, s == 99 || s == 2) && gauge.probes.filter(p, p.label == 'x').size() * 2 >= 2",
        // More numbers at the same time than there are registers.
        "gauge.level + (gauge.level * (gauge.level + (gauge.level * (gauge.level + (gauge.level * (gauge.level + (gauge.level "
            + "* (gauge.level + (gauge.level + gauge.other))))))))) > 5",
    ])
    func instructionsAndStepsAgree(_ text: String) throws {
        let (stored, computed) = (GaugeBinding.stored, GaugeBinding.computed)
        let programs = (try stored.environment.compile(text), try computed.environment.compile(text))
        for gauge in Gauge.all {
            for now in GaugeBinding.times {
                let (bindings, others) = (stored.bindings(gauge, now), computed.bindings(gauge, now))
                let expected = outcome { () throws(EvaluationError) in try programs.1.evaluate(others) }
                #expect(outcome { () throws(EvaluationError) in try programs.0.evaluate(bindings) } == expected, "\(gauge)")
                let condition = outcome { () throws(EvaluationError) in .bool(try programs.0.evaluateBool(bindings)) }
                #expect(condition == expected, "\(gauge)")
            }
        }
    }

    @Test func aVariableThatHoldsSomethingElseIsAnErrorAndNoMemoryIsRead() throws {
        let stored = GaugeBinding.stored
        let program = try stored.environment.compile("gauge.level >= 3 && gauge.name == 'north'")
        var bindings = Bindings(for: stored.environment)
        #expect(outcome { () throws(EvaluationError) in try program.evaluate(bindings) } == "cel.unboundVariable")
        bindings.set(stored.gauge, Probe(a: 1, b: 2, label: "no gauge"))
        #expect(outcome { () throws(EvaluationError) in try program.evaluate(bindings) } == "cel.noSuchField")
        bindings[stored.gauge] = .int(5)
        #expect(outcome { () throws(EvaluationError) in .bool(try program.evaluateBool(bindings)) } == "cel.noSuchField")
    }

    @Test(arguments: [
        "gauge.level >= 3 && gauge.name == 'north'", "gauge.steps.all(s, s < 50)", "gauge.steps.exists(s, s >= 2 && s * 3 == 6)",
        "gauge.steps.filter(s, s > 3).size() >= 1 || gauge.name == 'south'", "gauge.probes.exists_one(p, p.a > 2)",
    ])
    func theCostIsThatOfTheStepsAndTheLimitHolds(_ text: String) throws {
        let (stored, computed) = (GaugeBinding.stored, GaugeBinding.computed)
        let (program, other) = (try stored.environment.compile(text), try computed.environment.compile(text))
        for gauge in Gauge.all {
            let bindings = stored.bindings(gauge, GaugeBinding.times[0])
            let cost = try program.measured(bindings).cost
            #expect(try other.measured(computed.bindings(gauge, GaugeBinding.times[0])).cost == cost)
            #expect(try program.evaluateBool(bindings, limit: cost) == program.evaluateBool(bindings))
            #expect(
                outcome { () throws(EvaluationError) in .bool(try program.evaluateBool(bindings, limit: cost - 1)) } == "cel.costExceeded")
        }
    }

    private func outcome(_ evaluate: () throws(EvaluationError) -> Value) -> String {
        do throws(EvaluationError) { return "\(try evaluate())" } catch { return error.code }
    }
}

struct Probe: HostValue {
    static let celTypeName = "probe"
    var a: Int64
    var b: Int64
    var label: String
}

struct Gauge: HostValue {
    static let celTypeName = "gauge"
    var level: Int64
    var other: Int64
    var name: String
    var note: String?
    var open: Bool
    var steps: [Int64]
    var probes: [Probe]

    static let all = [
        Gauge(
            level: 4, other: 4, name: "north", note: "dry", open: true, steps: [1, 2, 10],
            probes: [Probe(a: 3, b: 4, label: "x"), Probe(a: 5, b: 12, label: "y")]),
        Gauge(level: 1, other: 0, name: "south", note: nil, open: false, steps: [], probes: []),
        Gauge(
            level: .max, other: 2, name: "a name that is longer than fifteen bytes", note: "wet", open: false, steps: [.min, 4],
            probes: [Probe(a: .max, b: 2, label: "x"), Probe(a: 1, b: 0, label: "x")]),
        Gauge(level: .min, other: -1, name: "north", note: "", open: true, steps: Array(0..<100), probes: [Probe(a: 7, b: 3, label: "x")]),
    ]
}

private struct GaugeBinding {
    let environment: Environment
    let gauge: Slot
    let now: Slot

    static let times = ["2026-11-20T09:30:00Z", "2026-12-01T00:00:00Z", "2026-11-20T09:30:00.5Z"].compactMap { Timestamp(parsing: $0) }

    /// Fields that are stored properties.
    static var stored: GaugeBinding {
        var probe = HostType(Probe.self)
        probe.field("a", \.a)
        probe.field("b", \.b)
        probe.field("label", \.label)
        var gauge = HostType(Gauge.self)
        gauge.field("level", \.level)
        gauge.field("other", \.other)
        gauge.field("name", \.name)
        gauge.optionalField("note", \.note)
        gauge.field("open", \.open)
        gauge.field("steps", \.steps)
        gauge.field("probes", \.probes)
        return GaugeBinding(probe, gauge)
    }

    /// The same fields, computed.
    static var computed: GaugeBinding {
        var probe = HostType(Probe.self)
        probe.field("a") { $0.a }
        probe.field("b") { $0.b }
        probe.field("label") { $0.label }
        var gauge = HostType(Gauge.self)
        gauge.field("level") { $0.level }
        gauge.field("other") { $0.other }
        gauge.field("name") { $0.name }
        gauge.optionalField("note") { $0.note }
        gauge.field("open") { $0.open }
        gauge.field("steps") { $0.steps }
        gauge.field("probes") { $0.probes }
        return GaugeBinding(probe, gauge)
    }

    private init(_ probe: HostType<Probe>, _ type: HostType<Gauge>) {
        var environment = Environment()
        environment.declare(probe)
        environment.declare(type)
        gauge = environment.declare(variable: "gauge", Gauge.self)
        now = environment.declare(variable: "now", .timestamp)
        self.environment = environment
    }

    func bindings(_ value: Gauge, _ time: Timestamp) -> Bindings {
        var bindings = Bindings(for: environment)
        bindings.set(gauge, value)
        bindings[now] = .timestamp(time)
        return bindings
    }
}
