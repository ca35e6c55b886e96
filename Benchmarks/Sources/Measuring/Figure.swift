import Foundation

/// One measured number beside the limit it is judged by, both taken in the same run; or alone, where there is no such limit.
public struct Figure: Sendable, Encodable {
    /// What `script/bench` is asked for: `orders`.
    public let area: String
    /// What was measured: `sqlite, 64 callers`.
    public let line: String
    public let value: Double
    /// `orders/s`: more is better. `ns`, `ms`, `MB`, `s`: less is.
    public let unit: String
    /// What the limit is: `bare one-row commit`; in the same unit.
    public let reference: String?
    public let referenceValue: Double?
    /// `value` over `referenceValue`; nil also where that is 0.
    public let ratio: Double?
    /// How many measurements `value` and `referenceValue` are the medians of.
    public let runs: Int
    public let machine: String

    public init(
        area: String, line: String, value: Double, unit: String, reference: String? = nil, referenceValue: Double? = nil,
        runs: Int
    ) {
        self.area = area
        self.line = line
        self.value = value
        self.unit = unit
        self.reference = reference
        self.referenceValue = referenceValue
        self.runs = runs
        ratio = referenceValue.flatMap { $0 == 0 ? nil : value / $0 }
        machine = Machine.name
    }

    /// One line of JSON.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// One line for people.
    public var text: String {
        let measured = "\(area.padded(to: 8))\(line.padded(to: 34)) \(amount(value).padded(to: 12, left: true)) \(unit.padded(to: 9))"
        let median = runs == 1 ? "one run" : "median of \(runs)"
        guard let reference, let referenceValue else { return measured + "  (\(median))" }
        // A limit is counted in its own things: commits, requests.
        let limit = "\(reference) \(amount(referenceValue))\(unit.hasSuffix("/s") ? "/s" : " " + unit)"
        return measured + "  (\(limit), \(ratio.map { "ratio \(amount($0)), " } ?? "")\(median))"
    }
}

/// Two or three digits are all that such a measurement has; below 100 the decimals are shown that make them up.
private func amount(_ value: Double) -> String {
    let decimals = value.magnitude >= 100 ? 0 : value.magnitude >= 10 ? 1 : value.magnitude >= 0.1 ? 2 : 4
    let digits = String(format: "%.\(decimals)f", value)
    let parts = digits.split(separator: ".", maxSplits: 1)
    guard let whole = parts.first, decimals == 0 else { return digits }
    var grouped = ""
    for (index, digit) in whole.enumerated() {
        if index > 0, (whole.count - index).isMultiple(of: 3) { grouped.append(",") }
        grouped.append(digit)
    }
    return grouped
}

extension String {
    fileprivate func padded(to width: Int, left: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - count))
        return left ? space + self : self + space
    }
}
