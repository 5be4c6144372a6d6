import Base
import Foundation
import Offers
import Testing

@testable import Stages

struct RunningCommandTests {
    private func run(_ script: String) throws -> (status: Int32, said: String) {
        let command = try RunningCommand(["/bin/sh", "-c", script], environment: ["PATH=/usr/bin:/bin"])
        var said: [UInt8] = []
        let status = try command.listen { said += $0 }
        return (status, String(decoding: said, as: UTF8.self))
    }

    @Test func `What it says and what it complains of are heard, and its status is told`() throws {
        let end = try run("echo out; echo wrong >&2; exit 3")
        #expect(end.status == 3)
        #expect(end.said == "out\nwrong\n")
    }

    @Test func `It has nothing to read, and of the environment what it was given`() throws {
        #expect(try run("read line; echo \"$HOME|$line|$PATH\"").said == "||/usr/bin:/bin\n")
    }

    @Test func `It gets no file of ours`() throws {
        let secret = open("/dev/null", O_RDONLY)
        defer { close(secret) }
        #expect(fcntl(secret, F_GETFD) & FD_CLOEXEC == 0)
        #expect(try run("[ -e /proc/self/fd/\(secret) ] && echo there || echo none").said == "none\n")
    }

    @Test func `One that a signal ended is told by the signal`() throws {
        #expect(try run("kill -9 $$").status == -SIGKILL)
    }

    @Test func `What it left running does not hold up its end`() throws {
        let end = try run("sleep 300 & echo $!")
        #expect(end.status == 0)
        let left = try #require(pid_t(end.said.dropLast()))
        #expect(kill(left, SIGKILL) == 0)
    }

    @Test func `A program that is not there is told by the system's reason`() {
        let refused = #expect(throws: Spawn.Refusal.self) {
            try RunningCommand(["/nowhere/deploy"], environment: [])
        }
        #expect(refused?.code == ENOENT)
    }

    @Test func `When nobody wants its work any more it is told to stop, though its worker's signals are blocked`()
        async throws
    {
        let folder = try Folder()
        let told = folder.file("told")
        #expect(mkfifo(told, 0o600) == 0)
        // Open before anybody writes, so that nothing is missed and nobody waits to write.
        let answer = open(told, O_RDWR | O_CLOEXEC)
        defer { close(answer) }
        let work = Task.detached {
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGTERM)
            pthread_sigmask(SIG_BLOCK, &signals, nil)
            defer { pthread_sigmask(SIG_UNBLOCK, &signals, nil) }
            let script = "trap 'echo told > \(told); exit' TERM; echo up; while :; do sleep 0.1; done"
            let command = try RunningCommand(["/bin/sh", "-c", script], environment: ["PATH=/usr/bin:/bin"])
            return try command.listen { _ in withUnsafeCurrentTask { $0?.cancel() } }
        }
        await #expect(throws: CancellationError.self) { try await work.value }
        var state = pollfd(fd: answer, events: Int16(POLLIN), revents: 0)
        #expect(poll(&state, 1, 60_000) == 1)
    }
}
