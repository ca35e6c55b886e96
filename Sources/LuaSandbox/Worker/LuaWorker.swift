#if canImport(Glibc)
    import CLuaSandbox

    /// One script in a process of its own, which gave up everything but memory, the clock and its socket.
    ///
    /// The same calls and errors as ``LuaSandbox``; besides, a worker that dies – a memory error in Lua itself, a system
    /// call that is not on its list – costs that one call, `plugin.workerCrashed`, and the next call starts a new worker.
    /// Linux only. Not Sendable: one thread uses it at a time.
    public final class LuaWorker {
        public let script: LuaScript
        public let configuration: SandboxConfiguration
        private let executable: String
        private var process: WorkerProcess?
        private var running = false

        /// Starts a worker and compiles the script in it.
        ///
        /// - Parameter executable: The path of the program `stoa-lua-worker`.
        /// - Throws: as ``LuaSandbox/init(_:configuration:)``; `plugin.workerUnavailable` where no worker starts.
        public init(
            _ script: LuaScript, configuration: SandboxConfiguration = SandboxConfiguration(), executable: String
        ) throws(SandboxError) {
            self.script = script
            self.configuration = configuration
            self.executable = executable
            _ = try liveProcess()
        }

        /// The id of the running worker process, or nil between a fatal error and the next call.
        public var processID: Int32? { process?.id }

        /// As ``LuaSandbox/call(handler:arguments:seed:host:)``.
        public func call(
            handler: String? = nil, arguments: [LuaValue], seed: UInt64 = 42, host: HostAnswer = denyEveryHostCall
        ) throws(SandboxError) -> CallResult {
            guard !running else {
                throw SandboxError(.runtime, code: "plugin.reentered", "a host function called the sandbox that called it")
            }
            running = true
            defer { running = false }
            let process = try liveProcess()
            let request = callRequest(handler, arguments, seed)
            let deadline = ContinuousClock.now + configuration.limits.wallTime + Self.grace
            let answer = withoutActuallyEscaping(host) { host in
                let context = HostContext(state: nil, configuration, answer: host)
                return Result { () throws(WorkerProcess.Failure) in
                    try exchange(process, request, context, until: deadline)
                }
            }
            let (report, tape): (CallReport, [UInt8])
            do throws(WorkerProcess.Failure) {
                (report, tape) = try answer.get()
            } catch {
                self.process = nil
                throw error.error(configuration)
            }
            do throws(SandboxError) {
                guard report.outcome == SANDBOX_OK else { throw report.error(configuration) }
                // A closure cannot throw a typed error through `withUnsafeBufferPointer`.
                return try tape.withUnsafeBufferPointer { bytes in
                    Result { () throws(SandboxError) in try report.result(bytes, configuration.limits) }
                }.get()
            } catch {
                if error.isFatal { self.process = nil }
                throw error
            }
        }

        /// The sandbox in the worker ends a call at its deadline with a better message; this is for a worker that cannot.
        private static let grace = Duration.milliseconds(50)
        private static let startTime = Duration.seconds(5)

        /// A worker that died between two calls harmed nobody: another takes its place.
        private func liveProcess() throws(SandboxError) -> WorkerProcess {
            if let process, process.isRunning { return process }
            process = nil
            let report: CallReport
            do throws(WorkerProcess.Failure) {
                let started = try WorkerProcess(executable: executable)
                report = try exchange(started, loadRequest(), nil, until: ContinuousClock.now + Self.startTime).0
                process = started
            } catch {
                throw error.error(configuration)
            }
            guard report.outcome == SANDBOX_OK, let process else {
                process = nil
                throw report.error(configuration)
            }
            return process
        }

        private func callRequest(_ handler: String?, _ arguments: [LuaValue], _ seed: UInt64) -> [UInt8] {
            var tape = TapeWriter()
            tape.append(arguments)
            var request = FrameWriter(RequestKind.call)
            request.append(handler == nil ? 0 : 1)
            request.append(bytes: (handler ?? "").utf8)
            request.append(word: seed)
            request.append(bytes: tape.bytes)
            return request.finished()
        }

        private func loadRequest() -> [UInt8] {
            var request = FrameWriter(RequestKind.load)
            let limits = configuration.limits.c
            for limit in [
                limits.fuel, UInt64(limits.hookPeriod), UInt64(limits.refusalsMax), limits.memoryBytes, limits.blockBytes,
                limits.processorNanoseconds, limits.wallNanoseconds, limits.sourceBytes, limits.inputBytes,
                limits.outputBytes, UInt64(limits.outputNodes), UInt64(limits.outputDepth), limits.logBytes,
            ] {
                request.append(word: limit)
            }
            request.append(configuration.hostTableVisible ? 1 : 0)
            request.append(count: configuration.hostFunctions.count)
            for function in configuration.hostFunctions {
                request.append(bytes: function.name.utf8)
                request.append(word: function.priceFuel)
            }
            request.append(count: configuration.hostModules.count + script.modules.count)
            for module in configuration.hostModules {
                request.append(1)
                request.append(bytes: module.name.utf8)
                request.append(bytes: module.source.utf8)
            }
            for (name, source) in script.modules.sorted(by: { $0.key < $1.key }) {
                request.append(0)
                request.append(bytes: name.utf8)
                request.append(bytes: source)
            }
            request.append(bytes: script.name.utf8)
            request.append(bytes: script.source)
            return request.finished()
        }

        /// Sends a request and answers host calls until the report and the result's tape come.
        private func exchange(
            _ process: WorkerProcess, _ request: [UInt8], _ context: HostContext?, until deadline: ContinuousClock.Instant
        ) throws(WorkerProcess.Failure) -> (CallReport, [UInt8]) {
            let limits = configuration.limits
            try process.send(request, until: deadline)
            while true {
                let replyFrame: [UInt8]
                let bytes = try process.receive(
                    bytesMax: limits.outputBytes + limits.logBytes + reportBytesMax, until: deadline)
                var frame = FrameReader(bytes)
                do throws(FrameReader.Malformed) {
                    switch try frame.byte() {
                    case AnswerKind.report:
                        return (try CallReport(&frame), Array(try frame.lastData()))
                    case AnswerKind.hostCall:
                        guard let context else { throw FrameReader.Malformed() }
                        let index = try frame.count()
                        let (status, reply) = Array(try frame.lastData()).withUnsafeBufferPointer {
                            context.reply(to: index, $0)
                        }
                        var request = FrameWriter(RequestKind.reply)
                        request.append(UInt8(truncatingIfNeeded: status.rawValue))
                        request.append(bytes: reply)
                        replyFrame = request.finished()
                    default: throw FrameReader.Malformed()
                    }
                } catch {
                    throw .gone(signal: 0)
                }
                try process.send(replyFrame, until: deadline)
            }
        }
    }

    private let reportBytesMax = 16_384

    /// The kinds of messages: see `frames.h`.
    private enum RequestKind {
        static let load: UInt8 = 1
        static let call: UInt8 = 2
        static let reply: UInt8 = 3
    }

    private enum AnswerKind {
        static let report: UInt8 = 1
        static let hostCall: UInt8 = 2
    }

    extension CallReport {
        /// All of a report frame but the result, which comes last.
        fileprivate init(_ frame: inout FrameReader) throws(FrameReader.Malformed) {
            let outcome = SandboxOutcome(UInt32(try frame.byte()))
            let fuelUsed = try frame.word()
            let memoryPeakBytes = try frame.word()
            let wallNanoseconds = try frame.word()
            let denials = UInt32(try frame.count())
            let logTruncated = try frame.byte() != 0
            self.init(
                outcome: outcome, code: try frame.text(), message: try frame.text(), path: try frame.text(),
                deniedName: try frame.text(), logLines: CallReport.lines(of: try frame.data()), logTruncated: logTruncated,
                denials: denials, fuelUsed: fuelUsed, memoryPeakBytes: memoryPeakBytes, wallNanoseconds: wallNanoseconds)
        }
    }

    extension WorkerProcess.Failure {
        fileprivate func error(_ configuration: SandboxConfiguration) -> SandboxError {
            switch self {
            case .unavailable:
                SandboxError(
                    .runtime, code: "plugin.workerUnavailable", "the worker process does not start",
                    hint: "run `stoa-lua-worker --self-test`; a healthy system ends it with signal 31")
            case .late:
                SandboxError(
                    .deadline, code: "plugin.deadlineExceeded", "the worker did not answer within its time and was ended",
                    hint: "do less work in one call")
            case .gone(let signal):
                SandboxError(
                    .runtime, code: "plugin.workerCrashed",
                    signal == 0 ? "the worker process ended or broke its protocol" : "the worker process ended by signal \(signal)")
            }
        }
    }
#endif
