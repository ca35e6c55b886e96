/// What the condition of a macro asks of an element: a question to fields that are stored in it, as data.
///
/// Numbers as intervals, texts by their bits first, because a call for each question takes longer than to ask it of ten elements.
enum FieldQuestion {
    case number(Number)
    case calculation(Calculation)
    case text(Text)

    /// Whether a whole number lies in an interval.
    struct Number {
        /// Bytes into the element.
        let offset: Int
        let range: WrappedRange
    }

    /// Whether what is calculated from two numbers lies in an interval.
    struct Calculation {
        let left: Int
        let operation: IntOperation
        let right: Int
        let range: WrappedRange
    }

    struct Text {
        let offset: Int
        let text: ComparedText
        let stored: StoredText
        let isWanted: Bool

        init(offset: Int, _ text: ComparedText, isWanted: Bool) {
            self.offset = offset
            self.text = text
            self.isWanted = isWanted
            stored = text.stored
        }

        @inline(__always)
        func holds(_ element: UnsafeRawPointer) -> Bool {
            let memory = element + offset
            return (stored.isSame(memory) || text.isSame(as: memory.assumingMemoryBound(to: String.self).pointee)) == isWanted
        }
    }
}

/// An interval of whole numbers that one comparison tests: from the first number up, without a sign, none is farther than the last.
struct WrappedRange {
    private let first: Int64
    private let length: UInt64

    /// Nil for an empty interval, and for a question that some numbers give no answer to.
    init?(_ test: NumberTest) {
        guard test.answersAll, test.passing.first <= test.passing.last else { return nil }
        first = test.passing.first
        length = UInt64(bitPattern: test.passing.last &- first)
    }

    @inline(__always)
    func contains(_ number: Int64) -> Bool { UInt64(bitPattern: number &- first) <= length }
}
