import Base
import Events
import Foundation
import Localization
import Testing

@testable import Mailer
@testable import Notifications
@testable import Offers

/// A mail of the notifier to an address.
func mail(to address: String = "ana@contoso.example", in language: Language = .japanese) throws -> Message {
    var transition = Sample.rejection(in: language)
    transition.notify = [address]
    return try #require(try Sample.messages(transition).first)
}

extension Mail {
    init(_ message: Message) throws { try self.init(message.value ?? []) }
}

@Suite struct MaildirTests {
    @Test func `A mail put in twice is there once, as it was, with the host's line ends`() async throws {
        let folder = try Folder()
        let mailer = try Mailer(Settings(["maildir": folder.url.path]))
        let message = try mail()
        _ = try await mailer.perform(message)
        _ = try await mailer.perform(message)
        let names = try folder.names("new")
        #expect(names.count == 1)
        #expect(try folder.names("tmp").isEmpty)
        let stored = try String(contentsOf: folder.url.appending(path: "new/\(names[0])"), encoding: .utf8)
        #expect(stored == message.mail.replacing("\r\n", with: "\n"))
    }

    @Test func `A mail that was read meanwhile does not come back`() async throws {
        let folder = try Folder()
        let mailer = try Mailer(Settings(["maildir": folder.url.path]))
        _ = try await mailer.perform(try mail())
        let name = try folder.names("new")[0]
        try FileManager.default.moveItem(
            at: folder.url.appending(path: "new/\(name)"), to: folder.url.appending(path: "cur/\(name):2,S"))
        _ = try await mailer.perform(try mail())
        #expect(try folder.names("new").isEmpty)
    }

    @Test func `Whatever a Message-ID holds, the file's name stays in its folder`() {
        let names = ["<a@b>", "<../../etc/passwd@b>", "<a/b@c>", "<A@b>"].map(Maildir.name)
        #expect(Set(names).count == 4)
        #expect(names.allSatisfy { !$0.contains("/") && !$0.contains(":") && $0.count < 40 })
    }

    @Test(arguments: [
        ["maildir": "/tmp", "sendmail": "/bin/true"], ["maildir": "/proc/nowhere"],
        ["smtp": "smtp://relay", "sendmail": "/bin/true"], ["smtp": "relay:25"], ["smtp": "http://relay"],
        ["smtp": "smtp://user:password@relay"], ["smtp": "smtp://relay", "smtp-login": "/nonexistent"],
        ["smtp": "smtp://relay", "ca-file": "/nonexistent"], ["smtp": "smtp://relay", "smtp-tls": "never"],
        ["smtp": "smtp://relay", "smtp-tls": "optional", "smtp-login": "/etc/hostname"],
        ["bounce-address": "nobody"], ["bounce-verp": "maybe"],
    ])
    func `Settings that exclude each other or cannot be used end the program with what to do`(given: [String: String]) {
        #expect(throws: Settings.Wrong.self) { try Mailer(Settings(given)) }
    }
}

@Suite struct MailTests {
    private static let id = "Message-ID: <a@b>\r\nFrom: c@d.example\r\n"

    @Test(arguments: [
        "", "no mail at all", "To: a@b.example\r\n\r\nno id", "\(id)\r\nTo: in@the.body", "\(id)To: \r\n\r\n",
        "\(id)To: a@b.example, c@d.example\r\n\r\n", "Message-ID: <a@b>\r\nTo: a@b.example\r\n\r\n",
        "\(id)To: -oQ/tmp@b.example\r\n\r\n",
    ])
    func `A record that is not a mail to one recipient is poison`(text: String) {
        #expect(throws: Poison.self) { try Mail(Array(text.utf8)) }
    }

    @Test func `The envelope is read from folded fields with display names`() throws {
        let text = "From: A\r\n B\r\n <c@d.example>\r\nTo:\r\n\ta@b.example\r\nMessage-ID: <1@x>\r\n\r\nTo: e@f.example"
        let mail = try Mail(Array(text.utf8))
        #expect(mail.sender.description == "c@d.example")
        #expect(mail.recipient.description == "a@b.example")
    }

    @Test func `Line ends become those of the host or of the network`() throws {
        let mail = try Mail(Array("\(Self.id)To: a@b.example\r\n\r\none\ntwo\r\n\rx".utf8))
        #expect(String(decoding: mail.withHostLineEnds, as: UTF8.self).hasSuffix("\n\none\ntwo\n\rx"))
        #expect(String(decoding: mail.withNetworkLineEnds, as: UTF8.self).hasSuffix("\r\n\r\none\r\ntwo\r\n\rx"))
    }

    @Test func `Mails about one offer to one recipient are a group`() throws {
        let mailer = try Mailer(Settings([:]))
        let (a, b) = (try mail(to: "a@b.example"), try mail(to: "b@b.example"))
        var other = a
        other.key = Array("contoso/other".utf8)
        #expect(mailer.group(of: a) == mailer.group(of: try mail(to: "a@b.example", in: .french)))
        #expect(Set([a, b, other].map(mailer.group(of:))).count == 3)
    }

