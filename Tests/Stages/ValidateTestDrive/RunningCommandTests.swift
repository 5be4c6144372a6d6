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
        let folder = FileManager.default.temporaryDirectory.appending(path: "command-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let script = "trap 'echo > \(folder)/told; exit' TERM; echo > \(folder)/up; while :; do sleep 0.1; done"
        let work = Task.detached {
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGTERM)
            pthread_sigmask(SIG_BLOCK, &signals, nil)
            defer { pthread_sigmask(SIG_UNBLOCK, &signals, nil) }
            return try run(script).status
        }
        try await appears("\(folder)/up")
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
        try await appears("\(folder)/told")
    }

    private func appears(_ path: String) async throws {
        for _ in 0..<1_200 where !FileManager.default.fileExists(atPath: path) {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(FileManager.default.fileExists(atPath: path), "\(path)")
    }
}
