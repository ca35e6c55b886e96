import Foundation
import Synchronization

/// Runs what waits for another process on a thread of its own: a test that blocked one of the few threads that tests
/// share would stop the others.
func waiting<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result(catching: body)) }
    }
}

/// A child process that ends with the test, and what it prints. Its calls block: use them within ``waiting(_:)``.
/// One thread at a time uses a peer, which is why it may cross threads.
final class Peer: @unchecked Sendable {
    private let process = Process()
    private let output = Pipe()
    private let errors = Pipe()

    init(_ executable: String, _ arguments: [String], environment: [String: String] = [:], directory: URL? = nil) throws {
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        if let directory { process.currentDirectoryURL = directory }
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        RunningPeers.add(process.processIdentifier)
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    var isRunning: Bool { process.isRunning }

    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

    /// The exit status; a signal's number when one ended the process.
    @discardableResult
    func wait() -> Int32 {
        process.waitUntilExit()
        RunningPeers.remove(process.processIdentifier)
        return process.terminationStatus
    }

    /// The next line of standard output, or nil at its end. Blocks.
    func nextLine() -> String? {
        var line: [UInt8] = []
        while let byte = try? output.fileHandleForReading.read(upToCount: 1)?.first {
            if byte == 0x0A { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }

    /// What the process has said on standard error; ends the process.
    var errorText: String {
        if process.isRunning { send(SIGKILL) }
        return String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    /// Reads the rest of both streams and waits for the end.
    func finish() -> (status: Int32, output: String, errors: String) {
        let group = DispatchGroup()
        nonisolated(unsafe) var errorData = Data()
        let errorHandle = errors.fileHandleForReading
        DispatchQueue.global().async(group: group) { errorData = errorHandle.readDataToEndOfFile() }
        let outputData = output.fileHandleForReading.readDataToEndOfFile()
        group.wait()
        return (wait(), String(decoding: outputData, as: UTF8.self), String(decoding: errorData, as: UTF8.self))
    }
}

/// Peers that nobody has waited for: they end with the test runner, which does not let go of everything before it exits.
private enum RunningPeers {
    private static let identifiers = Mutex<Set<pid_t>>([])
    private static let endsThemAtExit: Void = {
        atexit { RunningPeers.identifiers.withLock { for identifier in $0 { kill(identifier, SIGKILL) } } }
    }()

    static func add(_ identifier: pid_t) {
        _ = endsThemAtExit
        identifiers.withLock { _ = $0.insert(identifier) }
    }

    static func remove(_ identifier: pid_t) { identifiers.withLock { _ = $0.remove(identifier) } }
}

/// The built `stoa`, beside the test bundle.
let stoaExecutable = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "stoa").path

let packageRoot = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

func runStoa(_ arguments: [String], directory: URL = packageRoot) async throws -> (status: Int32, output: String, errors: String) {
    try await waiting { try Peer(stoaExecutable, arguments, directory: directory).finish() }
}

/// A folder that goes with the value.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "stoa-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
