import Foundation
import Glibc

/// A program that was started to be measured, in the working directory. Its output goes to a file.
public final class ChildProcess {
    public let id: pid_t
    public let output: URL
    private var end: Ending?

    /// What a program came to.
    public struct Ending: Sendable {
        /// The exit code; 128 and more for a signal.
        public let code: Int32
        /// Processor time of the program and of all that it waited for.
        public let processorSeconds: Double
    }

    /// - Parameters:
    ///   - command: the path of the executable, then its arguments.
    ///   - output: receives standard output and standard error.
    public init(_ command: [String], environment: [String: String] = [:], output: URL) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of the Swift runtime block signals, and a child inherits what its starter blocks.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let merged = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        var arguments = command.map { strdup($0) } + [nil]
        var variables = merged.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var id = pid_t()
        let code = posix_spawn(&id, command[0], &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw BenchmarkError("\(command[0]) does not start: \(String(cString: strerror(code)))") }
        self.id = id
        self.output = output
    }

    deinit { stop() }

    /// Waits for its end.
    @discardableResult
    public func wait() -> Ending { collect(blocking: true) ?? Ending(code: -1, processorSeconds: 0) }

    /// Nil while it runs.
    public var ending: Ending? { collect(blocking: false) }

    /// Asks it to end, and waits until it has; after five seconds it is killed.
    public func stop() {
        guard ending == nil else { return }
        kill(id, SIGTERM)
        let patience = ContinuousClock.now + .seconds(5)
        while ending == nil {
            if ContinuousClock.now > patience { kill(id, SIGKILL) }
            usleep(2_000)
        }
    }

    /// What it has written so far.
    public var outputText: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }

    /// Resident memory in megabytes (10⁶ bytes).
    public var residentMegabytes: Double? {
        guard let text = field("VmRSS", of: "/proc/\(id)/status", separator: ":"), let kibibytes = Double(text.prefix { $0.isNumber })
        else {
            return nil
        }
        return kibibytes * 1_024 / 1e6
    }

    private func collect(blocking: Bool) -> Ending? {
        if let end { return end }
        var status: Int32 = 0
        var usage = rusage()
        guard wait4(id, &status, blocking ? 0 : WNOHANG, &usage) == id else { return nil }
        let signal = status & 0x7f
        end = Ending(
            code: signal == 0 ? (status >> 8) & 0xff : 128 + signal,
            processorSeconds: usage.ru_utime.seconds + usage.ru_stime.seconds)
        return end
    }
}

extension timeval {
    fileprivate var seconds: Double { Double(tv_sec) + Double(tv_usec) / 1e6 }
}
