import CEL
import Testing

@Suite("Lists and sets")
struct ListTests {
    @Test(
        "The extensions",
        arguments: [
            "lists.range(3) == [0, 1, 2]", "lists.range(-1) == []", "[1, 2].first().value() == 1", "[1, 2].last() == optional.of(2)",
            "![].first().hasValue()", "[1, 2, 3].reverse() == [3, 2, 1]", "[1, 2, 3, 4].slice(1, 3) == [2, 3]",
            "[[1], [2, 3], []].flatten() == [1, 2, 3]", "dyn([1, [2, [3, [4]]]]).flatten(2) == [1, 2, 3, [4]]",
            "[1, 2, 1, 3, 2].distinct() == [1, 2, 3]", "dyn([1, 1.0, 1u, 'a', [1], [1], 2.5, 2.5]).distinct() == [1, 'a', [1], 2.5]",
            "[3, 1, 2].sort() == [1, 2, 3]", "['b', 'a'].sort() == ['a', 'b']", "[1, 2, 3].sum() == 6", "[].sum() == 0",
            "[1.5, 2.5].sum() == 4.0", "[1.5].filter(x, x > 2.0).sum() == 0.0", "[duration('1s'), duration('2s')].sum() == duration('3s')",
            "[2, 3, 1].min() == 1", "['a', 'c', 'b'].max() == 'c'",
            "[{'n': 'b', 'p': 1}, {'n': 'a', 'p': 2}].sortBy(x, x.n).map(x, x.p) == dyn([2, 1])",
            "[3, 1, 2].sortBy(x, -x) == [3, 2, 1]", "sets.contains([1, 2, 3], [3, 1])", "!sets.contains([1], [2])",
            "sets.contains([1], [])",
            "sets.intersects([1, 2], [2, 3])", "!sets.intersects([1], [2])", "sets.equivalent([1, 2, 2], [2, 1])",
            "!sets.equivalent([1], [1, 2])",
        ])
    func holds(_ expression: String) throws { try check(expression, true) }

    @Test(
        "Errors",
        arguments: [
            ("[1, 2].slice(1, 3)", "cel.indexOutOfRange"), ("[1, 2].slice(-1, 1)", "cel.indexOutOfRange"),
            ("[].min()", "cel.invalidArgument"),
            ("dyn([1, 'a']).sort()", "cel.noOverload"), ("dyn([1, 'a']).sum()", "cel.noOverload"),
            ("lists.range(1000000000)", "cel.tooLarge"),
            ("[9223372036854775807, 1].sum()", "cel.overflow"), ("[[1]].flatten(-1)", "cel.invalidArgument"),
        ])
    func errors(_ expression: String, code: String) {
        let codes = compileCodes(expression)
        #expect(codes.isEmpty ? (try? evaluationCode(expression)) == code : codes == [code], "\(expression)")
    }
}
