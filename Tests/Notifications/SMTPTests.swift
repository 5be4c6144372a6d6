import Base
import Events
import Foundation
import Localization
import Testing

@testable import Mailer
@testable import Notifications
@testable import Offers

/// Mails to a real relay (aiosmtpd) by SMTP, and what the relay may do to them.
@Suite struct SMTPTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func mailer(_ relay: Relay, _ more: [String: String] = [:]) throws -> Mailer {
        try Mailer(Settings(["smtp": relay.address, "smtp-tls": "optional"].merging(more) { $1 }))
    }

    @Test func `Mails of all languages arrive unharmed, with their envelope, and the reply is for the log`()
        async throws
    {
        let relay = try Relay(folder)
        let mailer = try mailer(relay, ["bounce-address": "bounces@m.example", "bounce-verp": "yes"])
        let messages = try Language.allCases.map { try mail(in: $0) }
        for (index, message) in messages.enumerated() {
            let said = try await mailer.perform(message)
            #expect(said == ["to": "ana@contoso.example", "reply": "250 2.0.0 queued as \(index + 1)"])
        }
        try expectUnharmed(relay.mails(), messages)
        #expect(try relay.entries()[0].sender == "bounces+ana=contoso.example@m.example")
        #expect(try relay.recipients() == Array(repeating: "ana@contoso.example", count: 3))
    }

    @Test(arguments: [
        (
            "gone@b.example", "mail-refused",
            "refused the mail to gone@b.example for good at RCPT: 550 5.1.1 no such user"
        ),
        ("spam@b.example", "mail-refused", "for good at DATA: 550 5.7.1 looks like spam"),
    ])
    func `What a relay refuses for good is poison that has its answer`(
        address: String, code: String, words: String
    ) async throws {
        let relay = try Relay(folder)
        let mailer = try mailer(relay)
        let poison = await #expect(throws: Poison.self) { try await mailer.perform(try mail(to: address)) }
        #expect(poison?.code == code)
        #expect(poison?.description.contains(words) == true, "\(poison?.description ?? "")")
    }

    @Test(arguments: [
        ("grey9@b.example", "at RCPT: 451 4.7.1 greylisted, try again later"),
        ("busy@b.example", "at DATA: 451 4.3.0 local error"),
    ])
    func `What a relay puts off is a fault that has its answer`(address: String, words: String) async throws {
        let relay = try Relay(folder)
        let mailer = try mailer(relay)
        let fault = await #expect(throws: Fault.self) { try await mailer.perform(try mail(to: address)) }
        #expect(fault?.description.contains(words) == true, "\(fault?.description ?? "")")
    }

    @Test func `A refused sender is a matter of the settings, so the mail is tried again`() async throws {
        let relay = try Relay(folder)
        let mailer = try mailer(relay, ["bounce-address": "refused@m.example"])
        let fault = await #expect(throws: Fault.self) { try await mailer.perform(try mail()) }
        #expect(fault?.description.contains("at MAIL: 550 5.7.1 sender not allowed") == true)
    }

    @Test func `A connection cut before the answer makes a second delivery with the same Message-ID`() async throws {
        let relay = try Relay(folder)
        let mailer = try mailer(relay)
        let message = try mail(to: "cut@b.example")
        await #expect(throws: Fault.self) { try await mailer.perform(message) }
        _ = try await mailer.perform(message)
        let read = try ReadMail.read(
            relay.mails().map { Message(topic: .notifications, key: nil, value: Array($0.utf8)) })
        #expect(read.count == 2)
        #expect(Set(read.map(\.id)).count == 1)
    }

    @Test func `A relay that does not answer in time, and one that is away, are faults`() async throws {
        let relay = try Relay(folder)
        let mailer = try mailer(relay, ["mail-seconds": "1"])
        await #expect(throws: Fault.self) { try await mailer.perform(try mail(to: "slow@b.example")) }
        relay.stop()
        let fault = await #expect(throws: Fault.self) { try await mailer.perform(try mail()) }
        #expect(fault?.description.contains(relay.address) == true)
    }

    @Test func `No mail goes out unencrypted unless the settings allow it`() async throws {
        let relay = try Relay(folder)
        let mailer = try mailer(relay, ["smtp-tls": "required"])
        let fault = await #expect(throws: Fault.self) { try await mailer.perform(try mail()) }
        #expect(fault?.description.contains("smtp-tls optional") == true)
        #expect(try relay.entries().isEmpty)
    }

    @Test func `A certificate that nobody vouches for is refused where encryption is required`() async throws {
        let relay = try Relay(folder, "starttls")
        await #expect(throws: Fault.self) {
            try await mailer(relay, ["smtp-tls": "required"]).perform(try mail())
        }
        _ = try await mailer(relay).perform(try mail())
        #expect(try relay.entries().map(\.tls) == [true])
    }

    @Test(arguments: ["starttls", "smtps"])
    func `The user's password is read again when it changes, and a wrong one is a fault`(way: String) async throws {
        let relay = try Relay(folder, way, "auth")
        let login = try folder.write("ada\nsecret\n", to: "login")
        let mailer = try Mailer(
            Settings([
                "smtp": "\(way == "smtps" ? "smtps" : "smtp")://localhost:\(relay.port)", "smtp-login": login,
                "ca-file": folder.url.appending(path: "relay.pem").path,
            ]))
        _ = try await mailer.perform(try mail())
        _ = try folder.write("ada\nchanged\n", to: "login")
        _ = try await mailer.perform(try mail())
        #expect(try relay.entries().map(\.user) == ["ada", "ada"])
        let other = try folder.write("ada\nwrong\n", to: "other")
        let wrong = try Mailer(
            Settings([
                "smtp": "\(way == "smtps" ? "smtps" : "smtp")://localhost:\(relay.port)", "smtp-login": other,
                "ca-file": folder.url.appending(path: "relay.pem").path,
            ]))
        let fault = await #expect(throws: Fault.self) { try await wrong.perform(try mail()) }
        #expect(fault?.description.contains("535") == true, "\(fault?.description ?? "")")
        #expect(fault?.description.contains("wrong") == false, "the password is not told")
    }
}
