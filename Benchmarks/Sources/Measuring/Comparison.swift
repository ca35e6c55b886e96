/// Something that can be measured again and again.
public struct Subject {
    public let name: String
    let measure: () async throws -> Double

    /// - Parameter measure: one measurement; its unit is the caller's.
    public init(_ name: String, measure: @escaping () async throws -> Double) {
        self.name = name
        self.measure = measure
    }
}

/// Measures several subjects in turn, so that what slows the machine for a while slows all of them.
///
/// Each is measured once without counting it, to warm up; then `runs` times, and each round begins with another one.
/// - Returns: the medians, in the order of the subjects.
public func medians(of subjects: [Subject], runs: Int) async throws -> [Double] {
    for subject in subjects { _ = try await subject.measure() }
    var measurements = subjects.map { _ in [Double]() }
    for round in 0..<runs {
        for step in subjects.indices {
            let index = (round + step) % subjects.count
            measurements[index].append(try await subjects[index].measure())
        }
    }
    return measurements.map(median)
}

/// The middle one, or the mean of the two in the middle.
///
/// - Precondition: there is at least one value.
public func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}
