import CEL
import StoaExpressions
import StoaExtension

/// Why a condition over a command is never true.
struct Contradiction {
    /// A part that is never true, or not together with `other`.
    let part: String
    let other: String?
    /// Facts with which as many parts are true as can be.
    let nearest: FactSamples.Sample

    /// Nil where the condition is true of some facts, or where that cannot be told.
    ///
    /// - Parameters:
    ///   - parts: the operands of the condition's `&&`.
    ///   - scope: what the condition reads of a sample; nil for facts that there are not.
    init?(among parts: [CommandExpression], _ scope: (FactSamples.Sample) -> CommandScope?) {
        let samples = FactSamples(parts)
        guard samples.areAll, !parts.isEmpty else { return nil }
        var best: (count: Int, sample: FactSamples.Sample)?
        for sample in samples.all {
            guard let scope = scope(sample) else { continue }
            let count = parts.count { (try? $0.holds(in: scope)) == true }
            if count == parts.count { return nil }
            if count > best?.count ?? -1 { best = (count, sample) }
        }
        guard let best else { return nil }
        nearest = best.sample
        let alone = parts.first { Self.isNeverTrue([$0], scope) }
        let pairs = parts.indices.lazy.flatMap { one in parts.indices.dropFirst(one + 1).map { (parts[one], parts[$0]) } }
        let pair = alone == nil ? pairs.first { Self.isNeverTrue([$0.0, $0.1], scope) } : nil
        part = (alone ?? pair?.1 ?? parts[0]).text
        other = pair?.0.text
    }

    private static func isNeverTrue(_ parts: [CommandExpression], _ scope: (FactSamples.Sample) -> CommandScope?) -> Bool {
        !FactSamples(parts).all.contains { sample in
            scope(sample).map { scope in parts.allSatisfy { (try? $0.holds(in: scope)) == true } } ?? false
        }
    }

    var message: String { "'\(part)' is never true" + (other.map { " together with '\($0)'" } ?? "") }
}

extension CommandExpression {
    var text: String { program.expression.text }
}