    @Test func `A bounce comes to the author, to an address of its own, or to one that names the recipient`() throws {
        let mail = try Mail(try mail())
        func sender(_ settings: [String: String]) throws -> String {
            try BounceAddress(Settings(settings)).sender(of: mail).description
        }
        #expect(try sender([:]) == "publishing@localhost")
        #expect(try sender(["bounce-address": "b@m.example"]) == "b@m.example")
        #expect(
            try sender(["bounce-address": "b@m.example", "bounce-verp": "yes"]) == "b+ana=contoso.example@m.example")
        let long = try Mail(bytes(to: String(repeating: "x", count: 60) + "@b.example"))
        let verp = try BounceAddress(Settings(["bounce-address": "b@m.example", "bounce-verp": "yes"]))
        #expect(verp.sender(of: long).description == "b@m.example", "64 characters at most")
    }

    private func bytes(to address: String) -> [UInt8] { Array("\(Self.id)To: \(address)\r\n\r\n".utf8) }
}

@Suite struct SendmailTests {
    private func sendmail(_ program: String, _ longest: Duration = .seconds(60)) throws -> Sendmail {
        Sendmail(program: program, bounce: try BounceAddress(Settings([:])), longest: longest)
    }

    @Test func `The program gets the envelope, the mail, and a clear signal mask`() throws {
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
        try sendmail(program).submit(Mail(message))
        func text(_ name: String) throws -> String { try String(contentsOfFile: "\(program).\(name)", encoding: .utf8) }
        #expect(try text("arguments") == "-i -f publishing@localhost -- ana@contoso.example ")
        #expect(try text("mask").split(separator: "\t").last == "0000000000000000\n")
        #expect(try text("mail") == message.mail.replacing("\r\n", with: "\n"))
    }

    @Test(arguments: [64, 65, 67, 68] as [Int32])
    func `A mail that is wrong itself is refused for good`(code: Int32) throws {
        let folder = try Folder()
        let program = try folder.script("cat >/dev/null; echo 'no such user' >&2; exit \(code)")
        let error = #expect(throws: Poison.self) { try sendmail(program).submit(Mail(mail())) }
        #expect(error?.description.contains("no such user") == true)
    }

    @Test(arguments: [1, 69, 70, 71, 75, 76, 77, 78] as [Int32])
    func `Anything else may pass and is a fault`(code: Int32) throws {
        let folder = try Folder()
        let program = try folder.script("exit \(code)")
        let error = #expect(throws: Fault.self) { try sendmail(program).submit(Mail(mail())) }
        #expect(error?.description.contains("exit \(code)") == true)
    }

    @Test(
        arguments: [
            (69, "msmtp: server message: 550 5.7.1 looks like spam", true), (65, "server said: 451 4.7.1 later", false),
            (69, "550-5.7.1 first line\n550 5.7.1 second", true), (69, "535 5.7.8 wrong password", false),
            (65, "exit 550 of 5.7 things", true), (75, "port 550 5.7.x", false), (69, "452 5.1.1", false),
        ] as [(Int32, String, Bool)])
    func `The answer of the relay that a program prints wins over its exit code`(
        code: Int32, output: String, isPermanent: Bool
    ) {
        func judge() throws { try Sendmail.judge(.exited(code), program: "x", output: output) }
        if isPermanent {
            #expect(throws: Poison.self) { try judge() }
        } else {
            #expect(throws: Fault.self) { try judge() }
        }
    }

    @Test func `A program that hangs is ended`() throws {
        let folder = try Folder()
        let program = try folder.script("exec sleep 600")
        let error = #expect(throws: Fault.self) { try sendmail(program, .milliseconds(200)).submit(Mail(mail())) }
        #expect(error?.description.contains("took too long") == true)
    }

    @Test func `A program that is not there, or died, is a fault that says what to do`() throws {
        let fault = #expect(throws: Fault.self) { try sendmail("/nonexistent/sendmail").submit(Mail(mail())) }
        #expect(fault?.description.contains("Install a mail transfer agent") == true)
        #expect(throws: Fault.self) { try Sendmail.judge(.killed(9), program: "x", output: "") }
    }

    /// msmtp sends by SMTP, aiosmtpd receives, Python's `email` reads the result: the whole way of a mail.
    @Test func `A real mail program delivers the mails of all languages and they read back unharmed`() throws {
        let folder = try Folder()
        let relay = try Relay(folder)
        let sendmail = try sendmail(folder.script(msmtp(relay)))
        let messages = try Language.allCases.map { try mail(in: $0) }
        for message in messages { try sendmail.submit(Mail(message)) }
        try expectUnharmed(relay.mails(), messages)
        #expect(try relay.entries().map(\.sender) == Array(repeating: "publishing@localhost", count: 3))
    }

    @Test func `A real mail program tells a recipient that is refused from one that is put off`() throws {
        let folder = try Folder()
        let relay = try Relay(folder)
        let sendmail = try sendmail(folder.script(msmtp(relay)))
        func submit(_ address: String) throws { try sendmail.submit(Mail(mail(to: address))) }
        for address in ["gone@b.example", "spam@b.example"] {
            let poison = #expect(throws: Poison.self) { try submit(address) }
            #expect(poison?.description.contains("550 5.") == true)
        }
        for address in ["grey9@b.example", "busy@b.example"] {
            let fault = #expect(throws: Fault.self) { try submit(address) }
            #expect(fault?.description.contains("451 4.") == true)
        }
        relay.stop()
        #expect(throws: Fault.self) { try submit("ada@b.example") }
    }

    private func msmtp(_ relay: Relay) -> String {
        "exec msmtp --host=127.0.0.1 --port=\(relay.port) --auth=off --tls=off \"$@\""
    }
}

/// What Python reads of the mails that a relay got is what it reads of those that were sent.
func expectUnharmed(_ received: [String], _ messages: [Message]) throws {
    #expect(received.count == messages.count)
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
