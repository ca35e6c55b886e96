#if canImport(Glibc)
    import Glibc

    /// A running worker and the socket to it.
    ///
    /// The process is killed and reaped when this object goes. Until then its id cannot be given to another process,
    /// since nobody else reaps it.
    final class WorkerProcess {
        enum Failure: Error {
            /// The program could not be started.
            case unavailable
            /// No answer in time.
            case late
            /// The worker is gone, or sent what no worker sends. The signal that ended it, or 0.
            case gone(signal: Int32)
        }

        let id: pid_t
        private let descriptor: Int32

        init(executable: String) throws(Failure) {
            var ends: [Int32] = [-1, -1]
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
            guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .unavailable }
            guard let id = Self.spawn(executable, descriptor: ends[1]) else {
                _ = Glibc.close(ends[0])
                _ = Glibc.close(ends[1])
                throw .unavailable
            }
            _ = Glibc.close(ends[1])
            self.id = id
            descriptor = ends[0]
        }

        deinit {
            kill(id, SIGKILL)
            _ = Self.reap(id)
            _ = Glibc.close(descriptor)
        }

        /// An empty environment; the socket as descriptors 0 and 1; 2 stays for the one line of a worker that cannot lock.
        private static func spawn(_ executable: String, descriptor: Int32) -> pid_t? {
            let actions = UnsafeMutablePointer<posix_spawn_file_actions_t>.allocate(capacity: 1)
            posix_spawn_file_actions_init(actions)
            defer {
                posix_spawn_file_actions_destroy(actions)
                actions.deallocate()
            }
            posix_spawn_file_actions_adddup2(actions, descriptor, 0)
            posix_spawn_file_actions_adddup2(actions, descriptor, 1)
            var id: pid_t = 0
            var environment: [UnsafeMutablePointer<CChar>?] = [nil]
            let failure = executable.withCString { name in
                var arguments: [UnsafeMutablePointer<CChar>?] = [UnsafeMutablePointer(mutating: name), nil]
                return posix_spawn(&id, name, actions, nil, &arguments, &environment)
            }
            return failure == 0 ? id : nil
        }

        private static func reap(_ id: pid_t) -> Int32 {
            var status: Int32 = 0
            while waitpid(id, &status, 0) < 0 && errno == EINTR {}
            return status & 0x7F
        }

        /// Whether the worker still runs; does not reap it.
        var isRunning: Bool {
            let information = UnsafeMutablePointer<siginfo_t>.allocate(capacity: 1)
            defer { information.deallocate() }
            memset(information, 0, MemoryLayout<siginfo_t>.size)
            let failure = waitid(P_PID, id_t(id), information, WEXITED | WNOHANG | WNOWAIT)
            return failure == 0 && information.pointee.si_signo == 0
        }

        /// The signal that ended the worker, or 0; kills it first where it still runs, and does not reap it.
        private func signalAtEnd() -> Int32 {
            let information = UnsafeMutablePointer<siginfo_t>.allocate(capacity: 1)
            defer { information.deallocate() }
            memset(information, 0, MemoryLayout<siginfo_t>.size)
            // A worker that closed its end is about to end; one that broke the protocol is not.
            var waited: Int32 = 0
            repeat {
                _ = waitid(P_PID, id_t(id), information, WEXITED | WNOHANG | WNOWAIT)
                if information.pointee.si_signo != 0 { break }
                usleep(1_000)
                waited += 1
            } while waited < 20
            let ended = information.pointee
            return ended.si_signo != 0 && ended.si_code != CLD_EXITED ? ended._sifields._sigchld.si_status : 0
        }

        func send(_ bytes: [UInt8], until deadline: ContinuousClock.Instant) throws(Failure) {
            var sent = 0
            while sent < bytes.count {
                let count = bytes[sent...].withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
                }
                if count > 0 {
                    sent += count
                } else if errno == EAGAIN {
                    try wait(for: POLLOUT, until: deadline)
                } else if errno != EINTR {
                    throw .gone(signal: signalAtEnd())
                }
            }
        }

        /// The next frame without its length; longer than `bytesMax` counts as a broken worker.
        func receive(bytesMax: Int, until deadline: ContinuousClock.Instant) throws(Failure) -> [UInt8] {
            let head = try read(4, until: deadline)
            let count = head.reversed().reduce(0) { $0 << 8 | Int($1) }
            guard count <= bytesMax else { throw .gone(signal: 0) }
            return try read(count, until: deadline)
        }

        private func read(_ count: Int, until deadline: ContinuousClock.Instant) throws(Failure) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: count)
            var received = 0
            while received < count {
                let got = bytes[received...].withUnsafeMutableBytes {
                    recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
                }
                if got > 0 {
                    received += got
                } else if got < 0 && errno == EAGAIN {
                    try wait(for: POLLIN, until: deadline)
                } else if got == 0 || errno != EINTR {
                    throw .gone(signal: signalAtEnd())
                }
            }
            return bytes
        }

        private func wait(for event: Int32, until deadline: ContinuousClock.Instant) throws(Failure) {
            let left = deadline - ContinuousClock.now
            guard left > .zero else { throw .late }
            let (seconds, attoseconds) = left.components
            let milliseconds = seconds * 1_000 + attoseconds / 1_000_000_000_000_000 + 1
            var descriptor = pollfd(fd: descriptor, events: Int16(event), revents: 0)
            _ = poll(&descriptor, 1, Int32(clamping: milliseconds))
        }
    }
#endif
