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
                    throw .invalid("\(shown(x)) is not a time", hint: "write it as \"2026-11-22T18:00:00Z\"")
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
                    throw .invalid("\(shown(x)) is not a duration", hint: "write it as \"1h30m\" or \"90s\"")
                }
                return .duration(duration)
            default: return nil
            }
        }
        for getter in TimeGetter.all {
            for overload in getter.overloads(zones: { _, _ in nil }) { add(overload) }
        }
    }
}
