/// An ASCII text of at most 16 bytes, as two words: nearly every SKU, category and attribute that rules name.
struct ShortText: Equatable {
    /// The bytes, the first one highest, filled up with zeros.
    let words: (UInt64, UInt64)
    private let count: Int

    static let bytesMax = 16
    /// The bits that no ASCII text has.
    private static let noASCII: UInt64 = 0x8080_8080_8080_8080

    /// Nil for a text that is longer, or not ASCII.
    init?(_ text: String) {
        let count = text.utf8.count
        guard count <= Self.bytesMax else { return nil }
        self.count = count
        // The bytes as they lie: to iterate over a text's code units takes five times as long.
        let read = text.utf8.withContiguousStorageIfAvailable { bytes -> (UInt64, UInt64)? in
            guard count >= 8 else {
                var first: UInt64 = 0
                for byte in bytes { first = first << 8 | UInt64(byte) }
                // By as much as is missing; a shift by all 64 bits leaves nothing.
                return first & Self.noASCII == 0 ? (first << UInt64(64 - 8 * count), 0) : nil
            }
            let memory = UnsafeRawBufferPointer(bytes)
            let first = UInt64(bigEndian: memory.loadUnaligned(as: UInt64.self))
            // The last eight bytes, without those that the first word has.
            let last = UInt64(bigEndian: memory.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
            return (first | last) & Self.noASCII == 0 ? (first, last << UInt64(128 - 8 * count)) : nil
        }
        guard let known = read, let words = known else { return nil }
        self.words = words
    }

    static func == (left: ShortText, right: ShortText) -> Bool {
        left.words.0 == right.words.0 && left.words.1 == right.words.1 && left.count == right.count
    }

    /// In the order of Swift's texts, which is that of the bytes. Texts that differ in zeros at their end count as equal.
    static func precedes(_ left: ShortText, _ right: ShortText) -> Bool { left.words < right.words }
}

/// Numbers by short text: a table with open addressing.
///
/// A look-up takes a tenth of what Swift's dictionary takes for a text, and a quote makes several for each of its items.
struct ShortTextNumbers: Sendable {
    private struct Entry: Sendable {
        let text: ShortText
        let number: Int32
    }

    /// Entries at the place that their hash gives, or at the next free one. A power of two, at most half of it filled.
    private var places: [Entry?] = []
    private(set) var count = 0

    /// Other ones in every process, so that nobody can name texts that fall on one place.
    private static let seeds = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))

    subscript(text: ShortText) -> Int32? {
        guard count > 0 else { return nil }
        var place = place(of: text)
        while let entry = places[place] {
            if entry.text == text { return entry.number }
            place = (place + 1) & (places.count - 1)
        }
        return nil
    }

    /// - Precondition: the text has no number yet.
    mutating func insert(_ text: ShortText, _ number: Int32) {
        if 2 * (count + 1) > places.count { grow() }
        put(Entry(text: text, number: number))
        count += 1
    }

    private mutating func grow() {
        let entries = places
        places = Array(repeating: nil, count: max(8, 2 * entries.count))
        for case let entry? in entries { put(entry) }
    }

    private mutating func put(_ entry: Entry) {
        var place = place(of: entry.text)
        while places[place] != nil { place = (place + 1) & (places.count - 1) }
        places[place] = entry
    }

    private func place(of text: ShortText) -> Int {
        let product = (text.words.0 ^ Self.seeds.0).multipliedFullWidth(by: text.words.1 ^ Self.seeds.1)
        return Int(truncatingIfNeeded: product.high ^ product.low) & (places.count - 1)
    }
}
