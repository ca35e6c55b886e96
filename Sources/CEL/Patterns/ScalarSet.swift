/// A set of code points: a character class of a pattern.
struct ScalarSet: Sendable {
    var items: [Item] = []
    var isNegated = false
    var ignoresCase = false

    indirect enum Item: Sendable {
        case range(UInt32, UInt32)
        case category([Unicode.GeneralCategory])
        case set(ScalarSet)
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        var found = has(scalar)
        if !found, ignoresCase { found = otherCases(of: scalar).contains(where: has) }
        return found != isNegated
    }

    private func has(_ scalar: Unicode.Scalar) -> Bool {
        items.contains { item in
            switch item {
            case .range(let low, let high): low <= scalar.value && scalar.value <= high
            case .category(let categories): categories.contains(scalar.properties.generalCategory)
            case .set(let set): set.contains(scalar)
            }
        }
    }

    /// Any code point; without `includingNewline` not the line feed.
    static func any(includingNewline: Bool) -> ScalarSet {
        includingNewline
            ? ScalarSet(items: [.range(0, 0x10FFFF)]) : ScalarSet(items: [.range(0x0A, 0x0A)], isNegated: true)
    }

    static let digits = ScalarSet(items: [.range(0x30, 0x39)])
    static let spaces = ScalarSet(items: [.range(0x09, 0x0A), .range(0x0C, 0x0D), .range(0x20, 0x20)])
    static let words = ScalarSet(items: [.range(0x30, 0x39), .range(0x41, 0x5A), .range(0x5F, 0x5F), .range(0x61, 0x7A)])

    var inverted: ScalarSet {
        var set = self
        set.isNegated.toggle()
        return set
    }

    /// `[:alpha:]` and its like, ASCII as in RE2.
    static let named: [String: [Item]] = [
        "alnum": [.range(0x30, 0x39), .range(0x41, 0x5A), .range(0x61, 0x7A)], "alpha": [.range(0x41, 0x5A), .range(0x61, 0x7A)],
        "ascii": [.range(0, 0x7F)], "blank": [.range(0x09, 0x09), .range(0x20, 0x20)], "cntrl": [.range(0, 0x1F), .range(0x7F, 0x7F)],
        "digit": [.range(0x30, 0x39)], "graph": [.range(0x21, 0x7E)], "lower": [.range(0x61, 0x7A)], "print": [.range(0x20, 0x7E)],
        "punct": [.range(0x21, 0x2F), .range(0x3A, 0x40), .range(0x5B, 0x60), .range(0x7B, 0x7E)],
        "space": [.range(0x09, 0x0D), .range(0x20, 0x20)], "upper": [.range(0x41, 0x5A)], "word": words.items,
        "xdigit": [.range(0x30, 0x39), .range(0x41, 0x46), .range(0x61, 0x66)],
    ]

    /// The categories of `\p{L}`, `\p{Lu}` …
    static func categories(_ name: String) -> [Unicode.GeneralCategory]? {
        switch name {
        case "L": [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter]
        case "Lu": [.uppercaseLetter]
        case "Ll": [.lowercaseLetter]
        case "Lt": [.titlecaseLetter]
        case "Lm": [.modifierLetter]
        case "Lo": [.otherLetter]
        case "M": [.nonspacingMark, .spacingMark, .enclosingMark]
        case "Mn": [.nonspacingMark]
        case "Mc": [.spacingMark]
        case "Me": [.enclosingMark]
        case "N": [.decimalNumber, .letterNumber, .otherNumber]
        case "Nd": [.decimalNumber]
        case "Nl": [.letterNumber]
        case "No": [.otherNumber]
        case "P":
            [
                .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
                .otherPunctuation,
            ]
        case "S": [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol]
        case "Sc": [.currencySymbol]
        case "Sm": [.mathSymbol]
        case "Z": [.spaceSeparator, .lineSeparator, .paragraphSeparator]
        case "Zs": [.spaceSeparator]
        default: nil
        }
    }
}

/// The upper and lower case of a code point, where each is one code point.
func otherCases(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping].compactMap { mapping in
        guard let first = mapping.unicodeScalars.first, mapping.unicodeScalars.count == 1, first != scalar else { return nil }
        return first
    }
}
