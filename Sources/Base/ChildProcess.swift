// Runs a program to its end: feeds it a text, bounds its time, and keeps the end of its output.

import Glibc

/// A running program in its own process group.
public struct ChildProcess: ~Copyable {
    public enum End: Sendable, Equatable {
        case exited(Int32)
        /// Ended by a signal that we did not send.
        case killed(Int32)
        case tookTooLong
    }

    /// From SIGTERM to SIGKILL.
    private static let grace = Duration.seconds(10)
    /// The longest pause between two checks for the program's end, in milliseconds.
    private static let longestPause: Int32 = 50

    private let pid: pid_t
    private let pipe: Int32
    /// The program's standard input; -1 after the whole input is written, or when the program reads no more.
    private var inputPipe: Int32
    private var input: ArraySlice<UInt8>
    private let kept: Int
    private var output: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    private var isOpen = true
    private var end: End?
    private var pause: Int32 = 1

    /// Runs the program whose absolute path is the first of `words`. Returns how it ended and the last `kept` bytes of
    /// its output and errors. `environment` takes `NAME=value` entries; nil passes ours. After `longest` its process
    /// group is ended. Does not wait for processes that it leaves behind. Blocks. Throws `Spawn.Refusal`. Calls `check`
    /// many times a second; if `check` throws, ends the process group and rethrows.
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
        // A program that does not read its input must not end our process.
        signal(SIGPIPE, SIG_IGN)
        var (written, read): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        defer { for descriptor in [read[0], written[1]] where descriptor >= 0 { close(descriptor) } }
        guard Glibc.pipe(&written) == 0, Glibc.pipe(&read) == 0 else {
            let code = errno
            if written[0] >= 0 { close(written[0]) }
            throw Spawn.Refusal(code: code)
        }
        // If a child starts on another thread now, it closes all our files: `Spawn` does that.
        for end in written + read { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(read[1], F_SETFL, O_NONBLOCK)
        do {
            let pid = try Spawn.start(words, environment: environment, input: read[0], output: written[1])
            return ChildProcess(pid, pipe: written[0], inputPipe: read[1], input, kept)
        } catch {
            for end in [written[0], read[1]] { close(end) }
            throw error
        }
    }

    private init(_ pid: pid_t, pipe: Int32, inputPipe: Int32, _ input: [UInt8], _ kept: Int) {
        self.pid = pid
        self.pipe = pipe
        self.inputPipe = inputPipe
        self.input = input[...]
        self.kept = kept
    }

    deinit { for descriptor in [pipe, inputPipe] where descriptor >= 0 { close(descriptor) } }

    /// Waits a moment for output and writes input. Returns the program's end after everything that it wrote before is
    /// read.
    private mutating func turn() -> End? {
        look()
        give()
        var states = [
            pollfd(fd: isOpen ? pipe : -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: inputPipe, events: Int16(POLLOUT), revents: 0),
        ]
        guard poll(&states, 2, end == nil ? pause : 0) > 0 else {
            pause = min(pause * 2, Self.longestPause)
            return end
        }
        pause = 1
        guard states[0].revents != 0 else { return end }
        let count = read(pipe, &buffer, buffer.count)
        guard count > 0 else {
            isOpen = count < 0 && errno == EINTR
            return nil
        }
        output += buffer[..<count].suffix(kept)
        output.removeFirst(max(0, output.count - kept))
        return nil
    }

    /// Writes as much of the input as fits into the pipe. Closes the pipe after the last byte, or when the program
    /// stops reading.
    private mutating func give() {
        guard inputPipe >= 0 else { return }
        while !input.isEmpty {
            let count = input.withUnsafeBytes { write(inputPipe, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return }
            guard count > 0 else { break }
            input.removeFirst(count)
        }
        close(inputPipe)
        inputPipe = -1
    }

    private mutating func look() {
        guard end == nil, let status = Spawn.end(of: pid) else { return }
        let signal = status & 0x7F
        end = signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
    }

    /// Ends the process group and waits for the program's end.
    private mutating func stop() {
        kill(-pid, SIGTERM)
        let clock = ContinuousClock()
        let deadline = clock.now + Self.grace
        while clock.now < deadline { if turn() != nil { return } }
        look()
        guard end == nil else { return }
        kill(-pid, SIGKILL)
        while end == nil { _ = turn() }
    }
}
