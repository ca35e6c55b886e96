import Foundation
import Glibc

/// A server in a process of its own, on a free port of this machine.
public final class RunningServer {
    public let process: ChildProcess
    public let port: UInt16
    /// From the start of the process to the first answer.
    public let startDuration: Duration

    /// Starts it and waits until it answers `probe` with a success.
    ///
    /// - Parameter command: how it is started, given its port.
    public init(probe: HTTPRequest, output: URL, patience: Duration = .seconds(60), command: (_ port: UInt16) -> [String]) throws {
        let port = try RunningServer.freePort()
        let start = ContinuousClock.now
        let process = try ChildProcess(command(port), output: output)
        self.process = process
        self.port = port
        while true {
            if let answer = try? HTTPConnection(port: port)?.exchange(probe), (200..<300).contains(answer.status) { break }
            guard process.ending == nil, ContinuousClock.now - start < patience else {
                throw BenchmarkError("the server does not answer; it wrote:\n\(process.outputText.suffix(2_000))")
            }
            usleep(200)
        }
        startDuration = ContinuousClock.now - start
    }

    public func stop() { process.stop() }

    /// A port that nobody listens on now.
    static func freePort() throws -> UInt16 {
        let descriptor = streamSocket()
        defer { close(descriptor) }
        var taken = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &taken) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                withLoopback(port: 0) { bind(descriptor, $0, $1) } == 0 ? getsockname(descriptor, pointer, &length) : -1
            }
        }
        guard code == 0 else { throw BenchmarkError("no free port: \(String(cString: strerror(errno)))") }
        return UInt16(bigEndian: taken.sin_port)
    }
}
