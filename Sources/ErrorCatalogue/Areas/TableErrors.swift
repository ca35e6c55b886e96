extension ErrorCatalogue {
    /// Decision tables and commissions: their files, their answers, and what `stoa check` finds in rows.
    static let tableErrors: [ErrorPage] = [
        ErrorPage(
            "rule.cellBesideTable", .merchant, "A row of a CSV file has more cells than the first line has columns.",
            .situation("The cell 1,000 without quotes around it: two cells, 1 and 000."),
            "Put a cell that holds a comma in quotes; name every column in the first line."),
        ErrorPage(
            "rule.cellTooLong", .merchant, "A cell of a table has more than 1000 bytes.",
            .situation("One cell that lists 200 postcodes."), "Split the row into several with the same outputs."),
        ErrorPage(
            "rule.emptyCell", .merchant, "A cell of a table is empty, and nobody can tell whether it was forgotten.",
            .file("rule.yaml", table("{ weight: [], fee: 5 }")), "Write - for any value of an input, and for no value of an output."),
        ErrorPage(
            "rule.emptyRange", .merchant, "No value can match a cell.",
            .file("rule.yaml", table("{ weight: \"[20..10)\", fee: 5 }")),
            "Begin a range with its lower end; ( and ) leave an end out, [ and ] take it in."),
        ErrorPage(
            "rule.invalidName", .merchant, "A table, or one of its columns, has a name that expressions cannot write.",
            .file("rule.yaml", "kind: Table\nid: shipping-fee\ninput: { weight: int }\noutput: { fee: int }\nrows: [{ fee: 5 }]"),
            "Use letters, digits and _, as in shippingFee; the folder may be called as you like."),
        ErrorPage(
            "rule.missingColumn", .merchant, "The first line of a CSV file lacks a column that the rule declares.",
            .situation("output: { fee: money } beside a file that begins with: country,weight"),
            "Add the column, or remove it from the rule. Names are compared letter by letter."),
        ErrorPage(
            "rule.cycle", .merchant, "Tables, or segments, call each other in a circle, so that none could be asked.",
            .file(
                "rule.yaml",
                """
                kind: Table
                id: fee
                arguments: { weight: int }
                input: { x: { type: int, is: table.fee(weight).y } }
                output: { y: int }
                rows: [{ y: 1 }]
                """), "Let one of them do without the other; a table can take the value as an argument."),
        ErrorPage(
            "rule.tableGap", .merchant, "There are inputs that no row of a table matches.",
            .situation("Rows for '< 2000' and '> 2000', and nothing for 2000."),
            "Add a row or a 'default'; state with 'allowed' which values there are; or write 'complete: false' if it is meant."),
        ErrorPage(
            "rule.tableOverlap", .merchant, "Two rows match the same inputs where only one may answer.",
            .situation("Rows for '<= 50' and '[50..100]' under 'hit: unique'."), "Let the rows exclude each other, or write 'hit: first'."),
        ErrorPage(
            "rule.tableRowHidden", .merchant, "A row never answers, because whatever it matches is answered by others.",
            .situation("'[10..20]' below '< 15' and '>= 15' under 'hit: first'."), "Move it up, raise its priority, or remove it."),
        ErrorPage(
            "rule.tableTooLarge", .merchant, "A CSV file has more than 16 MiB.",
            .situation("A file with a long text in each of 100,000 rows."),
            "Keep notes out of it, or split the table."),
        ErrorPage(
            "rule.textAfterQuote", .merchant, "Text stands behind the quote that ends a cell of a CSV file.",
            .situation("The cell \"12\" pipe\", where the text was meant to be: 12\" pipe."),
            "Double quotes inside of a cell, or let a spreadsheet write the file."),
        ErrorPage(
            "rule.tooManyColumns", .merchant, "A table has more than 32 inputs and outputs.",
            .situation("An output for each of 40 countries."),
            "Turn columns into rows: an input for the country and one output."),
        ErrorPage(
            "rule.tooManyTableRows", .merchant, "A table has more than 100,000 rows.", .situation("A row for every article and country."),
            "Split the table by one of its columns."),
        ErrorPage(
            "rule.unclosedQuote", .merchant, "A quote begins a cell of a CSV file and no quote ends it.",
            .situation("The cell \"shirts, trousers without a quote at its end."),
            "Close the quote, or double it if it is part of the text."),
        ErrorPage(
            "rule.unknownColumn", .merchant, "The first line of a CSV file names a column that the rule does not declare.",
            .situation("A column 'wieght' beside input: { weight: int }."), "Correct the name; begin it with # if the column holds notes."),
        ErrorPage(
            "rule.unknownFile", .merchant, "A table takes its rows from a file that does not lie beside it.",
            .file("rule.yaml", "kind: Table\nid: fee\ninput: { weight: int }\noutput: { fee: int }\nrows: fees.csv"),
            "Save the spreadsheet as CSV into the folder of the rule."),
        ErrorPage(
            "rule.unusedFile", .merchant, "A CSV file lies beside a rule, and no table takes its rows from it.",
            .situation("fees.csv beside a table that says 'rows: fees-2026.csv'."), "Name it in 'rows', or remove it."),
        ErrorPage(
            "rule.valueNotAllowed", .merchant, "A cell names a value that its column's 'allowed' leaves out.",
            .file(
                "rule.yaml",
                """
                kind: Table
                id: fee
                input: { method: { type: text, allowed: [sea, air] } }
                output: { fee: int }
                rows: [{ method: aer, fee: 5 }]
                """), "Correct the cell, or add the value to 'allowed'."),
        ErrorPage(
            "rule.wrongCell", .merchant, "A cell holds something that its column's type has no place for.",
            .file("rule.yaml", table("{ weight: \"< two\", fee: 5 }")),
            "Write a value, a list, < 5, [10..20) or - in an input, and one value in an output. Put a text that begins like a range in quotes."
        ),
        ErrorPage(
            "rule.wrongColumnType", .merchant, "An argument of a table and the column that tests it have different types.",
            .file(
                "rule.yaml",
                """
                kind: Table
                id: fee
                arguments: { weight: int }
                input: { weight: decimal }
                output: { fee: int }
                rows: [{ fee: 5 }]
                """), "Use one type, or reckon the column with 'is'."),
        ErrorPage(
            "rule.sameScope", .merchant, "Two commissions claim the same sales, and nothing says which of them counts.",
            .situation("Two files of kind Commission without 'for' and without 'active'."),
            "Let one name sellers, categories or channels, or let it begin later; the later one then takes the place of the other."),
        ErrorPage(
            "rule.duplicateZone", .merchant, "Two files of kind Tax name the same zone.",
            .situation("zones: [DE, AT] in one file and zones: [AT] in another."), "Let each zone stand in one file."),
        ErrorPage(
            "rule.duplicateTiers", .merchant, "Two files of kind Earn say by what was bought which tier a customer has.",
            .situation("'tiers' by spend in one file and 'tiers' by orders in another."),
            "Keep one: a customer has one tier. Segments can tell customers apart in any number of ways."),
        ErrorPage(
            "rule.ratesOverlap", .merchant, "A class of tax has two rates at the same time.",
            .file(
                "rule.yaml",
                """
                kind: Tax
                id: vat-de
                zones: [DE]
                rates:
                  - { class: standard, rate: 16 }
                  - { class: standard, rate: 19, active: { from: 2021-01-01 } }
                """), "Let one end when the other begins: active: { until: 2021-01-01 }."),
        ErrorPage(
            "tax.noRate", .merchant, "A class of the cart has no rate in its zone at that time.",
            .situation("A line with taxClass: luxury, and a Tax without that class."), "Add the class with a rate, even if it is 0."),
        ErrorPage(
            "tax.zoneUnknown", .merchant, "A cart is taxed in a zone that no file of kind Tax names.",
            .situation("The zone NO in a book whose Tax files are for DE and AT."), "Add the zone to the 'zones' of a Tax."),
        ErrorPage(
            "commission.noSchedule", .merchant, "A sale to which no Commission of the book applies.",
            .situation("A book whose only Commission has 'for: { sellers: [sel_a] }', and a sale of sel_b."),
            "Add a Commission without 'for'; state its amounts in the currency of the sale."),
        ErrorPage(
            "commission.saleMalformed", .caller,
            "The amounts of a sale cannot belong together: one is negative, or its discounts exceed it.",
            .situation("An amount of 1000 with a seller's discount of 2000."), "State minor units; discounts are parts of the amount."),
        ErrorPage(
            "table.severalRows", .merchant, "Several rows of a table match where only one may answer.",
            .situation("A call that two rows match under 'hit: unique'; the message names their lines."),
            "Let the rows exclude each other, give them different priorities, or write 'hit: first'. 'stoa check' finds such rows beforehand."
        ),
    ]

    private static func table(_ row: String) -> String {
        "kind: Table\nid: fee\ninput: { weight: int }\noutput: { fee: int }\nrows: [\(row)]"
    }
}
