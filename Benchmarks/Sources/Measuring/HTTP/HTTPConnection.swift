import Glibc

/// One kept-alive connection to a server on this machine. Sends one request at a time and reads its answer.
final class HTTPConnection {
    let descriptor: Int32
    private var received: [UInt8] = []
    /// Where the answer ends, and its status, once its head has been read.
    private var head: (status: Int, bodyStart: Int, end: Int)?

    /// - Returns: nil when nobody listens there.
    init?(port: UInt16) {
        descriptor = streamSocket()
        guard descriptor >= 0 else { return nil }
        let connected = withLoopback(port: port) { connect(descriptor, $0, $1) }
        // A class that fails to initialise after all its properties are set is torn down by deinit.
        guard connected == 0 else { return nil }
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    func send(_ request: HTTPRequest) throws {
        var sent = 0
        while sent < request.bytes.count {
            let count = request.bytes[sent...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw BenchmarkError("the server closed a connection") }
            sent += count
        }
    }

    /// Reads what has arrived, once.
    ///
    /// - Returns: the answer, when it is complete.
    func receive() throws -> HTTPAnswer? {
        let count = withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 1) { buffer in
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { received.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
            return count
        }
        guard count > 0 else { throw BenchmarkError("the server closed a connection") }
        if head == nil { try readHead() }
        guard let head, received.count >= head.end else { return nil }
        let answer = HTTPAnswer(status: head.status, body: Array(received[head.bodyStart..<head.end]))
        received.removeAll(keepingCapacity: true)
        self.head = nil
        return answer
    }

    /// One request and its answer.
    func exchange(_ request: HTTPRequest) throws -> HTTPAnswer {
        try send(request)
        while true {
            if let answer = try receive() { return answer }
        }
    }

    private func readHead() throws {
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
        let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let status = lines.first.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") }
        let length = lines.lazy.compactMap { line -> Int? in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "content-length" else { return nil }
            return Int(parts[1].drop { $0 == " " })
        }.first
        guard let status, let length else { throw BenchmarkError("an answer without a length cannot be measured") }
        head = (status, end.upperBound, end.upperBound + length)
    }
}
