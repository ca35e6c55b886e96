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
        part.field("code") { $0.code }
        part.field("count") { $0.count }
        environment.declare(part)
        var parcel = HostType(Parcel.self)
        parcel.field("label") { $0.label }
        parcel.field("fragile") { $0.fragile }
        parcel.field("weight") { $0.weight }
        parcel.field("price") { $0.price }
        parcel.field("sent") { $0.sent }
        parcel.optionalField("floor") { $0.floor }
        parcel.optionalField("owner") { $0.owner }
        parcel.field("marks") { $0.marks }
        parcel.field("sizes") { $0.sizes }
        parcel.field("parts") { $0.parts }
        environment.declare(parcel)
        var depot = HostType(Depot.self)
        depot.field("name") { $0.name }
        depot.field("open") { $0.open }
        depot.field("limit") { $0.limit }
        depot.field("rate") { $0.rate }
        depot.field("since") { $0.since }
        depot.optionalField("note") { $0.note }
        depot.field("best") { $0.best }
        depot.field("codes") { $0.codes }
        depot.field("tags") { $0.tags }
        depot.field("rates") { $0.rates }
        depot.field("flags") { $0.flags }
        depot.field("parcels") { $0.parcels }
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
