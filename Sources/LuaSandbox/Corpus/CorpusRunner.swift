/// Runs a corpus of hostile and ordinary scripts on a bare sandbox: no modules, `host.log` only with `caps=log`.
public struct CorpusRunner: Sendable {
    /// Before the options of a case change them.
    public var limits: SandboxLimits
    public var seed: UInt64 = 42
    public var isolation: SandboxIsolation

    public init(isolation: SandboxIsolation = .sameProcess) {
        self.isolation = isolation
        limits = SandboxLimits()
        limits.fuel = 2_000_000
        limits.processorTime = .seconds(2)
        limits.wallTime = .seconds(20)
    }

    /// Runs one case in a fresh sandbox on the calling thread, which needs at least 1 MiB of stack.
    ///
    /// `calls=n` repeats the call in one sandbox; the last outcome counts.
    public func run(_ test: CorpusCase, source: [UInt8]) -> CorpusResult {
        let visible = test.options["caps"] == "log"
        let configuration = SandboxConfiguration(limits: limits(for: test), hostTableVisible: visible)
        let clock = ContinuousClock()
        let start = clock.now
        var outcome = ""
        var detail = ""
        var fuelUsed: UInt64 = 0
        do throws(SandboxError) {
            let sandbox = try SandboxPool(
                LuaScript(name: test.name + ".lua", source: source), configuration: configuration, isolation: isolation,
                idleMax: 1)
            for _ in 0..<max(1, number("calls", of: test) ?? 1) {
                let result = try sandbox.call(arguments: [Self.input], seed: seed)
                outcome = "ok: " + result.value.corpusText
                fuelUsed = result.fuelUsed
            }
        } catch {
            outcome = "error: " + error.category.rawValue
            detail = error.description
            fuelUsed = error.fuelUsed
        }
        return CorpusResult(
            name: test.name, expectation: test.expectation, outcome: outcome, detail: detail, fuelUsed: fuelUsed,
            duration: clock.now - start)
    }

    private func limits(for test: CorpusCase) -> SandboxLimits {
        var limits = limits
        if let bytes = number("mem", of: test) { limits.memoryBytes = bytes }
        if let fuel = number("fuel", of: test) { limits.fuel = UInt64(clamping: fuel) }
        if let period = number("hook", of: test) { limits.hookPeriodInstructions = period }
        if let milliseconds = number("deadline_ms", of: test) {
            limits.processorTime = .milliseconds(milliseconds)
            limits.wallTime = .milliseconds(milliseconds * 10)
        }
        return limits
    }

    private func number(_ option: String, of test: CorpusCase) -> Int? {
        test.options[option].flatMap { Int($0) }
    }

    /// The cart that every script of the corpus gets.
    public static let input: LuaValue = [
        "currency": "EUR", "coupon": "SAVE10", "seq": 7,
        "lines": .list((1...3).map(line)),
    ]

    private static func line(_ number: Int64) -> LuaValue {
        [
            "sku": .string("SKU-\(number)"), "qty": .integer(number), "unit_minor": .integer(1_000 * number),
            "name": .string("Item \(number)"), "tax_class": "standard", "weight_g": .integer(100 * number),
            "discount_minor": 0, "vendor": "acme",
        ]
    }
}
