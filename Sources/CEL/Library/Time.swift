extension FunctionTable {
    mutating func addTime() {
        unary("timestamp", [(.string, .timestamp), (.timestamp, .timestamp), (.int, .timestamp)]) { (x) throws(EvaluationError) in
            switch x {
            case .timestamp: return x
            case .int(let seconds):
                guard let time = Timestamp(seconds: seconds) else { throw .overflow("timestamp()") }
                return .timestamp(time)
            case .string(let text):
                guard let time = Timestamp(parsing: text) else {
                    throw .invalid("\(unparsed(x)) is not a time", hint: "write it as \"2026-11-22T18:00:00Z\"")
                }
                return .timestamp(time)
            default: return nil
            }
        }
        unary("duration", [(.string, .duration), (.duration, .duration), (.int, .duration)]) { (x) throws(EvaluationError) in
            switch x {
            case .duration: return x
            case .int(let seconds):
                guard let duration = Duration.seconds(seconds).inRange else { throw .overflow("duration()") }
                return .duration(duration)
            case .string(let text):
                guard let duration = Duration(parsing: text) else {
                    throw .invalid("\(unparsed(x)) is not a duration", hint: "write it as \"1h30m\" or \"90s\"")
                }
                return .duration(duration)
            default: return nil
            }
        }
        getter("getFullYear") { civil, _ in civil.date.year }
        getter("getMonth") { civil, _ in Int64(civil.date.month - 1) }
        getter("getDate") { civil, _ in Int64(civil.date.day) }
        getter("getDayOfMonth") { civil, _ in Int64(civil.date.day - 1) }
        getter("getDayOfWeek") { civil, _ in civil.dayOfWeek }
        getter("getDayOfYear") { civil, _ in civil.date.dayOfYear }
        getter("getHours", span: { $0.components.seconds / 3600 }) { civil, _ in Int64(civil.hour) }
        getter("getMinutes", span: { $0.components.seconds / 60 }) { civil, _ in Int64(civil.minute) }
        getter("getSeconds", span: { $0.components.seconds }) { civil, _ in Int64(civil.second) }
        getter("getMilliseconds", span: { $0.components.attoseconds / 1_000_000_000_000_000 }) { _, time in
            Int64(time.nanoseconds / 1_000_000)
        }
    }

    /// A part of a timestamp in UTC or at an offset, and of a duration where that has one.
    private mutating func getter(
        _ name: String, span: (@Sendable (Duration) -> Int64)? = nil, _ read: @escaping @Sendable (CivilTime, Timestamp) -> Int64
    ) {
        var signatures: [([CELType], CELType)] = [([.timestamp], .int), ([.timestamp, .string], .int)]
        if span != nil { signatures.append(([.duration], .int)) }
        variadic(name, style: .receiver, signatures) { (arguments: [Value]) throws(EvaluationError) -> Value? in
            var offset: Int64 = 0
            if arguments.count == 2 {
                guard case .string(let zone) = arguments[1] else { return nil }
                offset = try offsetSeconds(zone)
            }
            switch arguments[0] {
            case .timestamp(let time): return .int(read(CivilTime(time, offsetSeconds: offset), time))
            case .duration(let duration): return span.map { .int($0(duration)) }
            default: return nil
            }
        }
    }
}

/// The seconds east of UTC of `UTC`, `Z`, `+01:00`, `-02:30`, `02:00`.
private func offsetSeconds(_ zone: String) throws(EvaluationError) -> Int64 {
    if zone == "UTC" || zone == "Z" || zone == "" { return 0 }
    var reader = DigitReader(zone)
    let isNegative = reader.skip("-")
    if !isNegative { _ = reader.skip("+") }
    guard let hours = reader.number(digits: 2), reader.skip(":"), let minutes = reader.number(digits: 2), reader.isAtEnd,
        hours < 24, minutes < 60
    else {
        throw EvaluationError(
            code: "cel.unsupported", "the time zone '\(zone)' is not supported", hint: "give an offset, such as \"+01:00\", or \"UTC\"")
    }
    return (hours * 3600 + minutes * 60) * (isNegative ? -1 : 1)
}
