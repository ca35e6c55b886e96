/// The candidate that a person most likely meant, or nil when none is near.
///
/// "Near" is at most a third of the name's length in edits (insert, delete, replace, swap), case ignored, and
/// ties go to the first candidate in sorted order, so that a message never depends on a hash seed.
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars)
    guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
    let edits = max(1, wanted.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates.sorted() where candidate != name {
        let distance = editDistance(wanted, Array(candidate.lowercased().unicodeScalars))
        if distance <= edits, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
}

/// "did you mean 'x'?" for the nearest name, or a list of what there is when it is short, or nil.
public func suggestion(for name: String, among candidates: some Sequence<String>) -> String? {
    if let near = nearestName(to: name, among: candidates) { return "did you mean '\(near)'?" }
    let all = candidates.sorted()
    guard !all.isEmpty, all.count <= 12 else { return nil }
    return "use one of: \(all.joined(separator: ", "))"
}

/// Optimal string alignment distance, two rows at a time plus the one before them for swaps.
private func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforePrevious = [Int](repeating: 0, count: right.count + 1)
    var previous = Array(0...right.count)
    var current = previous
    for i in left.indices {
        current[0] = i + 1
        for j in right.indices {
            let substitution = previous[j] + (left[i] == right[j] ? 0 : 1)
            current[j + 1] = min(previous[j + 1] + 1, current[j] + 1, substitution)
            if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                current[j + 1] = min(current[j + 1], beforePrevious[j - 1] + 1)
            }
        }
        (beforePrevious, previous, current) = (previous, current, beforePrevious)
    }
    return previous[right.count]
}
