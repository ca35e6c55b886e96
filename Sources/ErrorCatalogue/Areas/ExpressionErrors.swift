extension ErrorCatalogue {
    /// What is wrong with a condition: before it runs (its text, names and types), or with the values it meets.
    static let expressionErrors: [ErrorPage] = [
        ErrorPage(
            "cel.absentField", .merchant,
            "The condition reads a fact that this cart or customer does not have.",
            .expression(#"customer.tier == "vip""#),
            #"Test it with has(…), as in has(customer.tier) && …, or give a default: customer.?tier.orValue("")."#),
        ErrorPage(
            "cel.cancelled", .operator,
            "The evaluation was stopped from outside before it came to an answer.",
            .situation("A program that embeds the evaluator, and stops it when its own caller has gone."),
            "Nothing, if that was meant; otherwise give the evaluation more time."),
        ErrorPage(
            "cel.costExceeded", .merchant,
            "The evaluation took more steps than one condition may take.",
            .expression("lists.range(1000).all(a, lists.range(1000).all(b, a + b >= 0))"),
            "Compare fewer or shorter lists, and put the cheapest test first."),
        ErrorPage(
            "cel.divisionByZero", .merchant,
            "The divisor is zero.",
            .expression("1 / 0 > 1"),
            "Test the divisor first: x != 0 && y / x > 1."),
        ErrorPage(
            "cel.duplicateKey", .merchant,
            "A map is written with the same key twice.",
            .expression(#"{"a": 1, "a": 2}.size() == 2"#),
            "Remove one of the two entries."),
        ErrorPage(
            "cel.emptyOptional", .merchant,
            "The value of an optional is read, and it has none.",
            .expression("optional.none().value() == 1"),
            "Give a default with orValue(…), or ask hasValue() first."),
        ErrorPage(
            "cel.indexOutOfRange", .merchant,
            "A list or a text is read at a place it does not have.",
            .expression("[1, 2][2] == 3"),
            "Compare size() first, or read it with [?index]."),
        ErrorPage(
            "cel.invalidArgument", .merchant,
            "A function was given a value of the right type that it cannot use.",
            .expression(#"int("twelve") == 12"#),
            "Correct the value; the message says what the function takes."),
        ErrorPage(
            "cel.invalidKey", .merchant,
            "A map has a key that is neither a truth value, a whole number nor a text.",
            .expression(#"{1.5: "a"}.size() == 1"#),
            "Use texts or whole numbers as keys."),
        ErrorPage(
            "cel.invalidPattern", .merchant,
            "A pattern for matches(…) is not a regular expression, or needs too many states.",
            .expression(#""mugs-001".matches("mugs-[0-9")"#),
            "Correct the pattern at the character the message names."),
        ErrorPage(
            "cel.noOverload", .merchant,
            "A function or an operator is not defined for values of these types.",
            .expression(#"1 + "1" == "11""#),
            #"Convert one side: string(1), int("1"), or compare values of one type."#),
        ErrorPage(
            "cel.noSuchField", .merchant,
            "A field is read from a value that has no fields, or not this one.",
            .expression(#"dyn(1).name == "x""#),
            "Correct the name, or test it with has(…)."),
        ErrorPage(
            "cel.noSuchKey", .merchant,
            "A map is read at a key that it does not have.",
            .expression(#"{"a": 1}["b"] == 1"#),
            #"Ask "b" in map first, or read it with map[?"b"]."#),
        ErrorPage(
            "cel.numberRange", .merchant,
            "A number is written with more digits than its type holds.",
            .expression("9223372036854775808 > 0"),
            "Write it with a point for a double, or use a smaller number."),
        ErrorPage(
            "cel.overflow", .merchant,
            "The result of an operation is larger than its type holds.",
            .expression("9223372036854775807 + 1 > 0"),
            "Use smaller numbers, or doubles."),
        ErrorPage(
            "cel.syntax", .merchant,
            "The text is not an expression: something is missing, or stands where it may not.",
            .expression("cart.subtotal >"),
            "Complete it at the place the caret shows."),
        ErrorPage(
            "cel.tooDeep", .merchant,
            "The expression is nested more levels deep than is read.",
            .situation("An expression inside more than 200 pairs of parentheses."),
            "Split it into several conditions."),
        ErrorPage(
            "cel.tooLarge", .merchant,
            "A text, list or map would grow larger than an evaluation may hold.",
            .expression("lists.range(1000000).size() > 0"),
            "Work on fewer elements."),
        ErrorPage(
            "cel.tooLong", .merchant,
            "The text of an expression has more bytes than are read.",
            .situation("A condition with a list of ten thousand SKUs."),
            "Split it, or let the products carry an attribute that the condition can ask for."),
        ErrorPage(
            "cel.tooManyNodes", .merchant,
            "An expression has more parts than are read.",
            .situation("Ten thousand comparisons joined by ||."),
            "Write x in [a, b, c] for many comparisons of one value, or split the rule."),
        ErrorPage(
            "cel.tooNested", .merchant,
            "A comprehension (all, exists, map, filter) stands inside too many others; each level multiplies the work of those in it.",
            .situation("Thirteen comprehensions, each in the body of the one before."),
            "Split the expression, or let the facts carry what the inner ones look for."),
        ErrorPage(
            "cel.typeMismatch", .merchant,
            "The expression is of one type, and another is needed in this place.",
            .expression("cart.quantity"),
            "Compare it with something, so that it is true or false: cart.quantity > 2."),
        ErrorPage(
            "cel.unboundVariable", .merchant,
            "A name is known, but has no value in this evaluation.",
            .expression(#"payment.method == "card""#),
            "Test what may be missing, or use the name only where it has a value."),
        ErrorPage(
            "cel.unknownField", .merchant,
            "The value has no field of this name.",
            .expression(#"cart.subtotl > money("50.00")"#),
            "Correct the name; the hint names the nearest field."),
        ErrorPage(
            "cel.unknownFunction", .merchant,
            "There is no function or method of this name.",
            .expression(#"customer.tier.beginsWith("v")"#),
            "Correct the name; the hint names the nearest one. Methods stand behind a value, functions before their arguments."),
        ErrorPage(
            "cel.unknownName", .merchant,
            "The name is not declared in this place.",
            .expression(#"custmer.tier == "vip""#),
            """
            Correct the name; the hint names the nearest one. A promotion's 'lines' knows line, its 'when' knows cart, customer, \
            channel, payment and now.
            """),
        ErrorPage(
            "cel.unknownTimeZone", .merchant,
            "A time function names a time zone that is not known.",
            .expression(#"now.getHours("Berlin") > 17"#),
            #"Name a zone such as "Europe/Berlin", or give an offset such as "+01:00"."#),
        ErrorPage(
            "cel.unsupported", .merchant,
            "The expression makes a value of a type that cannot be made here.",
            .situation("A message type of the host, written as a constructor: Line{quantity: 1}."),
            "Read such values from the facts, and build lists and maps yourself."),
        ErrorPage(
            "cel.variables", .merchant,
            "The file of variables for an expression holds something else than an object.",
            .command("echo '[1]' > facts.json && stoa cel eval 'x > 1' --vars facts.json"),
            #"Name each variable: { "x": 2 }."#),
        ErrorPage(
            "template.notText", .merchant,
            "A placeholder inside a text comes to a list, a map or another value that has no text form.",
            .situation(#"reason: "refused because of ${ tasks }" in a workflow."#),
            "Read one field of it, convert it with string(…), or let the placeholder be the whole value."),
        ErrorPage(
            "template.unclosed", .merchant,
            "'${' opens a placeholder in a text, and no '}' closes it.",
            .file(
                "workflow.yaml",
                """
                kind: Workflow
                id: refunds
                version: 1.0.0
                before: order.refund
                do:
                  - no: { refuse: command, reason: "too late, ${ actor.id" }
                """),
            "Close it with '}', or write '$${' for the two characters themselves."),
    ]
}
