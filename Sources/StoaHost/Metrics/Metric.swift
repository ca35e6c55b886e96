/// A family of numbers that an operator watches: its name, its kind and what it means.
public struct Metric: Sendable, Hashable {
    public enum Kind: String, Sendable { case counter, gauge, histogram }

    public let name: String
    public let kind: Kind
    /// One sentence for the operator.
    public let help: String

    public init(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }

    public static let requests = Metric("stoa_http_requests_total", .counter, "HTTP requests answered.")
    public static let requestSeconds = Metric(
        "stoa_http_request_seconds", .histogram, "Time from a request's head to its answer, in seconds.")
    public static let requestsInFlight = Metric("stoa_http_requests_in_flight", .gauge, "HTTP requests being answered now.")
    public static let commands = Metric("stoa_commands_total", .counter, "Commands and queries by what became of them.")
    public static let created = Metric("stoa_created_total", .counter, "Nouns made by commands: orders, refunds, keys.")
    public static let residentMemory = Metric("process_resident_memory_bytes", .gauge, "Memory held by the process, in bytes.")
    public static let startTime = Metric("process_start_time_seconds", .gauge, "When the process started, Unix time in seconds.")
    public static let build = Metric("stoa_build_info", .gauge, "Always 1; the label tells the version.")
    public static let dropped = Metric(
        "stoa_metrics_dropped_total", .counter, "Observations that were not kept because a metric had too many series.")
}
