import Diagnostics

extension Schema {
    /// Everything in which `value` does not match, at most 100 violations, in the order of the schema's declarations.
    ///
    /// Empty means that it matches. Work is bounded: 100 000 schemas tried, then `input.tooComplex`.
    public func validate(_ value: JSON) -> [SchemaViolation] {
        var check = SchemaCheck(root: self)
        check.check(value, against: self, at: .root)
        return check.result
    }
}

/// The way from the root to a value, as a list that shares its beginning: it becomes a pointer only when something is wrong.
private indirect enum Place {
    case root
    case member(String, of: Place)
    case element(Int, of: Place)

    var pointer: JSONPointer {
        switch self {
        case .root: .root
        case .member(let name, let place): place.pointer.appending(name)
        case .element(let index, let place): place.pointer.appending(index)
        }
    }
}

private struct SchemaCheck {
    private static let violationsMax = 100
    private static let stepsMax = 100_000
    private static let referencesMax = 32

    let root: Schema
    private var violations: [SchemaViolation] = []
    private var steps = 0
    /// References followed without going deeper into the value; a reference that leads to itself ends here.
    private var references = 0
    private let definitions: [String: Schema]

    init(root: Schema) {
        self.root = root
        definitions = Dictionary(
            root.definitions.map { ("#/$defs/\($0.name)", $0.schema) }, uniquingKeysWith: { first, _ in first })
    }

    private mutating func report(_ place: Place, _ code: String, _ message: String, hint: String? = nil) {
        guard violations.count < SchemaCheck.violationsMax else { return }
        violations.append(SchemaViolation(pointer: place.pointer, code: "input.\(code)", message: message, hint: hint))
    }

    /// A check that gave up has not shown that the value matches, so it never ends without a violation.
    var result: [SchemaViolation] {
        guard steps > SchemaCheck.stepsMax else { return violations }
        return [
            SchemaViolation(
                pointer: .root, code: "input.tooComplex", message: "the value takes too many steps to check", hint: "send less")
        ]
    }

    mutating func check(_ value: JSON, against schema: Schema, at place: Place) {
        steps += 1
        guard steps <= SchemaCheck.stepsMax, violations.count < SchemaCheck.violationsMax else { return }
        if let reference = schema.reference { follow(reference, value, place) }
        guard checkType(value, schema, place) else { return }
        checkChoices(value, schema, place)
        switch value {
        case .integer, .number: checkNumber(value, schema, place)
        case .string(let text): checkString(text, schema, place)
        case .array(let elements): checkArray(elements, schema, place)
        case .object(let members): checkObject(members, schema, place)
        case .null, .bool: break
        }
        for part in schema.allOf { check(value, against: part, at: place) }
        checkBranches(value, schema.anyOf, isExclusive: false, place)
        checkBranches(value, schema.oneOf, isExclusive: true, place)
    }

    private mutating func follow(_ reference: String, _ value: JSON, _ place: Place) {
        guard let target = reference == "#" ? root : definitions[reference], references < SchemaCheck.referencesMax else {
            report(place, "tooComplex", "the schema's reference '\(reference)' leads nowhere")
            return
        }
        references += 1
        check(value, against: target, at: place)
        references -= 1
    }

    private mutating func checkType(_ value: JSON, _ schema: Schema, _ place: Place) -> Bool {
        if schema.types.isEmpty || schema.types.contains(where: { $0.includes(value) }) { return true }
        let expected = schema.types.map(\.rawValue).joined(separator: " or ")
        report(place, "wrongType", "expected \(expected), found \(value.kindName)")
        return false
    }

    private mutating func checkChoices(_ value: JSON, _ schema: Schema, _ place: Place) {
        if let constant = schema.constant, constant != value {
            report(place, "notAllowed", "\(shown(value)) is not allowed here", hint: "use \(shown(constant))")
        }
        guard let choices = schema.enumeration, !choices.contains(value) else { return }
        report(
            place, "notAllowed", "\(shown(value)) is not allowed here",
            hint: suggestion(for: value.string ?? shown(value), among: choices.map { $0.string ?? shown($0) }))
    }

    private mutating func checkNumber(_ value: JSON, _ schema: Schema, _ place: Place) {
        if let bound = schema.minimum, isLess(value, bound) { outOfRange(value, "at least \(bound)", place) }
        if let bound = schema.maximum, isLess(bound, value) { outOfRange(value, "at most \(bound)", place) }
        if let bound = schema.exclusiveMinimum, !isLess(bound, value) { outOfRange(value, "more than \(bound)", place) }
        if let bound = schema.exclusiveMaximum, !isLess(value, bound) { outOfRange(value, "less than \(bound)", place) }
    }

    private mutating func outOfRange(_ value: JSON, _ bound: String, _ place: Place) {
        report(place, "outOfRange", "\(value) is out of range", hint: "use \(bound)")
    }

