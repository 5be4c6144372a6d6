import Base
import Events
import Foundation
import Localization
import Testing

@testable import Notifications
@testable import Offers

/// The parts `mail` and `quotas` of the policy: how many mails there may be, and to whom.
@Suite struct MailLimitTests {
    private let key = OfferKey(publisher: "contoso", offer: "a")
    private let time = Timestamp(milliseconds: 1_795_253_400_000)

    private func limit(offer: Int, publisher: Int = 1_000) -> MailLimit {
        var quotas = Quotas()
        (quotas.offerMailsPerHour, quotas.mailsPerHour) = (offer, publisher)
        return MailLimit(quotas)
    }

    @Test func `The mails that pass the limit are the last of their hour`() {
        let limit = limit(offer: 3)
        let answers = (1...4).map { _ in limit.ask(2, about: key, to: .publisher, at: time) }
        #expect(answers == [.granted, .last, .refused, .refused])
        #expect(limit.ask(1, about: key, to: .operator, at: time) == .granted, "operators have their own count")
        #expect(limit.ask(1, about: OfferKey(publisher: "contoso", offer: "b"), to: .publisher, at: time) == .granted)
        #expect(limit.ask(1, about: key, to: .publisher, at: time + .seconds(3600)) == .granted)
        #expect(limit.ask(1, about: key, to: .publisher, at: time) == .refused, "hours are not read in order")
    }

    @Test func `A publisher's limit holds for all its offers, and not for another publisher`() {
        let limit = limit(offer: 100, publisher: 2)
        let answers = ["a", "b", "c", "d"].map {
            limit.ask(1, about: OfferKey(publisher: "contoso", offer: $0), to: .publisher, at: time)
        }
        #expect(answers == [.granted, .granted, .last, .refused])
        #expect(limit.ask(1, about: OfferKey(publisher: "fabrikam", offer: "a"), to: .publisher, at: time) == .granted)
    }

    @Test func `Without a policy there is no limit`() {
        let limit = MailLimit(nil)
        #expect((1...5000).allSatisfy { _ in limit.ask(20, about: key, to: .publisher, at: time) == .granted })
    }

    @Test func `Domains are those of the publisher with those below them`() throws {
        var policy = MailPolicy()
        func allows(_ address: String, _ publisher: String) throws -> Bool {
            policy.allows(try #require(EmailAddress(address)), of: publisher)
        }
        #expect(try allows("a@anywhere.example", "contoso"))
        var contoso = MailPolicy.Publisher()
        (contoso.publisher, contoso.domains) = ("contoso", ["contoso.example"])
        policy.publishers = [contoso]
        #expect(try allows("a@Contoso.Example", "contoso"))
        #expect(try allows("a@mail.contoso.example", "contoso"))
        #expect(try !allows("a@notcontoso.example", "contoso"))
        #expect(try !allows("a@contoso.example.org", "contoso"))
        #expect(try !allows("a@contoso.example", "fabrikam"), "who is not listed has no address")
    }

    /// The shipped policy with another part `mail`, and two mails an hour about an offer.
    private func policy(_ mail: String, _ folder: Folder) throws -> [String: String] {
        let shipped = URL(filePath: #filePath).appending(path: "../../../deploy/policy/policy.json").standardizedFileURL
        let text = try String(contentsOf: shipped, encoding: .utf8)
        let part = try #require(text.range(of: #""mail": \{[^}]*\}"#, options: .regularExpression))
        let changed = text.replacingCharacters(in: part, with: "\"mail\": \(mail)")
            .replacing("\"offerMailsPerHour\": 40", with: "\"offerMailsPerHour\": 2")
        return ["policy": try folder.write(changed, to: "policy.json")]
    }

    @Test func `The last mail says so, and the notifier counts what it did not write`() throws {
        let folder = try Folder()
        let notifier = try Notifier(Settings(policy("{}", folder)))
        let reactions = try (1...3).map { number in
            try Sample.reaction(to: Sample.entry(Sample.transition(.live), id: "e/\(number)"), of: notifier)
        }
        #expect(reactions.map(\.messages.count) == [2, 2, 0])
        #expect(reactions.map(\.refused) == [0, 0, 2])
        let texts = try reactions.flatMap { try ReadMail.read($0.messages).map(\.text) }
        #expect(
            texts.map { $0.contains("No more mails are sent until 2026-11-21 10:00 UTC") } == [
                false, false, true, true,
            ])
    }

    @Test func `An address outside the publisher's domains has no mail, and the operator hears of it`() throws {
        let folder = try Folder()
        let mail = #"{"publishers": [{"publisher": "contoso", "domains": ["contoso.example"]}]}"#
        let settings = try policy(mail, folder)
        let within = try ReadMail.read(
            Sample.messages(
                Sample.transition(.live) { $0.notify = ["a@contoso.example", "b@victim.example"] }, settings))
        #expect(within.map(\.to) == [["a@contoso.example"]])
        let outside = try ReadMail.read(
            Sample.messages(Sample.transition(.live) { $0.notify = ["b@victim.example"] }, settings))
        #expect(outside.map(\.to) == [["operator@localhost"]])
    }

    @Test func `A part that cannot be used is refused with the reason`() throws {
        let folder = try Folder()
        let settings = try policy(#"{"publishers": [{"publisher": "contoso", "domains": ["@x"]}]}"#, folder)
        let error = #expect(throws: Policy.Invalid.self) { try Notifier(Settings(settings)) }
        #expect(error?.description.contains("mail: ") == true)
    }
}
