/// The parts of a condition that all have to hold and ask one property each, as most of what merchants write does:
/// `cart.subtotal >= 10000 && cart.currency == "EUR"`. Those of a kind are tested in one loop, which takes half as long as to
/// look for each what it is.
///
/// They may be tested in any order and before what else is in the condition: when one does not hold, `&&` is false, whatever
/// fails elsewhere.
struct Conjuncts {
    struct Number {
        let property: Property
        var test: NumberTest
    }

    struct Time {
        let slot: Int
        var times: Interval<Timestamp>
    }

    struct Text {
        let property: Property
        let text: ComparedText
        let stored: StoredText

        init(_ property: Property, _ text: ComparedText) {
            self.property = property
            self.text = text
            stored = text.stored
        }
    }

    private(set) var numbers: [Number] = []
    private(set) var times: [Time] = []
    private(set) var texts: [Text] = []
    /// The slots of all variables are below this.
    private(set) var variablesUsed = 0
    /// What is left of the condition.
    private(set) var rest = Test.constant(true)

    init(_ test: Test) { add(test) }

    private mutating func add(_ test: Test) {
        switch test {
        // Together they are one instruction.
        case .and(.presence(let asked), .text(let property, _)) where asked == property: addRest(test)
        case .and(let left, let right):
            add(left)
            add(right)
        case .number(.property(let property), let test):
            use(property.slot)
            if let known = numbers.firstIndex(where: { $0.property == property }) {
                numbers[known].test = numbers[known].test.and(test)
            } else {
                numbers.append(Number(property: property, test: test))
            }
        case .time(let slot, let interval):
            use(slot)
            if let known = times.firstIndex(where: { $0.slot == slot }) {
                times[known].times = times[known].times.intersection(interval)
            } else {
                times.append(Time(slot: slot, times: interval))
            }
        case .text(let property, let text) where !property.isOptional:
            use(property.slot)
            texts.append(Text(property, text))
        default: addRest(test)
        }
    }

    private mutating func addRest(_ test: Test) {
        if case .constant(true) = rest { rest = test } else { rest = .and(rest, test) }
    }

    private mutating func use(_ slot: Int) { variablesUsed = max(variablesUsed, slot + 1) }
}
