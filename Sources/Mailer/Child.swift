// A child process with given input and bounded time.

import Base
import Dispatch
import FoundationEssentials
import Glibc
import Offers
import Synchronization

/// A program that was started. Input and output are unnamed files, so neither side ever waits for the other.
final class Child: Sendable {
    enum End: Equatable {
        case exited(Int32)
        case killed(Int32)
        case tookTooLong
    }

    private enum Phase { case running, overdue, ended }

    private let pid: pid_t
    private let output: Int32
    private let longest: Duration
    private let phase = Mutex(Phase.running)

    /// Starts `program` with a cleared signal mask. Throws `Fault` where it cannot be started.
    init(_ program: String, arguments: [String], input bytes: [UInt8], longest: Duration) throws {
        func fault(_ code: Int32) -> Fault {
            Fault(
                "no-sendmail",
                "\(program) cannot be started (\(String(cString: strerror(code)))). Install a mail transfer agent, or set --sendmail or --maildir."
            )
        }
        self.longest = longest
        let input = Self.namelessFile()
        output = Self.namelessFile()
        defer { close(input) }
        guard input >= 0, output >= 0, Self.fill(input, bytes) else {
            let code = errno
            close(output)
            throw fault(code)
        }
        do {
            pid = try Spawn.start([program] + arguments, input: input, output: output)
        } catch {
            close(output)
            throw fault(error.code)
        }
    }

    deinit { close(output) }

    /// A temporary file that disappears with its last descriptor; -1 if the disk is full.
    private static func namelessFile() -> Int32 {
        var path = Array((FileManager.default.temporaryDirectory.path + "/offers-XXXXXX").utf8CString)
        let file = mkstemp(&path)
        guard file >= 0 else { return file }
        unlink(path)
        // Another child, started on another thread at this moment, must not hold it open.
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        return file
    }

    private static func fill(_ file: Int32, _ bytes: [UInt8]) -> Bool {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            written += count
        }
        return lseek(file, 0, SEEK_SET) == 0
    }

    /// Waits for the end of the process and kills it when its time is up. Blocks the thread that calls it.
    func wait() -> End {
        let timer = DispatchSource.makeTimerSource()
        timer.setEventHandler { [self] in
            // Under the lock the child is not yet waited for, so the number is still its own.
            phase.withLock { phase in
                guard phase == .running else { return }
                phase = .overdue
                kill(pid, SIGKILL)
            }
        }
        timer.schedule(deadline: .now() + .milliseconds(Int(longest.milliseconds)))
        timer.resume()
        defer { timer.cancel() }
        var info = siginfo_t()
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        let was = phase.withLock { phase in
            defer { phase = .ended }
            return phase
        }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        if was == .overdue { return .tookTooLong }
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
    }

    /// The end of what it wrote to its output, on one line.
    var said: String {
        let length = lseek(output, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: Int(min(max(length, 0), 500)))
        let count = pread(output, &bytes, bytes.count, max(0, length - off_t(bytes.count)))
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).oneLine(500)
    }
}
