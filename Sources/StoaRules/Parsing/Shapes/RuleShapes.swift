import JSONDocument
import StoaCommerce

/// What the values and mappings of rule files look like, for the reader and for `sdk/schema`.
///
/// Texts and numbers are declared as such; ``Schema/asWrittenInYAML`` adds that YAML needs no quotes round them.
enum RuleShapes {
    // MARK: Values

    /// Shown beside their name in several files, so each is written once in a schema's `$defs`.
    static let definitions: [Schema.Property] =
        [
            Schema.Property("MONEY", money(zeroAllowed: false)),
            Schema.Property("MONEY_OR_NONE", money(zeroAllowed: true)),
            Schema.Property("GIVE", give.schema),
            Schema.Property("TAKE", takePart.schema),
            Schema.Property("WINDOW", window.schema),
            Schema.Property("CART", cart.schema),
            Schema.Property("CUSTOMER", customer.schema),
        ] + [0, 2, 3].flatMap { digits in [false, true].map { amount(digits: digits, zeroAllowed: $0) } }

    static let money = Schema.reference(to: "MONEY")
    static let moneyOrNone = Schema.reference(to: "MONEY_OR_NONE")

    private static func money(zeroAllowed: Bool) -> Schema {
        let byCurrency = Currency.codes.compactMap { code in
            (try? Currency(code)).map { SchemaField.optional(code, .reference(to: amountName($0.minorDigits, zeroAllowed))) }
        }
        var inRulebookCurrency = amount(digits: 12, zeroAllowed: zeroAllowed).schema
        inRulebookCurrency.description = "in quotes, in major units of the rulebook's currency: \"50.00\""
        return .anyOf(
            [inRulebookCurrency, .object(description: "{ USD: \"50.00\", KRW: \"65000\" }", fields: byCurrency)],
            description: "\"50.00\" in the rulebook's currency, or an amount for each currency; never a bare number")
    }

    private static func amountName(_ digits: Int, _ zeroAllowed: Bool) -> String {
        "AMOUNT_\(digits)" + (zeroAllowed ? "_OR_NONE" : "")
    }

    private static func amount(digits: Int, zeroAllowed: Bool) -> Schema.Property {
        // Zeros behind the digits of the currency change nothing.
        let fraction = digits == 0 ? "0+" : "[0-9]{1,\(digits)}0*"
        let pattern = "^\(zeroAllowed ? "" : "(?=.*[1-9])")[0-9]{1,18}(\\.\(fraction))?$"
        var schema = Schema.string(pattern: pattern, description: "major units in quotes, with at most \(digits) decimal digits")
        schema.format = quotedFormat
        return Schema.Property(amountName(digits, zeroAllowed), schema)
    }

    /// Marks a text that must stand in quotes where it looks like a number.
    static let quotedFormat = "quoted"

    static func percent(zeroAllowed: Bool = false) -> Schema {
        var schema = Schema.string(
            pattern: "^(0|[1-9][0-9]*)(\\.[0-9]+)?$",
            description: zeroAllowed ? "a percentage from 0 to 100" : "a percentage above 0, up to 100")
        schema.types = [.number, .string]
        schema.maximum = 100
        if zeroAllowed { schema.minimum = 0 } else { schema.exclusiveMinimum = 0 }
        return schema
    }

    static let id = Schema.string(
        pattern: "^[A-Za-z0-9_./@#-]{1,100}$", description: "1 to 100 letters, digits and _ - . / @ #")
    static let name = Schema.string(
        pattern: "^[A-Za-z_][A-Za-z0-9_]{0,63}$", description: "letters, digits and _, so that expressions can write it")
    static let quantity = Schema.integer(minimum: 1, maximum: Cart.quantityMax)
    static let uses = Schema.integer(minimum: 1, maximum: Int64(RuleLimits.usesMax))
    static let minorUnits = Schema.integer(minimum: 0, maximum: Money.amountMax)
    static let localized = Schema.anyOf([.string(), .dictionary(of: .string())])
    static let currency = Schema.oneOf(Currency.codes, description: "an ISO 4217 code")
    static let zone = Schema.string(description: "an IANA name such as Europe/Berlin")
    static let instant = Schema.string(pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}", description: "such as 2026-11-27T18:00:00Z")

    static func condition(over names: String) -> Schema { .string(description: "a CEL condition over \(names)") }

    /// One, or a list of them.
    static func oneOrMore(_ item: Schema, most: Int = RuleLimits.listMax, unique: Bool = false) -> Schema {
        .anyOf([item, .array(of: item, maxItems: most, uniqueItems: unique)])
    }

    static let texts = oneOrMore(.string(), unique: true)
    static let ids = oneOrMore(id)

    // MARK: Shared mappings

    static let window = MappingShape(
        "when it is in force",
        [
            .optional("from", time, "the first instant, in the rule's zone unless it names its own"),
            .optional("until", time, "the first instant after it"),
            .optional("zone", zone, "the zone of days and hours; the rulebook's when absent"),
            .optional("weekly", oneOrMore(weekly.schema), "hours of the week; all of them when absent"),
        ])
    static let windows = Schema.reference(to: "WINDOW")

    private static let time = Schema.string(
        pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}", description: "2026-11-27, 2026-11-27T18:00 or 2026-11-27T18:00:00Z")
    private static let clock = Schema.string(pattern: "^[0-2][0-9]:[0-5][0-9](:00)?$", description: "a time of day such as \"18:00\"")

    static let weekly = MappingShape(
        "hours on days of the week",
        [
            .required("days", oneOrMore(.oneOf(WeekDay.self))), .optional("from", clock, "\"00:00\" when absent"),
            .optional("until", clock, "not included; up to \"24:00\", which is meant when absent"),
        ])
}

extension Schema {
    /// The schema for what an editor makes of YAML: it takes `3` for a number and `"3"` for a text, where the reader goes
    /// by the text alone. What must be quoted stays a text.
    var asWrittenInYAML: Schema {
        var schema = self
        if format == RuleShapes.quotedFormat {
            schema.format = nil
        } else if types == [.string], enumeration == nil {
            schema.types = [.string, .number, .boolean]
        } else if types == [.integer] {
            schema.types = [.integer, .string]
            schema.pattern = "^-?(0|[1-9][0-9]*)$"
        } else if types == [.boolean] {
            schema.types = [.boolean, .string]
            schema.enumeration = [true, false, "true", "false"]
        }
        schema.properties = properties.map { Property($0.name, $0.schema.asWrittenInYAML) }
        schema.definitions = definitions.map { Property($0.name, $0.schema.asWrittenInYAML) }
        schema.items = items.map { Nested($0.schema.asWrittenInYAML) }
        if case .matching(let nested) = additionalProperties {
            schema.additionalProperties = .matching(Nested(nested.schema.asWrittenInYAML))
        }
        schema.oneOf = oneOf.map(\.asWrittenInYAML)
        schema.anyOf = anyOf.map(\.asWrittenInYAML)
        schema.allOf = allOf.map(\.asWrittenInYAML)
        return schema
    }
}
