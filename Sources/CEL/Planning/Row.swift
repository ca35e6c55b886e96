/// Elements in memory of their own, for what runs often: elements of an array are retained and released when they are used.
struct Row<Element> {
    let start: UnsafeMutablePointer<Element>
    let end: UnsafeMutablePointer<Element>

    var isEmpty: Bool { start == end }
    var count: Int { end - start }

    init(_ elements: [Element]) {
        start = .allocate(capacity: elements.count)
        start.initialize(from: elements, count: elements.count)
        end = start + elements.count
    }

    /// Whoever makes a row calls it once.
    func free() {
        start.deinitialize(count: end - start)
        start.deallocate()
    }
}
