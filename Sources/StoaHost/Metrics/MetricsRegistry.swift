import Synchronization

/// Counts what happens, and writes it in the Prometheus text format (version 0.0.4).
///
/// The number of series is bounded: labels come from closed sets (routes, operations, status codes), and a series past
/// ``seriesMax`` is counted as dropped.
public final class MetricsRegistry: Sendable {
    public typealias Labels = [(name: String, value: String)]

    static let seriesMax = 2_000
    /// Upper bounds in seconds.
    static let buckets: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    fileprivate struct Series: Hashable {
        let metric: Metric
        /// Rendered, e.g. `{route="/v1/orders",status="200"}` or empty.
        let labels: String
    }

    fileprivate struct Histogram {
        var counts = [UInt64](repeating: 0, count: MetricsRegistry.buckets.count)
        var count: UInt64 = 0
        var sum = 0.0
    }

    private struct State {
        var numbers: [Series: Double] = [:]
        var histograms: [Series: Histogram] = [:]
        var dropped: UInt64 = 0
    }

    private let state = Mutex(State())

    public init() {}

    /// Adds to a counter or gauge.
    public func add(_ amount: Double = 1, to metric: Metric, _ labels: Labels = []) {
        update(metric, labels) { state, series in state.numbers[series, default: 0] += amount }
    }

    /// Sets a gauge.
    public func set(_ metric: Metric, to value: Double, _ labels: Labels = []) {
        update(metric, labels) { state, series in state.numbers[series] = value }
    }

    /// Records one duration in a histogram.
    public func observe(_ metric: Metric, seconds: Double, _ labels: Labels = []) {
        update(metric, labels) { state, series in
            var histogram = state.histograms[series] ?? Histogram()
            histogram.count += 1
            histogram.sum += seconds
            for (index, bound) in MetricsRegistry.buckets.enumerated() where seconds <= bound { histogram.counts[index] += 1 }
            state.histograms[series] = histogram
        }
    }

    /// Everything that was counted, families and series in a stable order.
    public func text() -> String {
        let (numbers, histograms, dropped) = state.withLock { ($0.numbers, $0.histograms, $0.dropped) }
        var lines: [String: [String]] = [:]
        var families: [String: Metric] = [:]
        for (series, value) in numbers {
            families[series.metric.name] = series.metric
            lines[series.metric.name, default: []].append("\(series.metric.name)\(series.labels) \(formatted(value))")
        }
        for (series, histogram) in histograms {
            families[series.metric.name] = series.metric
            lines[series.metric.name, default: []].append(series.lines(of: histogram))
        }
        families[Metric.dropped.name] = .dropped
        lines[Metric.dropped.name] = ["\(Metric.dropped.name) \(dropped)"]
        return families.values.sorted { $0.name < $1.name }.map { metric in
            let header = "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
            return header + (lines[metric.name] ?? []).sorted().joined(separator: "\n") + "\n"
        }.joined()
    }

    private func update(_ metric: Metric, _ labels: Labels, _ change: (inout State, Series) -> Void) {
        let series = Series(metric: metric, labels: rendered(labels))
        state.withLock { state in
            let isKnown = state.numbers[series] != nil || state.histograms[series] != nil
            guard isKnown || state.numbers.count + state.histograms.count < MetricsRegistry.seriesMax else {
                state.dropped += 1
                return
            }
            change(&state, series)
        }
    }
}

extension MetricsRegistry.Series {
    /// A histogram is one block, so that its buckets keep their order when series are sorted.
    fileprivate func lines(of histogram: MetricsRegistry.Histogram) -> String {
        func bucket(_ bound: String) -> String {
            let label = "le=\"\(bound)\""
            return labels.isEmpty ? "{\(label)}" : labels.dropLast() + ",\(label)}"
        }
        var lines = zip(MetricsRegistry.buckets, histogram.counts).map { bound, count in
            "\(metric.name)_bucket\(bucket(formatted(bound))) \(count)"
        }
        lines.append("\(metric.name)_bucket\(bucket("+Inf")) \(histogram.count)")
        lines.append("\(metric.name)_sum\(labels) \(formatted(histogram.sum))")
        lines.append("\(metric.name)_count\(labels) \(histogram.count)")
        return lines.joined(separator: "\n")
    }
}

private func rendered(_ labels: MetricsRegistry.Labels) -> String {
    if labels.isEmpty { return "" }
    return "{" + labels.map { "\($0.name)=\"\(escaped($0.value))\"" }.joined(separator: ",") + "}"
}

private func escaped(_ value: String) -> String {
    var text = ""
    for character in value {
        switch character {
        case "\\": text += "\\\\"
        case "\"": text += "\\\""
        case "\n": text += "\\n"
        default: text.append(character)
        }
    }
    return text
}

/// Whole numbers without a fraction, as people write them.
private func formatted(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
}
