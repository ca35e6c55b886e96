/// 1 ÷ (1 + e^−x), from additions, multiplications and divisions only: IEEE 754 defines these to the last bit, while the
/// `exp` of two C libraries may differ.
func logistic(_ x: Double) -> Double {
    // Past ±40 the result is 0 or 1 to the last digit.
    let bounded = min(40, max(-40, x))
    let power = exponential(bounded.magnitude)
    return bounded < 0 ? 1 / (1 + power) : power / (1 + power)
}

/// eˣ for 0 ≤ x ≤ 40: halved until small, Taylor's series, squared back.
private func exponential(_ x: Double) -> Double {
    var small = x
    var halvings = 0
    while small > 0.5 {
        small /= 2
        halvings += 1
    }
    var term = 1.0
    var sum = 1.0
    for step in 1...16 {
        term *= small / Double(step)
        sum += term
    }
    for _ in 0..<halvings { sum *= sum }
    return sum
}
