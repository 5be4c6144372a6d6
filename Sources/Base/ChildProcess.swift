// A program that is run to its end: with a text to read, bounded time, and the end of what it writes.

import FoundationEssentials
import Glibc

/// A running program in a process group of its own.
public struct ChildProcess: ~Copyable {
    public enum End: Sendable, Equatable {
        case exited(Int32)
        /// By a signal that was not ours.
        case killed(Int32)
        case tookTooLong
    }

    /// From SIGTERM to SIGKILL.
    private static let grace = Duration.seconds(10)
    /// The longest wait, in milliseconds, until the program's end is looked for again.
    private static let longestPause: Int32 = 50

    private let pid: pid_t
    private let pipe: Int32
    private let kept: Int
    private var output: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    private var isOpen = true
    private var end: End?
    private var pause: Int32 = 1

    /// Runs the program whose absolute path is the first of `words`, and gives its end and the last `kept` bytes of its output
    /// and errors. `environment` takes `NAME=value` each; nil is ours. After `longest` its process group is ended. What it
    /// leaves running when it ends by itself is not waited for. Blocks. Throws `Spawn.Refusal`, and what `check` throws: it is
    /// called many times a second, and ends the process group so.
    public static func run(
        _ words: [String], environment: [String]? = nil, input: [UInt8] = [], longest: Duration, kept: Int,
        check: () throws -> Void = { try Task<Never, Never>.checkCancellation() }
    ) throws -> (end: End, output: [UInt8]) {
        var child = try start(words, environment, input, kept)
        let clock = ContinuousClock()
        let deadline = clock.now + longest
        do {
            while clock.now < deadline {
                try check()
                if let end = child.turn() { return (end, child.output) }
            }
        } catch {
            child.stop()
            throw error
        }
        child.stop()
        return (.tookTooLong, child.output)
    }

    private static func start(
        _ words: [String], _ environment: [String]?, _ input: [UInt8], _ kept: Int
    ) throws(Spawn.Refusal) -> ChildProcess {
        var ends: [Int32] = [-1, -1]
        let text = namelessFile(input)
        defer { for descriptor in [text, ends[1]] where descriptor >= 0 { close(descriptor) } }
        guard text >= 0, Glibc.pipe(&ends) == 0 else { throw Spawn.Refusal(code: errno) }
        // A child that starts on another thread at this moment closes all of our files: `Spawn` sees to that.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        do {
            let pid = try Spawn.start(words, environment: environment, input: text, output: ends[1])
            return ChildProcess(pid, pipe: ends[0], kept)
        } catch {
            close(ends[0])
            throw error
        }
    }

    private init(_ pid: pid_t, pipe: Int32, _ kept: Int) {
        self.pid = pid
        self.pipe = pipe
        self.kept = kept
    }

    deinit { close(pipe) }

    /// A temporary file with these bytes that disappears with its last descriptor; -1 if the disk is full.
    private static func namelessFile(_ bytes: [UInt8]) -> Int32 {
        var path = Array((FileManager.default.temporaryDirectory.path + "/offers-XXXXXX").utf8CString)
        let file = mkstemp(&path)
        guard file >= 0 else { return file }
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        unlink(path)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                close(file)
                return -1
            }
            written += count
        }
        lseek(file, 0, SEEK_SET)
        return file
    }

    /// Waits a moment for output. The program's end is given when everything that it had written before is read.
    private mutating func turn() -> End? {
        look()
        var state = pollfd(fd: isOpen ? pipe : -1, events: Int16(POLLIN), revents: 0)
        guard poll(&state, 1, end == nil ? pause : 0) > 0 else {
            pause = min(pause * 2, Self.longestPause)
            return end
        }
        let count = read(pipe, &buffer, buffer.count)
        guard count > 0 else {
            isOpen = count < 0 && errno == EINTR
            return nil
        }
        pause = 1
        output += buffer[..<count].suffix(kept)
        output.removeFirst(max(0, output.count - kept))
        return nil
    }

    private mutating func look() {
        var status: Int32 = 0
        guard end == nil, waitpid(pid, &status, WNOHANG) == pid else { return }
        let signal = status & 0x7F
        end = signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
    }

    /// Ends the process group, and waits for the program's end.
    private mutating func stop() {
        kill(-pid, SIGTERM)
        let clock = ContinuousClock()
        let deadline = clock.now + Self.grace
        while clock.now < deadline { if turn() != nil { return } }
        look()
        guard end == nil else { return }
        kill(-pid, SIGKILL)
        while waitpid(pid, nil, 0) < 0, errno == EINTR {}
    }
}
