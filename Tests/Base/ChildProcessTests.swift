import Base
import Foundation
import Testing

struct ChildProcessTests {
    private func run(
        _ script: String, input: [UInt8] = [], longest: Duration = .seconds(600), kept: Int = 1_000,
        check: () throws -> Void = {}
    ) throws -> (end: ChildProcess.End, output: String) {
        let run = try ChildProcess.run(
            ["/bin/sh", "-c", script], environment: ["PATH=/usr/bin:/bin"], input: input, longest: longest, kept: kept,
            check: check)
        return (run.end, String(decoding: run.output, as: UTF8.self))
    }

    /// A named pipe in a folder of its own, open before anybody writes, so that nothing is missed.
    private final class Mailbox {
        let path: String
        private let folder = FileManager.default.temporaryDirectory.appending(path: "child-\(UUID())").path
        private let file: Int32

        init() throws {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            path = folder + "/box"
            #expect(mkfifo(path, 0o600) == 0)
            file = open(path, O_RDWR | O_CLOEXEC)
        }

        deinit {
            close(file)
            try? FileManager.default.removeItem(atPath: folder)
        }

        /// Whether something was written within so many milliseconds.
        func hasMail(_ milliseconds: Int32) -> Bool {
            var state = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
            return poll(&state, 1, milliseconds) == 1
        }

        func take() -> String {
            var bytes = [UInt8](repeating: 0, count: 100)
            let count = read(file, &bytes, bytes.count)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }
    }

    @Test func `Output and errors are kept, and the status is given`() throws {
        let run = try run("echo out; echo wrong >&2; exit 3")
        #expect(run.end == .exited(3))
        #expect(run.output == "out\nwrong\n")
    }

    @Test func `Of a long output the end is kept`() throws {
        let run = try run("seq 100000; echo last", kept: 12)
        #expect(run.end == .exited(0) && run.output == "100000\nlast\n")
    }

    @Test func `The program reads its input to the end, however long it is`() throws {
        let input = [UInt8](repeating: UInt8(ascii: "x"), count: 1_000_000)
        #expect(try run("wc -c", input: input).output == "1000000\n")
        #expect(try run("exit 0", input: input).end == .exited(0), "also where it does not read")
    }

    @Test func `Without input there is nothing to read, and the environment is what was given`() throws {
        #expect(try run("read line; echo \"$HOME|$line|$PATH\"").output == "||/usr/bin:/bin\n")
    }

    @Test func `The program gets no file of ours`() throws {
        let secret = open("/dev/null", O_RDONLY)
        defer { close(secret) }
        #expect(fcntl(secret, F_GETFD) & FD_CLOEXEC == 0)
        #expect(try run("[ -e /proc/self/fd/\(secret) ] && echo there || echo none").output == "none\n")
    }

    @Test func `A program that a signal ended is reported with the signal`() throws {
        #expect(try run("kill -9 $$").end == .killed(SIGKILL))
    }

    @Test func `A program that closed its output is waited for`() throws {
        #expect(try run("exec >&- 2>&-; sleep 0.2; exit 4").end == .exited(4))
    }

    @Test func `What the program left running is neither waited for nor ended`() throws {
        let run = try run("sleep 300 & echo $!")
        #expect(run.end == .exited(0))
        let left = try #require(pid_t(run.output.dropLast()))
        #expect(kill(left, SIGKILL) == 0)
    }

    @Test func `A program that is not there is refused with the system's reason`() {
        let refused = #expect(throws: Spawn.Refusal.self) {
            try ChildProcess.run(["/nowhere/deploy"], longest: .seconds(1), kept: 0)
        }
        #expect(refused?.code == ENOENT)
    }

    @Test func `When its time is up, the program is ended`() throws {
        #expect(try run("exec sleep 600", longest: .milliseconds(200)).end == .tookTooLong)
    }

    @Test func `When its work is not wanted any more, what the program started is ended as well`() throws {
        let box = try Mailbox()
        var started: pid_t?
        #expect(throws: CancellationError.self) {
            try run("sleep 600 & echo $! > \(box.path); wait") {
                guard box.hasMail(0) else { return }
                started = pid_t(box.take().dropLast())
                throw CancellationError()
            }
        }
        let pid = try #require(started)
        // A process that was adopted is there until its new parent has waited for it.
        func isRunning() -> Bool {
            let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
            return !stat.isEmpty && !stat.contains(") Z ")
        }
        for _ in 0..<6_000 where isRunning() { usleep(10_000) }
        #expect(!isRunning())
    }

    @Test func `When its work is not wanted any more the program is ended, though our signals are blocked`() throws {
        let box = try Mailbox()
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        defer { pthread_sigmask(SIG_UNBLOCK, &signals, nil) }
        let script =
            "trap 'echo ended > \(box.path); exit' TERM; echo up > \(box.path); while :; do sleep 0.1; done"
        #expect(throws: CancellationError.self) {
            try run(script) { if box.hasMail(0), box.take() == "up\n" { throw CancellationError() } }
        }
        #expect(box.hasMail(0) && box.take() == "ended\n")
    }

    @Test func `No descriptor is left open`() throws {
        // Of all tests in this process only these start programs.
        func pipes() throws -> Int {
            let folder = "/proc/self/fd"
            return try FileManager.default.contentsOfDirectory(atPath: folder).count {
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)"))?.hasPrefix("pipe:")
                    == true
            }
        }
        let before = try pipes()
        for _ in 0..<40 { _ = try run("exit 0") }
        _ = try? ChildProcess.run(["/nowhere/deploy"], longest: .seconds(1), kept: 0)
        #expect(try pipes() < before + 30)
    }
}
