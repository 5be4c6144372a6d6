import Base
import Events
import Foundation
import Localization
import Testing

@testable import Mailer
@testable import Notifications
@testable import Offers

/// A temporary folder that goes with the test.
private final class Folder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "offers-mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Written by a process of its own: a file that a thread here had open for writing could still be held by a child
    /// that another test starts at that moment, and then it cannot be run ("text file busy").
    func script(_ lines: String) throws -> String {
        let file = url.appending(path: "sendmail").path
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-c", #"printf '#!/bin/sh\n%s\n' "$1" > "$2" && chmod 755 "$2""#, "sh", lines, file]
        try shell.run()
        shell.waitUntilExit()
        try #require(shell.terminationStatus == 0)
        return file
    }

    func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url.appending(path: folder).path)
    }
}

private func mail(_ language: Language = .japanese) throws -> Message {
    try #require(try Sample.messages(Sample.rejection(in: language)).first)
}

@Suite struct MaildirTests {
    @Test func `A mail put in twice is there once, as it was, with the host's line ends`() async throws {
        let folder = try Folder()
        let mailer = try Mailer(Settings(["maildir": folder.url.path]))
        let message = try mail()
        try await mailer.perform(message)
        try await mailer.perform(message)
        let names = try folder.names("new")
        #expect(names.count == 1)
        #expect(try folder.names("tmp").isEmpty)
        let stored = try String(contentsOf: folder.url.appending(path: "new/\(names[0])"), encoding: .utf8)
        #expect(stored == message.mail.replacing("\r\n", with: "\n"))
    }

    @Test func `A mail that was read meanwhile does not come back`() async throws {
        let folder = try Folder()
        let mailer = try Mailer(Settings(["maildir": folder.url.path]))
        try await mailer.perform(try mail())
        let name = try folder.names("new")[0]
        try FileManager.default.moveItem(
            at: folder.url.appending(path: "new/\(name)"), to: folder.url.appending(path: "cur/\(name):2,S"))
        try await mailer.perform(try mail())
        #expect(try folder.names("new").isEmpty)
    }

    @Test func `Whatever a Message-ID holds, the file's name stays in its folder`() {
        let names = ["<a@b>", "<../../etc/passwd@b>", "<a/b@c>", "<A@b>"].map(Maildir.name)
        #expect(Set(names).count == 4)
        #expect(names.allSatisfy { !$0.contains("/") && !$0.contains(":") && $0.count < 40 })
    }

    @Test func `A Maildir and a program at once, or a folder that cannot be, end the program with what to do`() {
        for settings in [["maildir": "/tmp", "sendmail": "/bin/true"], ["maildir": "/proc/nowhere"]] {
            #expect(throws: Settings.Wrong.self) { try Mailer(Settings(settings)) }
        }
    }

    @Test(arguments: [
        "", "no mail at all", "To: a@b.example\r\n\r\nno id", "Message-ID: <a@b>\r\n\r\nTo: in the body",
        "Message-ID: <a@b>\r\nTo: \r\n\r\n",
    ])
    func `A record that is not a mail is poison`(text: String) {
        #expect(throws: Poison.self) { try Mail(Array(text.utf8)) }
    }
}

