extension ErrorCatalogue {
    /// What is no YAML as Stoa reads it: a small, strict part of the language, in which a text means what it says.
    static let yamlErrors: [ErrorPage] = [
        ErrorPage(
            "yaml.alias", .merchant,
            "An alias (`*name`) stands for a value; files here are read without aliases.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: *last
                """),
            "Write the value out where it is needed."),
        ErrorPage(
            "yaml.anchor", .merchant,
            "An anchor (`&name`) marks a value to be used again; files here are read without anchors.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: &last summer
                """),
            "Remove the anchor, and write the value out wherever it is needed."),
        ErrorPage(
            "yaml.complexKey", .merchant,
            "A key is a list or a mapping, where a plain text is wanted.",
            .file(
                "rule.yaml",
                """
                ? [kind, id]
                : Promotion
                """),
            "Write one plain key a line: 'kind: Promotion'."),
        ErrorPage(
            "yaml.controlCharacter", .merchant,
            "The file holds an invisible control character, usually pasted from another program.",
            .situation("A file in which U+0007, the bell, stands between two words."),
            #"Delete the character at the place shown, or write its escape in double quotes ("\u0007")."#),
        ErrorPage(
            "yaml.directive", .merchant,
            "The file starts with a directive (a line with `%`); none is known here.",
            .file(
                "rule.yaml",
                """
                %YAML 1.2
                ---
                kind: Promotion
                """),
            "Remove the line."),
        ErrorPage(
            "yaml.duplicateKey", .merchant,
            "One mapping has the same key twice, so it is not clear which value counts.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: summer
                id: winter
                """),
            "Keep one of the two; the message names the line of the first."),
        ErrorPage(
            "yaml.empty", .merchant,
            "The file holds no value, only comments or nothing.",
            .file("rule.yaml", "# to do"),
            "Write the rule, or remove the file."),
        ErrorPage(
            "yaml.indentation", .merchant,
            "A line is indented so that it belongs to nothing above it.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                  id: summer
                """),
            "Give fields of one mapping the same indentation, in spaces."),
        ErrorPage(
            "yaml.invalidEscape", .merchant,
            "A text in double quotes has a backslash before a character that needs none.",
            .file(
                "rule.yaml",
                #"""
                kind: Promotion
                id: "summer\sale"
                """#),
            #"Write '\\' for a backslash, or put the text in single quotes."#),
        ErrorPage(
            "yaml.invalidUTF8", .merchant,
            "The file is not text in UTF-8, perhaps because an editor saved it in an older encoding.",
            .situation("A rule.yaml saved as ISO 8859-1 with an 'é' in its title."),
            "Save the file as UTF-8."),
        ErrorPage(
            "yaml.mergeKey", .merchant,
            "`<<` merges another mapping in other YAML readers; here every field is written out.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                <<: defaults
                """),
            "Write the fields out."),
        ErrorPage(
            "yaml.multipleDocuments", .merchant,
            "`---` starts a second document; a file holds one.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: summer
                ---
                kind: Promotion
                """),
            "Put the second document into a file of its own."),
        ErrorPage(
            "yaml.quoteExpression", .merchant,
            "YAML would cut this condition apart: it starts with '!', '{' or a quote, or has ': ' or ' #' in it.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: summer
                when: !customer.isNew
                """),
            "Put the whole condition in single quotes, as the hint shows."),
        ErrorPage(
            "yaml.syntax", .merchant,
            "What stands here is not 'key: value', a list item or a value.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: summer
                give: [ percent: 10
                """),
            "Write one 'key: value' a line, a list item behind '- ', and text with brackets or colons in quotes."),
        ErrorPage(
            "yaml.tab", .merchant,
            "A tab stands where only spaces may; editors show it as different widths, so it cannot tell what belongs to what.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                give:
                \tpercent: 10
                """),
            "Replace the tab with spaces, and let your editor insert spaces."),
        ErrorPage(
            "yaml.tag", .merchant,
            "A tag (`!name`) sets a type in other YAML readers; here the field itself decides.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                id: !!str summer
                """),
            "Remove the tag; put a condition that starts with '!' in quotes."),
        ErrorPage(
            "yaml.tooDeep", .merchant,
            "Lists and mappings are nested more levels deep than any of our files needs.",
            .situation("A value inside more than 32 pairs of brackets."),
            "Flatten the file; look for brackets that are never closed."),
        ErrorPage(
            "yaml.tooLarge", .merchant,
            "The file has more bytes than are read.",
            .situation("A rule.yaml of several megabytes."),
            "Split the file; one rule a file."),
        ErrorPage(
            "yaml.tooManyNodes", .merchant,
            "The file holds more single values than are read.",
            .situation("A flow list of a hundred thousand codes."),
            "Split the file."),
        ErrorPage(
            "yaml.unclosed", .merchant,
            "A bracket or a quote is opened and never closed.",
            .file(
                "rule.yaml",
                """
                kind: Promotion
                channels: [web, app
                """),
            "Close it, or quote the text if the bracket is part of it."),
    ]
}
