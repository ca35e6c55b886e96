import CEL

/// Data with a field of every type that has a reader of its own, bound as Swift values or as the maps that JSON would give.
struct Depot: HostValue {
    static let celTypeName = "depot"
    var name: String
    var open: Bool
    var limit: Int64
    var rate: Double
    var since: Timestamp
    var note: String?
    var best: Parcel
    var codes: [Int64]
    var tags: [String]
    var rates: [Double]
    var flags: [Bool]
    var parcels: [Parcel]
}

struct Parcel: HostValue {
    static let celTypeName = "parcel"
    var label: String
    var fragile: Bool
    var weight: Int64
    var price: Double
    var sent: Timestamp
    var floor: Int64?
    var owner: String?
    var marks: [String]
    var sizes: [Int64]
    var parts: [Part]
}

struct Part: HostValue {
    static let celTypeName = "part"
    var code: String
    var count: Int64
}

extension Environment {
    /// An environment where `depot` has declared types.
    static var typedDepot: Environment {
        var environment = Environment()
        var part = HostType(Part.self)
        part.field("code", \.code)
        part.field("count", \.count)
        environment.declare(part)
        var parcel = HostType(Parcel.self)
        parcel.field("label", \.label)
        parcel.field("fragile", \.fragile)
        parcel.field("weight", \.weight)
        parcel.field("price", \.price)
        parcel.field("sent", \.sent)
        parcel.optionalField("floor", \.floor)
        parcel.optionalField("owner", \.owner)
        parcel.field("marks", \.marks)
        parcel.field("sizes", \.sizes)
        parcel.field("parts", \.parts)
        environment.declare(parcel)
        var depot = HostType(Depot.self)
        depot.field("name", \.name)
        depot.field("open", \.open)
        depot.field("limit", \.limit)
        depot.field("rate", \.rate)
        depot.field("since", \.since)
        depot.optionalField("note", \.note)
        depot.field("best", \.best)
        depot.field("codes", \.codes)
        depot.field("tags", \.tags)
        depot.field("rates", \.rates)
        depot.field("flags", \.flags)
        depot.field("parcels", \.parcels)
        environment.declare(depot)
        environment.declare(variable: "depot", Depot.self)
        return environment
    }

    /// The same names with values alone to tell the types.
    static var dynamicDepot: Environment {
        var environment = Environment()
        environment.declare(variable: "depot", .dyn)
        return environment
    }
}

extension Depot {
    /// The same data without Swift types; an absent field is an absent key.
    var document: Value {
        var map: [String: Value] = [
            "name": .string(name), "open": .bool(open), "limit": .int(limit), "rate": .double(rate), "since": .timestamp(since),
            "best": best.document, "codes": codes.celValue, "tags": tags.celValue, "rates": rates.celValue, "flags": flags.celValue,
            "parcels": .list(parcels.map(\.document)),
        ]
        map["note"] = note.map(Value.string)
        return .map(MapValue(map))
    }
}

extension Parcel {
    var document: Value {
        var map: [String: Value] = [
            "label": .string(label), "fragile": .bool(fragile), "weight": .int(weight), "price": .double(price), "sent": .timestamp(sent),
            "marks": marks.celValue, "sizes": sizes.celValue,
            "parts": .list(parts.map { .map(MapValue(["code": .string($0.code), "count": .int($0.count)])) }),
        ]
        map["floor"] = floor.map(Value.int)
        map["owner"] = owner.map(Value.string)
        return .map(MapValue(map))
    }
}
