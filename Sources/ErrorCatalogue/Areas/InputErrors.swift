extension ErrorCatalogue {
    /// What is wrong with the JSON of a request, and with its fields.
    static let inputErrors: [ErrorPage] = [
        ErrorPage(
            "input.ambiguous", .caller,
            "The value fits several forms of which only one may apply.",
            .situation("A payment that has the fields of a card and of an invoice."),
            "Leave out the fields of the form you do not mean."),
        ErrorPage(
            "input.badCursor", .caller,
            "'after' is not the 'next' of a page that this list answered.",
            .request("GET /v1/tasks?after=2"),
            "Send 'next' exactly as it was answered, or leave 'after' out to start again."),
        ErrorPage(
            "input.invalidValue", .caller,
            "A field has the right type, but a value that it cannot take.",
            .request(#"POST /v1/products {"sku": "mug blue", …}"#),
            "Correct the value; the message says what is expected."),
        ErrorPage(
            "input.missingField", .caller,
            "A required field is missing.",
            .request(#"POST /v1/quotes {"cart": {"channel": "web"}}"#),
            "Add the field at the place that 'pointer' names."),
        ErrorPage(
            "input.noMatch", .caller,
            "The value fits none of the forms that are allowed here.",
            .request(#"POST /v1/orders {"tenders": [ 5 ], …}"#),
            "Compare it with the forms in /openapi.json."),
        ErrorPage(
            "input.notAllowed", .caller,
            "The value is none of those that are allowed.",
            .request(#"POST /v1/tasks/tsk_1/decision {"outcome": "maybe"}"#),
            "Use one of the values that the hint lists."),
        ErrorPage(
            "input.notUnique", .caller,
            "A list that holds each element once has one twice.",
            .request(#"POST /v1/webhooks/endpoints {"url": "https://example.com/hook", "eventTypes": ["order.*", "order.*"]}"#),
            "Remove the repetition."),
        ErrorPage(
            "input.outOfRange", .caller,
            "A number is below the least or above the greatest value allowed.",
            .request(#"POST /v1/quotes {"cart": {"channel": "web", "lines": [{"sku": "mugs-001", "quantity": -1}]}}"#),
            "Use a number within the bounds that the hint names."),
        ErrorPage(
            "input.tooComplex", .caller,
            "Checking the value would take too many steps.",
            .situation("A list of ten thousand elements, each of which could have several forms."),
            "Send less at once."),
        ErrorPage(
            "input.unknownField", .caller,
            "There is no field of this name; it is refused because a misspelt field would be ignored in silence.",
            .request(#"POST /v1/quotes {"cart": {"channel": "web", "lines": [{"sku": "mugs-001", "quantiy": 1}]}}"#),
            "Correct the name; the hint names the nearest field."),
        ErrorPage(
            "input.wrongCount", .caller,
            "A list has fewer or more elements than allowed.",
            .request(#"POST /v1/orders {"tenders": [], …}"#),
            "Send as many as the hint says."),
        ErrorPage(
            "input.wrongLength", .caller,
            "A text is shorter or longer than allowed.",
            .request(#"POST /v1/orders/ord_1/refunds {"amount": {"amount": 100, "currency": "USD"}, "reason": ""}"#),
            "Use as many characters as the hint says."),
        ErrorPage(
            "input.wrongType", .caller,
            "A value is of another type than the field.",
            .request(#"POST /v1/quotes {"cart": {"channel": "web", "lines": [{"sku": "mugs-001", "quantity": "2"}]}}"#),
            "Send a number without quotes, a text with quotes, an object in braces: the message names the type that is expected."),
        ErrorPage(
            "json.duplicateKey", .caller,
            "One object has the same name twice, so it is not clear which value counts.",
            .file("body.json", #"{ "sku": "mugs-001", "sku": "mugs-002" }"#),
            "Remove one of the two."),
        ErrorPage(
            "json.invalidUTF8", .caller,
            "The text is not UTF-8.",
            .situation("A body encoded as ISO 8859-1."),
            "Encode it as UTF-8."),
        ErrorPage(
            "json.loneSurrogate", .caller,
            #"An escape such as \ud83d is half a character, and its other half is missing."#,
            .file("body.json", #"{ "title": "\ud83d" }"#),
            "Write the character itself in UTF-8, or both halves."),
        ErrorPage(
            "json.numberOutOfRange", .caller,
            "A number has more digits than can be held exactly.",
            .file("body.json", #"{ "amount": 9223372036854775808 }"#),
            "Write it as a text if it is a name or a code; use a smaller number if it is a quantity."),
        ErrorPage(
            "json.syntax", .caller,
            "The text is not JSON.",
            .file("body.json", #"{ "sku": "mugs-001", }"#),
            "Correct it at the line and column shown: no comma before a bracket, names and texts in double quotes, no comments."),
        ErrorPage(
            "json.tooDeep", .caller,
            "Arrays and objects are nested more levels deep than is read.",
            .situation("A value inside more than 64 pairs of brackets."),
            "Flatten the value."),
        ErrorPage(
            "json.tooLarge", .caller,
            "The text has more bytes than are read.",
            .situation("A body of many megabytes where a cart is expected."),
            "Send less, or split it."),
        ErrorPage(
            "json.tooManyValues", .caller,
            "The text holds more single values than are read.",
            .situation("A list of a million numbers."),
            "Send less, or split it."),
        ErrorPage(
            "output.malformed", .operator,
            "An answer could not be written as JSON; this is a bug of ours.",
            .situation("A command whose answer holds a number that JSON does not have."),
            "Report it with the request id and the log entry of that id."),
        ErrorPage(
            "schema.invalid", .vendor,
            "A JSON Schema, such as the config of a plugin, has a keyword with a value that it cannot take.",
            .file("schema.json", #"{ "type": "object", "properties": { "count": { "type": "integr" } } }"#),
            "Correct it at the place shown; a plugin's author sees it as manifest.configSchema."),
        ErrorPage(
            "schema.tooDeep", .vendor,
            "A JSON Schema is nested too deep.",
            .situation("Forty objects inside each other."),
            "Name the inner ones in $defs and refer to them."),
        ErrorPage(
            "schema.unknownReference", .vendor,
            "A '$ref' of a JSON Schema names nothing in the same document.",
            .file("schema.json", "{ \"type\": \"object\", \"properties\": { \"rate\": { \"$ref\": \"#/$defs/rate\" } } }"),
            "Add the definition under $defs, or correct the name; references to other documents are not followed."),
        ErrorPage(
            "schema.unsupportedKeyword", .vendor,
            "A JSON Schema uses a keyword that is not checked here, and ignoring it would accept too much.",
            .file("schema.json", #"{ "type": "object", "properties": { "name": { "type": "string", "pattern": "^a" } } }"#),
            "Remove the keyword; the hint lists those that are supported."),
    ]
}