@Suite struct SendmailTests {
    @Test func `The program gets the mail with -t -i and a clear signal mask`() throws {
        let folder = try Folder()
        let program = try folder.script(
            """
            printf '%s ' "$@" > "$0.arguments"
            grep SigBlk /proc/self/status > "$0.mask"
            cat > "$0.mail"
            """)
        var blocked = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &blocked, nil)
        defer { pthread_sigmask(SIG_UNBLOCK, &blocked, nil) }
        let message = try mail()
        try Sendmail(program: program, longest: .seconds(60)).submit(Mail(message.value ?? []))
        func text(_ name: String) throws -> String { try String(contentsOfFile: "\(program).\(name)", encoding: .utf8) }
        #expect(try text("arguments") == "-t -i ")
        #expect(try text("mask").split(separator: "\t").last == "0000000000000000\n")
        #expect(try text("mail") == message.mail.replacing("\r\n", with: "\n"))
    }

    @Test(arguments: [64, 65, 67, 68] as [Int32])
    func `A mail that is wrong itself is refused for good`(code: Int32) throws {
        let folder = try Folder()
        let sendmail = Sendmail(
            program: try folder.script("cat >/dev/null; echo 'no such user' >&2; exit \(code)"), longest: .seconds(60))
        let error = #expect(throws: Poison.self) { try sendmail.submit(Mail(try mail().value ?? [])) }
        #expect(error?.description.contains("no such user") == true)
    }

    @Test(arguments: [1, 69, 70, 71, 75, 77, 78] as [Int32])
    func `Anything else may pass and is a fault`(code: Int32) throws {
        let folder = try Folder()
        let sendmail = Sendmail(program: try folder.script("exit \(code)"), longest: .seconds(60))
        let error = #expect(throws: Fault.self) { try sendmail.submit(Mail(try mail().value ?? [])) }
        #expect(error?.description.contains("exit \(code)") == true)
    }

    @Test func `A program that hangs is ended`() throws {
        let folder = try Folder()
        let sendmail = Sendmail(program: try folder.script("exec sleep 600"), longest: .milliseconds(200))
        let error = #expect(throws: Fault.self) { try sendmail.submit(Mail(try mail().value ?? [])) }
        #expect(error?.description.contains("took too long") == true)
    }

    @Test func `A program that is not there, or died, is a fault that says what to do`() throws {
        let missing = Sendmail(program: "/nonexistent/sendmail", longest: .seconds(1))
        let fault = #expect(throws: Fault.self) { try missing.submit(Mail(try mail().value ?? [])) }
        #expect(fault?.description.contains("Install a mail transfer agent") == true)
        #expect(throws: Fault.self) { try Sendmail.judge(.killed(9), program: "x", said: "") }
    }

    /// msmtp sends by SMTP, aiosmtpd receives, Python's `email` reads the result: the whole way of a mail.
    @Test func `A real transfer agent takes the mails of all languages and they read back unharmed`() throws {
        let folder = try Folder()
        let receiver = try Receiver(folder.url)
        defer { receiver.stop() }
        let sendmail = Sendmail(
            program: try folder.script(
                "exec msmtp --host=127.0.0.1 --port=\(receiver.port) --from=publishing@localhost --auth=off --tls=off \"$@\""
            ),
            longest: .seconds(60))
        let messages = try Language.allCases.map { try mail($0) }
        for message in messages { try sendmail.submit(Mail(message.value ?? [])) }
        let received = try receiver.mails()
        #expect(received.count == 3)
        let sent = try ReadMail.read(messages)
        let read = try ReadMail.read(
            received.map { Message(topic: .notifications, key: nil, value: Array($0.utf8)) })
        for (sent, read) in zip(sent, read) {
            #expect(read.defects == [])
            #expect(read.subject == sent.subject)
            #expect(read.text == sent.text)
            #expect(read.html == sent.html)
            #expect(read.id == sent.id)
        }
    }

    @Test func `A relay that says come later makes a fault, one that is away too`() throws {
        let folder = try Folder()
        let receiver = try Receiver(folder.url, answer: "451 come later")
        let program = try folder.script(
            "exec msmtp --host=127.0.0.1 --port=\(receiver.port) --from=publishing@localhost --auth=off --tls=off \"$@\""
        )
        let sendmail = Sendmail(program: program, longest: .seconds(60))
        #expect(throws: Fault.self) { try sendmail.submit(Mail(try mail().value ?? [])) }
        receiver.stop()
        #expect(throws: Fault.self) { try sendmail.submit(Mail(try mail().value ?? [])) }
    }
}

/// aiosmtpd on a port of its own; writes each mail it takes into a folder.
private final class Receiver {
    let port: Int
    private let process = Process()
    private let folder: URL

    init(_ folder: URL, answer: String = "250 OK") throws {
        self.folder = folder
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments = ["-c", Self.program, folder.path, answer]
        process.standardOutput = output
        try process.run()
        var line = Data()
        // One write of the port and a line end; the end of the file where Python failed.
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8) { line += byte }
        port = try #require(Int(String(decoding: line, as: UTF8.self)))
    }

    func stop() {
        // Not terminate(): a child of a concurrency thread inherits its mask, in which SIGTERM is blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// In the order they came, with the line ends of SMTP.
    func mails() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".eml") }.sorted()
            .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    }

    private static let program = """
        import asyncio, sys, pathlib
        from aiosmtpd.smtp import SMTP
        folder, answer = pathlib.Path(sys.argv[1]), sys.argv[2]
        class Handler:
            count = 0
            async def handle_DATA(self, server, session, envelope):
                if answer.startswith("250"):
                    (folder / f"{self.count}.eml").write_bytes(envelope.original_content)
                    self.count += 1
                return answer
        async def main():
            handler = Handler()
            server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), "127.0.0.1", 0)
            print(server.sockets[0].getsockname()[1], flush=True)
            await server.serve_forever()
        asyncio.run(main())
        """
}

@Suite struct PlainBodyTests {
    private func body(_ text: String) -> String { String(decoding: plainBody(text, boundary: "=_x"), as: UTF8.self) }

    @Test func `Text stays as it is, readable with kcat`() {
        #expect(body("été\n公開完了\n") == "été\r\n公開完了\r\n")
    }

    @Test(arguments: ["公", "x", "e\u{301}", "word ", "😀"])
    func `A line too long for mail is broken between characters and nothing is lost`(unit: String) {
        let long = String(repeating: unit, count: 3000)
        let lines = body(long).components(separatedBy: "\r\n")
        #expect(lines.count > 3)
        #expect(lines.allSatisfy { $0.utf8.count <= 998 })
        #expect(lines.joined() == long)
    }

    @Test func `No line ends the part, and no bare line end gets in`() {
        #expect(body("--=_x--\n--=_y\ra\0") == " --=_x--\r\n--=_ya")
    }
}
