import Base
import Events
import Localization
import Testing

@testable import Notifications
@testable import Offers

@Suite struct NotifierTests {
    @Test func `A notification is a mail keyed by its offer, its attributes in headers`() throws {
        let message = try #require(try Sample.messages(Sample.transition(.live)).first)
        #expect(message.topic == .notifications)
        #expect(message.key == Sample.key.bytes)
        #expect(message.header("content-type") == "message/rfc822")
        #expect(message.header("ce_traceparent") == Sample.trace)
        #expect(message.header("ce_submission") == "3")
        let event = try CloudEvent(headers: message.headers, value: message.value ?? [])
        #expect(event.id == "contoso/analytics-vm/3/7/publisher/1")
        #expect(event.type == Notifier.type)
        #expect(event.source == "/offers/offer-notifier")
        #expect(event.subject == "contoso/analytics-vm")
        #expect(event.time == Sample.time)
    }

    @Test func `The same transition always makes the same bytes`() throws {
        let transition = Sample.transition(.stepBlocked) { $0.fault = Fault("region-away", "region west is away") }
        #expect(try Sample.messages(transition) == Sample.messages(transition))
    }

    @Test func `A blocked step tells the operator the fault and the publisher that there is nothing to do`() throws {
        let transition = Sample.transition(.stepBlocked, in: .french) {
            $0.fault = Fault("region-away", "region west is away")
        }
        let mails = try ReadMail.read(Sample.messages(transition, ["operator-address": "ops@line.example"]))
        #expect(mails.map(\.to) == [["ana@contoso.example"], ["bo@contoso.example"], ["ops@line.example"]])
        #expect(mails.map(\.language) == ["fr", "fr", "en"])
        #expect(!mails[0].text.contains("region west is away"))
        #expect(mails[2].text.contains("region west is away"))
        #expect(mails[2].text.contains("    offerctl resume contoso/analytics-vm\n"))
        #expect(mails[0].text == mails[1].text)
        #expect(Set(mails.map(\.id)).count == 3)
        #expect(Set(mails.map(\.references)).count == 1)
    }

    @Test(arguments: [[], ["no address"], ["a@b\r\nBcc: x@y.example", "x\ny <a@b.example>", "ana@"]])
    func `Without a usable address the operator gets the publisher's mail, and reads why`(notify: [String]) throws {
        let transition = Sample.transition(.live, in: .japanese) { $0.notify = notify }
        let messages = try Sample.messages(transition)
        let mail = try ReadMail(#require(messages.first))
        #expect(messages.count == 1)
        #expect(mail.to == ["operator@localhost"])
        #expect(mail.language == "en")
        #expect(mail.text.contains("no usable notification address"))
    }

    @Test func `An operator who hears of it anyway does not get the publisher's mail as well`() throws {
        let messages = try Sample.messages(Sample.transition(.stepOverdue) { $0.notify = [] })
        #expect(messages.map { $0.header("ce_notification") } == ["step-overdue"])
        #expect(try ReadMail(messages[0]).text.contains("no usable notification address"))
    }

    @Test func `Every address has a mail of its own: a malformed one is left out, a doubled one written once`() throws {
        let many = (1...40).map { "user\($0)@contoso.example" }
        let transition = Sample.transition(.live) {
            $0.notify = [" a@b.example", "a@b.example", "x y@b.example"] + many
        }
        let messages = try Sample.messages(transition)
        #expect(try ReadMail.read(messages).map(\.to) == (["a@b.example"] + many).map { [$0] })
        #expect(Set(messages.map { $0.header("ce_id") }).count == 41)
        #expect(messages.allSatisfy { $0.key == Sample.key.bytes })
    }

    @Test func `A mail greets by the name that was given with the address, which cannot start a header`() throws {
        let notify = [
            "\"Lovelace, Ada\" <ada@b.example>", "Ana Roy <ana@b.example>", "ada@b.example", "=?x?= <x@b.example>",
        ]
        let messages = try Sample.messages(Sample.transition(.live) { $0.notify = notify })
        let fields = messages.map { message in
            String(decoding: message.value ?? [], as: UTF8.self).split(separator: "\r\n").first { $0.hasPrefix("To:") }
        }
        #expect(
            fields == [
                "To: =?utf-8?B?TG92ZWxhY2UsIEFkYQ==?= <ada@b.example>", "To: Ana Roy <ana@b.example>",
                "To: =?utf-8?B?PT94Pz0=?= <x@b.example>",
            ])
        #expect(try ReadMail.read(messages).map(\.to) == [["ada@b.example"], ["ana@b.example"], ["x@b.example"]])
    }

