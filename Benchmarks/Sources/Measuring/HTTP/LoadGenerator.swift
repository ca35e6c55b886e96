import Glibc

/// Sends the same request over many kept-alive connections, each as soon as its last answer is in.
///
/// One thread and `poll`, so that the generator takes as little as it can of the cores it shares with the server. It
/// blocks its thread: nothing else may be expected to run in this process meanwhile.
public struct LoadGenerator {
    public let port: UInt16
    public let connections: Int
    public let request: HTTPRequest

    public init(port: UInt16, connections: Int, request: HTTPRequest) {
        self.port = port
        self.connections = connections
        self.request = request
    }

    /// One request over a connection of its own.
    public func once() throws -> HTTPAnswer {
        guard let connection = HTTPConnection(port: port) else { throw BenchmarkError("nobody listens on port \(port)") }
        return try connection.exchange(request)
    }

    /// Answers in a second.
    ///
    /// - Throws: when any answer is not a success: the fast refusal of a request must not be counted as its service.
    public func answersPerSecond(for duration: Duration) throws -> Double {
        let end = ContinuousClock.now + duration
        let (answers, elapsed) = try run { _ in ContinuousClock.now < end }
        return Double(answers) / elapsed.seconds
    }

    /// Sends so many requests, all connections together.
    public func send(_ count: Int) throws {
        _ = try run { started in started < count }
    }

    /// - Parameter goesOn: whether one more request shall be sent, after so many.
    private func run(_ goesOn: (_ started: Int) -> Bool) throws -> (answers: Int, elapsed: Duration) {
        let open = try (0..<connections).map { _ in
            guard let connection = HTTPConnection(port: port) else { throw BenchmarkError("nobody listens on port \(port)") }
            return connection
        }
        var waiting = open.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        let start = ContinuousClock.now
        var (started, answers) = (0, 0)
        for connection in open where goesOn(started) {
            try connection.send(request)
            started += 1
        }
        while answers < started {
            guard poll(&waiting, nfds_t(waiting.count), 60_000) > 0 else {
                throw BenchmarkError("the server has not answered for a minute")
            }
            for index in waiting.indices where waiting[index].revents != 0 {
                guard let answer = try open[index].receive() else { continue }
                guard (200..<300).contains(answer.status) else {
                    throw BenchmarkError(
                        "the server answered \(answer.status): \(String(decoding: answer.body.prefix(500), as: UTF8.self))")
                }
                answers += 1
                guard goesOn(started) else { continue }
                try open[index].send(request)
                started += 1
            }
        }
        return (answers, ContinuousClock.now - start)
    }
}
