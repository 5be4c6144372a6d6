// A command whose output is read while it runs, and which ends when nobody wants its work any more.

import Base
import Dispatch
import Glibc
import Offers

/// A running program, with its output and its errors in one pipe.
final class RunningCommand {
    private let pid: pid_t
    private let output: Int32
    private var status: Int32?

    /// How long, in ms, nothing is waited for without a look at whether the work is still wanted.
    private static let patience: Int32 = 500
    private static let ended: Int32 = 50

    /// Starts the program whose absolute path is the first of `words`, with nothing to read. Throws `Spawn.Refusal`.
    init(_ words: [String], environment: [String]) throws(Spawn.Refusal) {
        var ends: [Int32] = [-1, -1]
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { for descriptor in [nothing, ends[1]] where descriptor >= 0 { close(descriptor) } }
        guard nothing >= 0, pipe(&ends) == 0 else { throw Spawn.Refusal(code: errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        output = ends[0]
        do {
            pid = try Spawn.start(words, environment: environment, input: nothing, output: ends[1])
        } catch {
            close(output)
            throw error
        }
    }

    /// A command that is still running is sent SIGTERM, and is waited for on another thread.
    deinit {
        close(output)
        guard status == nil else { return }
        kill(pid, SIGTERM)
        DispatchQueue.global().async { [pid] in while waitpid(pid, nil, 0) < 0, errno == EINTR {} }
    }

    /// Forwards what it writes until it has ended, and returns its status; where a signal ended it, the signal's number below
    /// zero. What it left running may keep the pipe open, so silence after its end is the end of the
    /// output as well. Blocks; throws `CancellationError`.
    func listen(_ take: (ArraySlice<UInt8>) -> Void) throws -> Int32 {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var isOpen = true
        while true {
            try Task<Never, Never>.checkCancellation()
            let status = look()
            var state = pollfd(fd: isOpen ? output : -1, events: Int16(POLLIN), revents: 0)
            if let status, !isOpen { return status }
            // With the output closed nothing wakes us: look for the end itself.
            guard poll(&state, 1, isOpen ? Self.patience : Self.ended) > 0 else {
                if let status { return status }
                continue
            }
            let count = read(output, &buffer, buffer.count)
            if count > 0 { take(buffer[..<count]) } else { isOpen = count < 0 && errno == EINTR }
        }
    }

    /// Its status where it has ended.
    private func look() -> Int32? {
        if let status { return status }
        var word: Int32 = 0
        guard waitpid(pid, &word, WNOHANG) == pid else { return nil }
        let signal = word & 0x7F
        status = signal == 0 ? (word >> 8) & 0xFF : -signal
        return status
    }
}
