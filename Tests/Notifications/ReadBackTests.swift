import Base
import Localization
import Testing

@testable import Notifications
@testable import Offers

/// Every kind of mail in every language, read by Python's `email` package.
@Suite struct ReadBackTests {
    @Test(arguments: Language.allCases)
    func `A rejection reads back with subject, problems and what to do`(language: Language) throws {
        let mail = try ReadMail(#require(try Sample.messages(Sample.rejection(in: language)).first))
        let subject = LocalizedText(
            en: "Rejected: Contoso Analytics (contoso/analytics-vm), step 2 of 7 (Certification): "
                + "correct 1 problem and publish again",
            fr: "Rejetée\u{A0}: Contoso Analytics (contoso/analytics-vm), étape 2 sur 7 (Certification)\u{A0}: "
                + "corriger 1 problème et publier à nouveau",
            ja: "【差し戻し】Contoso Analytics (contoso/analytics-vm)、ステップ 2/7「認定」：1 件の問題を修正し、再度発行してください")
        let problem = Sample.rejection(in: language).problems[0]
        #expect(mail.defects == [])
        #expect(mail.subject == subject[language])
        #expect(mail.language == language.rawValue)
        #expect(mail.automatic == "auto-generated")
        #expect(mail.date == "2026-11-21T09:30:00+00:00")
        #expect(mail.id == "<contoso/analytics-vm/3/7/publisher@localhost>")
        #expect(mail.references == "<contoso/analytics-vm/3@localhost>")
        for part in [
            problem.message(in: language), problem.remedy(in: language), problem.pointer, problem.code,
            "offerctl publish FILE",
        ] {
            #expect(mail.text.contains(part))
            #expect(mail.html.contains(part.escapedForHTML))
        }
        #expect(mail.html.contains("<html lang=\"\(language.rawValue)\">"))
        #expect(mail.text.contains("    offerctl request-support contoso/analytics-vm --text \"…\"\n"))
    }

    @Test(arguments: Language.allCases)
    func `Every mail names offer, step, links and a next step, without a defect`(language: Language) throws {
        let messages = try Transition.Kind.allCases.flatMap { kind in
            let transition = Sample.transition(kind, in: language) {
                $0.links = ["https://preview.example/contoso?a=1&b=2"]
                $0.command = "go-live"
                $0.ticket = "T-17"
                $0.reason = kind == .stepOverdue ? "P3D" : "because"
            }
            return try Sample.messages(transition, ["operator-language": language.rawValue])
        }
        let step = Sample.transition(.live, in: language).step?.name ?? ""
        #expect(messages.count == 12)
        for (message, mail) in zip(messages, try ReadMail.read(messages)) {
            #expect(mail.defects == [])
            #expect(mail.language == language.rawValue)
            #expect(mail.subject.contains("Contoso Analytics (contoso/analytics-vm)"))
            #expect(mail.subject.contains(step))
            #expect(mail.text.contains("Contoso Analytics (contoso/analytics-vm)"))
            #expect(mail.html.hasSuffix("</html>\n"))
            #expect(message.mail.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 998 })
            let notice = try #require(message.header("ce_notice").flatMap(Notification.init(rawValue:)))
            #expect(mail.text.contains("offerctl ") || notice == .supportOpened)
            if [.previewReady, .live, .approvalAsked].contains(notice) {
                #expect(mail.text.contains("https://preview.example/contoso?a=1&b=2"))
                #expect(mail.html.contains("<a href=\"https://preview.example/contoso?a=1&amp;b=2\">"))
            }
            if [.supportOpened, .supportRequested].contains(notice) { #expect(mail.subject.contains("T-17")) }
        }
    }

    @Test func `The longest expected time is told in the reader's words`() throws {
        func text(_ reason: String, _ language: Language) throws -> String {
            let transition = Sample.transition(.stepOverdue, in: language) { $0.reason = reason }
            return try ReadMail(#require(try Sample.messages(transition).first)).text
        }
        #expect(try text("PT15M", .english).contains("(15 minutes)"))
        #expect(try text("P1D", .english).contains("(1 day)"))
        #expect(try text("P4D", .french).contains("(4 jours)"))
        #expect(try text("PT1H", .japanese).contains("（1 時間）"))
        #expect(try text("PT1H30M", .english).contains("(90 minutes)"))
        #expect(try text("a while", .english).contains("(a while)"))
    }

    @Test func `A review is asked for with both ways on`() throws {
        let transition = Sample.transition(.previewReady) {
            $0.label = "Staged"
            $0.notes = ["Certification was skipped: technical assets equal contoso/analytics-vm/2."]
        }
        let text = try ReadMail(#require(try Sample.messages(transition).first)).text
        #expect(text.contains("    offerctl go-live contoso/analytics-vm\n"))
        #expect(text.contains("    offerctl cancel contoso/analytics-vm\n"))
        #expect(text.contains("Status: Staged\n"))
        #expect(text.contains("  * Certification was skipped: technical assets equal contoso/analytics-vm/2.\n"))
    }
}