    private mutating func checkString(_ text: String, _ schema: Schema, _ place: Place) {
        if let pattern = schema.pattern, let expression = try? Regex(pattern), !text.contains(expression) {
            report(place, "notAllowed", "the text does not have the form that is asked for", hint: schema.description ?? "match \(pattern)")
        }
        guard schema.minLength != nil || schema.maxLength != nil else { return }
        let length = text.unicodeScalars.count
        if let bound = schema.minLength, length < bound {
            report(place, "wrongLength", "the text has \(length) characters", hint: "use at least \(bound)")
        }
        if let bound = schema.maxLength, length > bound {
            report(place, "wrongLength", "the text has \(length) characters", hint: "use at most \(bound)")
        }
    }

    private mutating func checkArray(_ elements: [JSON], _ schema: Schema, _ place: Place) {
        if let bound = schema.minItems, elements.count < bound {
            report(place, "wrongCount", "the array has \(elements.count) elements", hint: "send at least \(bound)")
        }
        if let bound = schema.maxItems, elements.count > bound {
            report(place, "wrongCount", "the array has \(elements.count) elements", hint: "send at most \(bound)")
        }
        if schema.uniqueItems {
            var seen: Set<JSON> = []
            if let index = elements.firstIndex(where: { !seen.insert($0).inserted }) {
                report(.element(index, of: place), "notUnique", "this element occurs before", hint: "remove it")
            }
        }
        guard let items = schema.items?.schema else { return }
        inside { check in
            for (index, element) in elements.enumerated() { check.check(element, against: items, at: .element(index, of: place)) }
        }
    }

    private mutating func checkObject(_ members: [String: JSON], _ schema: Schema, _ place: Place) {
        inside { check in
            // Unknown names go first: a required field that is missing is most often one of them, misspelt.
            check.checkUnknown(members, schema, place)
            for name in schema.required where members[name] == nil {
                check.report(.member(name, of: place), "missingField", "'\(name)' is missing", hint: "add it")
            }
            for property in schema.properties {
                guard let member = members[property.name] else { continue }
                check.check(member, against: property.schema, at: .member(property.name, of: place))
            }
        }
    }

    private mutating func checkUnknown(_ members: [String: JSON], _ schema: Schema, _ place: Place) {
        if schema.additionalProperties == .allowed { return }
        let unknown = members.keys.filter { name in !schema.properties.contains { $0.name == name } }
        for name in unknown.sorted() where violations.count < SchemaCheck.violationsMax {
            checkAdditional(name, members[name] ?? .null, schema, place)
        }
    }

    private mutating func checkAdditional(
        _ name: String, _ value: JSON, _ schema: Schema, _ place: Place
    ) {
        switch schema.additionalProperties {
        case .allowed: break
        case .refused:
            report(
                .member(name, of: place), "unknownField", "there is no field '\(name)'",
                hint: suggestion(for: name, among: schema.properties.map(\.name)))
        case .matching(let nested): check(value, against: nested.schema, at: .member(name, of: place))
        }
    }

    private mutating func checkBranches(_ value: JSON, _ branches: [Schema], isExclusive: Bool, _ place: Place) {
        guard !branches.isEmpty else { return }
        var matches = 0
        var nearest: [SchemaViolation]?
        let pointer = place.pointer
        for branch in branches {
            let found = tried(value, branch, place)
            if found.isEmpty { matches += 1 }
            if isNearer(found, than: nearest, at: pointer) { nearest = found }
        }
        switch matches {
        case 0:
            // A branch that fails only further inside is the one that was meant; its findings say more than "none fits".
            if let nearest, !nearest.contains(where: { $0.pointer == pointer }) {
                nearest.forEach { report($0) }
            } else {
                report(place, "noMatch", "the value fits none of the \(branches.count) allowed forms")
            }
        case 2... where isExclusive:
            report(place, "ambiguous", "the value fits \(matches) forms of which only one may apply")
        default: break
        }
    }

    private mutating func report(_ violation: SchemaViolation) {
        guard violations.count < SchemaCheck.violationsMax else { return }
        violations.append(violation)
    }

    private func isNearer(_ found: [SchemaViolation], than best: [SchemaViolation]?, at pointer: JSONPointer) -> Bool {
        guard let best else { return true }
        func rank(_ violations: [SchemaViolation]) -> (Int, Int) {
            (violations.contains { $0.pointer == pointer } ? 1 : 0, violations.count)
        }
        return rank(found) < rank(best)
    }

    /// What one branch finds, kept apart from the findings so far.
    private mutating func tried(_ value: JSON, _ branch: Schema, _ place: Place) -> [SchemaViolation] {
        let before = violations
        violations = []
        check(value, against: branch, at: place)
        defer { violations = before }
        return violations
    }

    /// Runs `body` one level deeper in the value, where references may be followed anew.
    private mutating func inside(_ body: (inout SchemaCheck) -> Void) {
        let before = references
        references = 0
        body(&self)
        references = before
    }
}

/// A value for a message: never long, since it is the sender's.
private func shown(_ value: JSON) -> String {
    switch value {
    case .array, .object: value.kindName
    default: String(value.canonicalText.prefix(40))
    }
}

/// Exact for two integers; otherwise by the nearest doubles.
private func isLess(_ left: JSON, _ right: JSON) -> Bool {
    if case .integer(let left) = left, case .integer(let right) = right { return left < right }
    guard let left = left.double, let right = right.double else { return false }
    return left < right
}
