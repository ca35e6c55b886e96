/// What can be wrong with the fields of any file that is read by a schema: `<area>.<mistake>`.
enum FileMistake: String {
    case conflictingFields, emptyValue, invalidBoolean, invalidDecimal, invalidInteger, invalidValue, missingField, outOfRange
    case repeated, tooMany, unknownField, unknownValue, wrongKind

    /// Goes on a sentence that begins "In a rule, ".
    fileprivate var cause: String {
        switch self {
        case .conflictingFields: "two fields stand beside each other of which only one can count."
        case .emptyValue: "a field has nothing behind its colon."
        case .invalidBoolean: "a field that is true or false holds another text; 'yes', 'on' and 'NO' are texts here."
        case .invalidDecimal: "a field that is a decimal number holds another text."
        case .invalidInteger: "a field that is a whole number holds another text."
        case .invalidValue: "a field holds a text that is not of the form it needs."
        case .missingField: "a field is missing without which it means nothing."
        case .outOfRange: "a number is smaller or larger than its field may be."
        case .repeated: "a list names the same thing twice."
        case .tooMany: "a list has more items than are read."
        case .unknownField: "there is no field of this name; it is refused because a misspelt field would be ignored in silence."
        case .unknownValue: "a field that takes one of a few words holds another."
        case .wrongKind: "a value is a text, a list or a mapping where another of the three is wanted."
        }
    }

    fileprivate var mend: String {
        switch self {
        case .conflictingFields: "Keep one of the two."
        case .emptyValue: "Write a value, or remove the field."
        case .invalidBoolean: "Write true or false."
        case .invalidDecimal: "Write digits with a point, such as 17.5, without a percent sign."
        case .invalidInteger: "Write digits only, such as 3; amounts of carts and tests are whole minor units."
        case .invalidValue: "Write it in the form that the message names."
        case .missingField: "Add the field that the message names."
        case .outOfRange: "Use a number within the bounds that the hint names."
        case .repeated: "Remove one of the two."
        case .tooMany: "Shorten the list to what the hint allows, or split the file."
        case .unknownField: "Correct the name; the hint names the nearest field."
        case .unknownValue: "Use one of the words that the hint names."
        case .wrongKind: "Write what the message expects: list items start with '- ', fields with 'key: '."
        }
    }
}

/// A kind of file with the mistakes that its schema can find, and an example for each.
struct FileGrammar {
    enum Sample {
        /// The whole file.
        case text(String)
        /// In words, for a file too long to print.
        case situation(String)
    }

    let area: String
    /// What examples are called.
    let file: String
    /// What people call it, behind "a".
    let kind: String
    let audience: ErrorPage.Audience
    let examples: [FileMistake: Sample]

    var pages: [ErrorPage] {
        examples.map { mistake, sample in
            let example: ErrorPage.Example =
                switch sample {
                case .text(let text): .file(file, text)
                case .situation(let words): .situation(words)
                }
            return ErrorPage("\(area).\(mistake.rawValue)", audience, "In a \(kind), \(mistake.cause)", example, mistake.mend)
        }
    }
}
