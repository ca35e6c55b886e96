extension ErrorCatalogue {
    /// What is wrong with rules, beyond the shape of their fields, and with a book as a whole.
    static let ruleErrors: [ErrorPage] = [
        ErrorPage(
            "case.malformed", .merchant,
            "A worked case is no JSON of the expected form.",
            .situation("`stoa quote --case case.json`, where 'lines' is a number."),
            "Compare it with a case that works; the message names the field."),
        ErrorPage(
            "case.notExpressible", .merchant,
            "A worked case uses an effect, a condition or a stage that has no counterpart in the rule language.",
            .situation("`stoa quote --case case.json` with the effect 'lottery'."),
            "Use the effects of the table in the case vocabulary, or write the rule itself."),
        ErrorPage(
            "case.unknownField", .vendor,
            "A test case of a plugin has a field that is not known.",
            .file("tests/ten.json", #"{ "question": { "currency": "USD", "items": [] }, "expected": [] }"#),
            "Use point, config, question and expect."),
        ErrorPage(
            "case.wrongKind", .vendor,
            "A field of a plugin's test case has a value of the wrong type.",
            .file("tests/ten.json", #"{ "question": [] }"#),
            #"Let question and config be objects, point a text, and expect a list or { "error": CODE }."#),
        ErrorPage(
            "rule.bareInteger", .merchant,
            "An amount is a bare whole number, and nobody can tell cents from dollars.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: five-off
                phase: order
                give: { amount: 5 }
                """),
            #"Write the amount in quotes, in major units: "5.00"."#),
        ErrorPage(
            "rule.directoryUnreadable", .merchant,
            "The folder of rules cannot be listed.",
            .situation("A folder of rules that belongs to another user."),
            "Name a folder that you may read and that holds <id>/rule.yaml."),
        ErrorPage(
            "rule.duplicateCode", .merchant,
            "Two campaigns give out the same code; case does not tell codes apart.",
            .situation("SPRING in one Coupon, spring in another."),
            "Choose another code for one of them, or let both promotions name the same Coupon."),
        ErrorPage(
            "rule.duplicateId", .merchant,
            "Two rules of the book have the same id.",
            .situation("A rule.yaml copied to another folder with its id."),
            "Give the copy an id of its own; quotes, limits and conflicts name rules by it."),
        ErrorPage(
            "rule.duplicateRulebook", .merchant,
            "The book has two files of kind Rulebook.",
            .situation("rules/rulebook.yaml, and a rule.yaml that says 'kind: Rulebook'."),
            "Keep one; it holds the currency, the zone and the objective of all rules."),
        ErrorPage(
            "rule.fileTooLarge", .merchant,
            "A rule file is larger than 64 KiB.",
            .situation("A Coupon with fifty thousand codes in one file."),
            "Split the rule; one file holds one rule."),
        ErrorPage(
            "rule.fileUnreadable", .merchant,
            "A rule file is not UTF-8 text, or may not be read.",
            .situation("A rule.yaml that belongs to another user."),
            "Save it as UTF-8, and check who may read it."),
        ErrorPage(
            "rule.groupLimitDiffers", .merchant,
            "Two rules state a different 'atMost' for the same group.",
            .situation("'stack: { group: season, atMost: 1 }' in one rule, '{ group: season, atMost: 2 }' in another."),
            "State the same number in both, or state it in one rule only: it counts for the group."),
        ErrorPage(
            "rule.invalidId", .merchant,
            "An id holds a character that ids do not have, or is longer than 100 characters.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: summer sale
                give: { percent: 10 }
                """),
            "Use letters, digits and _ - . / @ #, without spaces."),
        ErrorPage(
            "rule.invalidMoney", .merchant,
            "An amount of money cannot be read, or has more digits than its currency.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: five-off
                phase: order
                give: { amount: { USD: "5.001" } }
                """),
            #"Write digits with a point, and as many behind it as the currency has: "5.00", or "65000" for KRW."#),
        ErrorPage(
            "rule.kindNotSupported", .merchant,
            "The kind is part of the language, but this version does not decide it yet.",
            .file(
                "rule.yaml",
                """
                kind: Workflow
                id: reserve
                """),
            "Remove the file."),
        ErrorPage(
            "rule.missingCurrency", .merchant,
            "A budget is an amount without a currency, and the rulebook names none.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: launch
                give: { percent: 10 }
                limits: { budget: "100.00" }
                """),
            #"Write { USD: "100.00" }, or state the currency in rulebook.yaml."#),
        ErrorPage(
            "rule.neverActive", .merchant,
            "The window closes before it opens, so the rule could never apply.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: summer
                give: { percent: 10 }
                active: { from: 2026-09-01, until: 2026-06-01 }
                """),
            "Exchange 'from' and 'until', or correct the dates; 'until' is the first moment after the window."),
        ErrorPage(
            "rule.neverReached", .merchant,
            "One limit is larger than another that is reached before it.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: launch
                give: { percent: 10 }
                limits: { uses: 10, perCustomer: 20 }
                """),
            "Use less for the one, or raise 'uses'."),
        ErrorPage(
            "rule.notSupported", .merchant,
            "The field is part of the language, but this version would not act on it, and ignoring it would change what the rule means.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: first-two-renewals
                cycles: 2
                give: { percent: 10 }
                """),
            "Remove the field or the rule; the message says what is missing."),
        ErrorPage(
            "rule.rowsNotAscending", .merchant,
            "A row of 'tiers' starts at or below the row before it.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: volume
                give:
                  tiers:
                    by: units
                    rows: [ { from: 10, percent: 5 }, { from: 5, percent: 10 } ]
                """),
            "Sort the rows by 'from'."),
        ErrorPage(
            "rule.duplicateGroup", .merchant,
            "A group is declared by two files of kind Stacks.",
            .situation("rules/stacks and rules/more-stacks both declare 'loyalty'."),
            "Keep one declaration."),
        ErrorPage(
            "rule.unknownGroup", .merchant,
            "A promotion names a group that the book's file of kind Stacks does not declare.",
            .situation("stack: { group: loyality } in a book whose Stacks declare 'loyalty'."),
            "Correct the name, or declare the group. A book without Stacks takes any name."),
        ErrorPage(
            "rule.tooManyCandidates", .merchant,
            "More than 4096 rules could apply to one cart, too many to choose among.",
            .situation("A book in which 5000 promotions have neither a channel nor a window nor a code."),
            "Narrow rules with 'channels', 'active' or 'code'."),
        ErrorPage(
            "rule.tooManyGives", .merchant,
            "One rule gives more than 8 things.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: everything
                give:
                  - { percent: 1 }
                  - { percent: 1 }
                  - { percent: 1 }
                  - { percent: 1 }
                  - { percent: 1 }
                  - { percent: 1 }
                  - { percent: 1 }
                  - { percent: 1 }
                  - { percent: 1 }
                """),
            "Split the rule into several."),
        ErrorPage(
            "rule.tooManyParts", .merchant,
            "A set has more than 6 named parts; packing looks at every combination of them.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: outfit
                take: { a: { quantity: 1 }, b: { quantity: 1 }, c: { quantity: 1 }, d: { quantity: 1 }, e: { quantity: 1 }, f: { quantity: 1 }, g: { quantity: 1 } }
                give: { percent: 10 }
                """),
            "Join parts that take the same kind of item: one part may take a larger quantity."),
        ErrorPage(
            "rule.tooManyRows", .merchant,
            "A table of tiers has more than 64 rows.",
            .situation("A row for each number of pieces from 1 to 100."),
            "State only where the percentage changes; a row counts up to the next one."),
        ErrorPage(
            "rule.tooManyRules", .merchant,
            "The book has more than 100,000 files.",
            .situation("One generated promotion for each article of a large catalogue."),
            "Let one rule cover many articles by a condition on 'line'."),
        ErrorPage(
            "rule.unknownCoupon", .merchant,
            "A promotion names a Coupon that no file declares.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: spring
                code: spring26
                give: { percent: 10 }
                """),
            """
            Add a file 'kind: Coupon' with this id and its codes, or correct the name: 'code' names the Coupon, not the text \
            that buyers type.
            """),
        ErrorPage(
            "rule.unknownKind", .merchant,
            "There is no such kind of rule.",
            .file(
                "rule.yaml",
                """
                kind: Promotoin
                id: summer
                """),
            "Correct the spelling; the hint names the nearest kind."),
        ErrorPage(
            "rule.unknownName", .merchant,
            "A rule names a promotion, a group or a part of its set that does not exist.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: summer
                give: { percent: 10 }
                stack: { conflicts: [wintr] }
                """),
            "Correct the name; the hint names the nearest one."),
        ErrorPage(
            "rule.unknownSchema", .merchant,
            "The file was written for another version of the rule language.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                schema: stoa/rule/9
                id: summer
                give: { percent: 10 }
                """),
            "Write stoa/rule/1, or leave 'schema' out."),
        ErrorPage(
            "rule.unusedField", .merchant,
            "A field would have no effect beside the others, so the rule does less than it seems to say.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: summer
                times: 3
                give: { percent: 10 }
                """),
            "Remove the field, or add what it needs: 'times' counts sets, 'count' needs 'to', 'atMost' needs a group."),
        ErrorPage(
            "test.unknownName", .merchant,
            "A rule test says what is left of a rule that the book does not have.",
            .situation("A test with left: { sprnig: { uses: 0 } } beside the rule 'spring'."),
            "Use the id of a promotion or campaign of the book."),
    ]
}
