/// The seconds east of UTC of a named zone (`Europe/Berlin`) at a time, or nil for a zone that does not exist.
public typealias TimeZoneOffset = @Sendable (_ zone: String, _ time: Timestamp) -> Int64?

extension Environment {
    /// Lets the getters of timestamps (`now.getHours("Europe/Berlin")`) know zones by name. The language itself knows
    /// UTC and fixed offsets; the history of the zones is the host's, so that its version can be recorded.
    public mutating func setTimeZones(_ offset: @escaping TimeZoneOffset) {
        for getter in TimeGetter.all { replace(method: getter.name, with: getter.overloads(zones: offset)) }
    }
}

/// A part of a timestamp, and of a duration where that has one: `getHours` and its like.
struct TimeGetter: Sendable {
    let name: String
    let ofTimestamp: @Sendable (CivilTime, Timestamp) -> Int64
    var ofDuration: (@Sendable (Duration) -> Int64)?

    /// Months, and days of months and of years, count from 0; `getDate` counts from 1.
    static let all: [TimeGetter] = [
        TimeGetter(name: "getFullYear", ofTimestamp: { civil, _ in civil.date.year }),
        TimeGetter(name: "getMonth", ofTimestamp: { civil, _ in Int64(civil.date.month - 1) }),
        TimeGetter(name: "getDate", ofTimestamp: { civil, _ in Int64(civil.date.day) }),
        TimeGetter(name: "getDayOfMonth", ofTimestamp: { civil, _ in Int64(civil.date.day - 1) }),
        TimeGetter(name: "getDayOfWeek", ofTimestamp: { civil, _ in civil.dayOfWeek }),
        TimeGetter(name: "getDayOfYear", ofTimestamp: { civil, _ in civil.date.dayOfYear }),
        TimeGetter(
            name: "getHours", ofTimestamp: { civil, _ in Int64(civil.hour) }, ofDuration: { $0.components.seconds / 3600 }),
        TimeGetter(
            name: "getMinutes", ofTimestamp: { civil, _ in Int64(civil.minute) }, ofDuration: { $0.components.seconds / 60 }),
        TimeGetter(name: "getSeconds", ofTimestamp: { civil, _ in Int64(civil.second) }, ofDuration: { $0.components.seconds }),
        TimeGetter(
            name: "getMilliseconds", ofTimestamp: { _, time in Int64(time.nanoseconds / 1_000_000) },
            ofDuration: { $0.components.attoseconds / 1_000_000_000_000_000 }),
    ]

    func overloads(zones: @escaping TimeZoneOffset) -> [Overload] {
        let name = name
        let getter = self
        let plain = Implementation(
            .unary { (value: Value) throws(EvaluationError) -> Value in
                switch value {
                case .timestamp(let time): return .int(getter.ofTimestamp(CivilTime(time, offsetSeconds: 0), time))
                case .duration(let duration):
                    guard let read = getter.ofDuration else { throw .noOverload(name, [value]) }
                    return .int(read(duration))
                default: throw .noOverload(name, [value])
                }
            })
        let zoned = Implementation(
            .binary { (value: Value, zone: Value) throws(EvaluationError) -> Value in
                guard case .timestamp(let time) = value, case .string(let zone) = zone else { throw .noOverload(name, [value, zone]) }
                let offset = try offsetSeconds(zone, time, zones)
                return .int(getter.ofTimestamp(CivilTime(time, offsetSeconds: offset), time))
            })
        var overloads = [
            Overload(name: name, style: .receiver, parameters: [.timestamp], result: .int, implementation: plain),
            Overload(name: name, style: .receiver, parameters: [.timestamp, .string], result: .int, implementation: zoned),
        ]
        if ofDuration != nil {
            overloads.append(Overload(name: name, style: .receiver, parameters: [.duration], result: .int, implementation: plain))
        }
        return overloads
    }
}

/// The seconds east of UTC of `UTC`, `+01:00`, `-02:30`, `02:00`, or of a zone that the host knows.
private func offsetSeconds(_ zone: String, _ time: Timestamp, _ zones: TimeZoneOffset) throws(EvaluationError) -> Int64 {
    if zone == "UTC" || zone.isEmpty { return 0 }
    var reader = DigitReader(zone)
    let isNegative = reader.skip("-")
    if !isNegative { _ = reader.skip("+") }
    if let hours = reader.number(digits: 2), reader.skip(":"), let minutes = reader.number(digits: 2), reader.isAtEnd, hours < 24,
        minutes < 60
    {
        return (hours * 3600 + minutes * 60) * (isNegative ? -1 : 1)
    }
    guard let offset = zones(zone, time) else {
        throw EvaluationError(
            code: "cel.unknownTimeZone", "the time zone \(shown(.string(zone))) is not known",
            hint: "name a zone, such as \"Europe/Berlin\", or give an offset, such as \"+01:00\"")
    }
    return offset
}
