extension FieldLoop {
    /// The first element that does not hold; the number of elements when all do. Nil when something fails.
    ///
    /// Element after element: a branch that nearly always goes the same way takes less than to gather a bit.
    @inline(__always)
    func firstOther(_ elements: Elements) -> Int? {
        var first = elements.count
        var number = UnsafePointer(numbers.start)
        while number != numbers.end {
            let (offset, range) = (number.pointee.offset, number.pointee.range)
            first = elements.first(below: first) { !range.contains($0.load(fromByteOffset: offset, as: Int64.self)) }
            number += 1
        }
        var calculation = UnsafePointer(calculations.start)
        while calculation != calculations.end {
            guard let other = firstOther(calculation, elements, below: first) else { return nil }
            first = other
            calculation += 1
        }
        var text = UnsafePointer(texts.start)
        while text != texts.end {
            let question = text
            first = elements.first(below: first) { !question.pointee.holds($0) }
            text += 1
        }
        return first
    }

    @inline(__always)
    private func firstOther(_ calculation: UnsafePointer<FieldQuestion.Calculation>, _ elements: Elements, below end: Int) -> Int? {
        let (left, right, range) = (calculation.pointee.left, calculation.pointee.right, calculation.pointee.range)
        var (first, hasFailed) = (end, false)
        calculation.pointee.operation.choose { report in
            @inline(__always)
            func result(_ element: UnsafeRawPointer) -> (partialValue: Int64, overflow: Bool) {
                report(element.load(fromByteOffset: left, as: Int64.self), element.load(fromByteOffset: right, as: Int64.self))
            }
            first = elements.first(below: end) { element in
                let (number, overflow) = result(element)
                return overflow || !range.contains(number)
            }
            hasFailed = first < end && result(elements.address(first)).overflow
        }
        return hasFailed ? nil : first
    }

    /// The lanes that hold. Nil when something fails.
    @inline(__always)
    func held(_ batch: Batch) -> UInt64? {
        var held = batch.lanes
        var number = UnsafePointer(numbers.start)
        while number != numbers.end, held != 0 {
            let (offset, range) = (number.pointee.offset, number.pointee.range)
            held &= batch.lanes { range.contains($0.load(fromByteOffset: offset, as: Int64.self)) }
            number += 1
        }
        var calculation = UnsafePointer(calculations.start)
        while calculation != calculations.end, held != 0 {
            guard let holding = lanes(calculation, batch, held) else { return nil }
            held = holding
            calculation += 1
        }
        var text = UnsafePointer(texts.start)
        while text != texts.end, held != 0 {
            let question = text
            held = held.lanes { question.pointee.holds(batch.address($0)) }
            text += 1
        }
        return held
    }

    private func lanes(_ calculation: UnsafePointer<FieldQuestion.Calculation>, _ batch: Batch, _ lanes: UInt64) -> UInt64? {
        let (left, right, range) = (calculation.pointee.left, calculation.pointee.right, calculation.pointee.range)
        var (held, failed): (UInt64, UInt64) = (0, 0)
        calculation.pointee.operation.choose { report in
            held = batch.lanes { element in
                let (number, overflow) = report(
                    element.load(fromByteOffset: left, as: Int64.self), element.load(fromByteOffset: right, as: Int64.self))
                failed = failed &<< 1 | (overflow ? 1 : 0)
                return range.contains(number)
            }
        }
        return failed & lanes == 0 ? held & lanes : nil
    }
}

extension Elements {
    fileprivate func address(_ index: Int) -> UnsafeRawPointer { base + index &* stride }

    /// The first of so many elements that is wanted; their number when none is. By fours, because to count takes as long as to
    /// compare.
    @inline(__always)
    fileprivate func first(below end: Int, where isWanted: (_ element: UnsafeRawPointer) -> Bool) -> Int {
        var (index, element) = (0, base)
        while index &+ 4 <= end {
            if isWanted(element) { return index }
            element += stride
            if isWanted(element) { return index &+ 1 }
            element += stride
            if isWanted(element) { return index &+ 2 }
            element += stride
            if isWanted(element) { return index &+ 3 }
            element += stride
            index &+= 4
        }
        while index < end {
            if isWanted(element) { return index }
            index &+= 1
            element += stride
        }
        return end
    }
}

extension Batch {
    /// The lanes whose elements hold, all of which are looked at.
    ///
    /// From the last to the first, so that a lane is a shift by one and not by its number, and by fours, so that a lane need not
    /// wait for the one before: each of the two takes a third of the time.
    @inline(__always)
    fileprivate func lanes(where holds: (_ element: UnsafeRawPointer) -> Bool) -> UInt64 {
        var held: UInt64 = 0
        var element = address(count)
        var left = count
        while left >= 4 {
            element -= stride
            var four: UInt64 = holds(element) ? 8 : 0
            element -= stride
            four |= holds(element) ? 4 : 0
            element -= stride
            four |= holds(element) ? 2 : 0
            element -= stride
            four |= holds(element) ? 1 : 0
            held = held &<< 4 | four
            left &-= 4
        }
        while left > 0 {
            element -= stride
            held = held &<< 1 | (holds(element) ? 1 : 0)
            left &-= 1
        }
        return held
    }
}