    @Test(arguments: [
        ("offers.transition.recorded.v2", "unknown-version"), ("offers.step.started.v1", "unknown-type"),
    ])
    func `An event of another type or version is poison`(type: String, code: String) throws {
        var event = try Sample.event(Sample.transition(.live))
        event.type = EventType(rawValue: type)
        let record = Message(topic: .history, event: event)
        let poison = #expect(throws: Poison.self) { try Sample.react(to: record) }
        #expect(poison?.code == code)
    }

    @Test func `A transition that is incomplete or about no offer is poison`() throws {
        var incomplete = try Sample.event(Sample.transition(.live))
        incomplete.data = Array(#"{"kind":"live"}"#.utf8)
        var nobodys = try Sample.event(Sample.transition(.live))
        nobodys.subject = "contoso/x\r\nBcc: y"
        for event in [incomplete, nobodys] {
            let poison = #expect(throws: Poison.self) { try Sample.react(to: Message(topic: .history, event: event)) }
            #expect(poison?.code == "bad-transition")
        }
    }

    @Test func `What names a process that is not known yet waits for it, if it makes a mail`() throws {
        #expect(throws: Deferred.self) { try Sample.react(to: Sample.entry(Sample.transition(.live)), knowing: []) }
        #expect(try Sample.react(to: Sample.entry(Sample.transition(.stepStarted)), knowing: []).isEmpty)
        let transition = Sample.transition(.live) { $0.process = nil }
        let mail = try ReadMail(#require(try Sample.react(to: Sample.entry(transition), knowing: []).first))
        #expect(mail.text.contains("Step: 2 of 7, certify\n"))
    }

    @Test func `A refusal names the step as the reader's process does`() throws {
        let transition = Sample.complete(.commandRefused, in: .japanese)
        #expect(try ReadMail(#require(try Sample.messages(transition).first)).text.contains("「認定」"))
    }

    @Test(arguments: [
        (["mail-from": "nobody"], "--mail-from nobody: give one plain address such as publishing@localhost"),
        (
            ["operator-address": "a@b,c@d"],
            "--operator-address a@b,c@d: give one plain address such as operator@localhost"
        ),
        (["mail-domain": "two words"], "--mail-domain two words: give a host name such as mail.example.org"),
        (["mail-from": "A <nobody>"], "--mail-from nobody: give one plain address such as publishing@localhost"),
        (["pages-url": "ftp://x"], "--pages-url ftp://x: give an address such as http://localhost:8080"),
        (["operator-language": "de"], "--operator-language de: give one of en, fr, ja"),
    ])
    func `A malformed setting is refused with what to give instead`(given: [String: String], text: String) {
        #expect(throws: Settings.Wrong(text)) { try Notifier(Settings(given)) }
    }

    @Test func `A refusal that the sending program has shown is not mailed`() throws {
        for command in [CommandKind.goLive, .resume] {
            let refused = Sample.complete(.commandRefused, in: .english) {
                $0.command = command
                $0.isAnswered = true
            }
            #expect(try Sample.messages(refused).isEmpty)
        }
    }

    @Test func `Message-IDs are of the mail domain, or of the sender's`() throws {
        let transition = Sample.transition(.live)
        func id(_ settings: [String: String]) throws -> String {
            try ReadMail(#require(try Sample.messages(transition, settings).first)).id
        }
        #expect(try id([:]) == "<contoso/analytics-vm/3/7/publisher/1@localhost>")
        #expect(try id(["mail-from": "p@m.example"]) == "<contoso/analytics-vm/3/7/publisher/1@m.example>")
        #expect(try id(["mail-domain": "line.example"]) == "<contoso/analytics-vm/3/7/publisher/1@line.example>")
    }

    @Test(arguments: [
        ("p@m.example", "Publishing pipeline"), ("<p@m.example>", "Publishing pipeline"),
        ("Contoso Market <p@m.example>", "Contoso Market"), ("M. \"A\" Ö, x <p@m.example>", "M. \"A\" Ö, x"),
        ("A\r\nBcc: x@y.example <p@m.example>", "A Bcc: x@y.example"),
    ])
    func `The sender has a name`(setting: String, name: String) throws {
        let mail = try ReadMail(#require(try Sample.messages(Sample.transition(.live), ["mail-from": setting]).first))
        #expect(mail.from == ["p@m.example"])
        #expect(mail.sender == name)
        #expect(mail.defects == [] && !mail.names.contains("Bcc"))
    }
}
