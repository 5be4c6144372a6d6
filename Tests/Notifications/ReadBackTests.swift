import Base
import Events
import Foundation
import Localization
import Testing

@testable import Notifications
@testable import Offers

/// Every kind of mail in every language, read by Python's `email` package.
@Suite struct ReadBackTests {
    private let page = "http://localhost:8080/offers/contoso/analytics-vm"

    @Test(arguments: Language.allCases)
    func `A rejection reads back with subject, problems and what to do`(language: Language) throws {
        let mail = try ReadMail(#require(try Sample.messages(Sample.rejection(in: language)).first))
        let subject = LocalizedText(
            en: "[contoso/analytics-vm] Rejected: 1 problem to correct",
            fr: "[contoso/analytics-vm] Rejetée\u{A0}: 1 problème à corriger",
            ja: "[contoso/analytics-vm] 却下: 1 件の問題を修正してください")
        let sender = LocalizedText(en: "Publishing pipeline", fr: "Chaîne de publication", ja: "発行パイプライン")
        let problem = Sample.rejection(in: language).problems[0]
        #expect(mail.defects == [])
        #expect(mail.subject == subject[language])
        #expect(mail.sender == sender[language])
        #expect(mail.language == language.rawValue)
        #expect(mail.automatic == "auto-generated")
        #expect(mail.date == "2026-11-21T09:30:00+00:00")
        #expect(mail.id == "<contoso/analytics-vm/3/7/publisher/1@localhost>")
        #expect(mail.references == "<contoso/analytics-vm/3@localhost>")
        for part in [problem.message(in: language), problem.remedy(in: language), problem.pointer, problem.code, page] {
            #expect(mail.text.contains(part))
            #expect(mail.html.contains(part.escapedForHTML))
        }
        #expect(mail.html.contains("<html lang=\"\(language.rawValue)\">"))
    }

    @Test(arguments: Language.allCases)
    func `Every mail names offer, step, links and a next step, without a defect`(language: Language) throws {
        let messages = try Transition.Kind.allCases.flatMap { kind in
            let transition = Sample.transition(kind, in: language) {
                $0.notify = ["ana@contoso.example"]
                $0.links = ["https://preview.example/contoso?a=1&b=2"]
                $0.command = .goLive
                $0.ticket = "T-17"
                $0.text = kind == .stepOverdue ? "P3D" : "because"
            }
            return try Sample.messages(transition, ["operator-language": language.rawValue])
        }
        let step = Sample.process.steps[2].definition.name[language]
        #expect(messages.count == 13)
        for (message, mail) in zip(messages, try ReadMail.read(messages)) {
            #expect(mail.defects == [])
            #expect(mail.language == language.rawValue)
            #expect(mail.subject.hasPrefix("[contoso/analytics-vm] ") && mail.subject.count <= 60)
            #expect(mail.text.contains("Contoso Analytics") && mail.text.contains("contoso/analytics-vm"))
            #expect(
                mail.text.contains(step)
                    || ["canceled", "selling-stopped"].contains(message.header("ce_notification") ?? ""))
            #expect(mail.text.contains("\n-- \n"))
            #expect(Self.words(html: mail.html) == Self.words(text: mail.text))
            #expect(mail.html.hasSuffix("</html>\n"))
            #expect(message.mail.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 78 })
            #expect(message.mail.utf8.allSatisfy { $0 < 0x80 }, "any relay takes it as it is")
            let kind = try #require(message.header("ce_notification").flatMap(Notification.init(rawValue:)))
            // Publishers have one link to the page of the next step, operators the commands.
            #expect(mail.text.contains("offerctl ") == (kind.audience == .operator))
            #expect(mail.html.contains("<a href=\"\(page)\"") == (kind.audience == .publisher))
            if [.previewReady, .live, .approvalAsked].contains(kind) {
                #expect(mail.text.contains("https://preview.example/contoso?a=1&b=2"))
                #expect(mail.html.contains("<a href=\"https://preview.example/contoso?a=1&amp;b=2\">"))
            }
            if [.supportOpened, .supportRequested].contains(kind) { #expect(mail.subject.contains("T-17")) }
        }
    }

    @Test func `The mails of a submission name one thread, and no mail that never was`() throws {
        let kinds: [Transition.Kind] = [.previewReady, .live, .stepRejected]
        let messages = try kinds.flatMap { try Sample.messages(Sample.complete($0, in: .english)) }
        let other = try Sample.messages(Sample.complete(.live, in: .english) { $0.submissionNumber = 4 })
        func threads(_ messages: [Message]) throws -> Set<[String]> {
            try Set(
                ReadMail.read(messages).map { mail in
                    #expect(!mail.names.contains("In-Reply-To"))
                    return [mail.references, mail.topic, mail.index]
                })
        }
        let threads = try (threads(messages), threads(other))
        #expect(threads.0.count == 1 && threads.1.count == 1 && threads.0 != threads.1)
        let index = try #require(threads.0.first?.last.flatMap { Data(base64Encoded: $0) })
        #expect(index.count == 22 && index.first == 1)
    }

    @Test func `A subject holds nothing of a sender but the id of the offer`() throws {
        let evil = "Your account is locked: https://evil.example"
        let subjects = try Transition.Kind.allCases.flatMap { kind in
            try Sample.messages(
                Sample.complete(kind, in: .english) {
                    $0.title = evil
                    $0.text = evil
                    $0.by.name = evil
                    $0.cause = evil
                    $0.notes = [Remark(evil)]
                    $0.problems = [Problem(at: evil, evil, ["value": evil])]
                    if $0.refusal != nil { $0.refusal = Remark(evil, ["step": evil]) }
                })
        }
        for mail in try ReadMail.read(subjects) { #expect(!mail.subject.contains("evil")) }
    }

    /// What a reader sees, without blanks, rules, list marks and numbers.
    private static func words(text: String) -> String {
        text.replacing(/(?m)^(-+ ?$| +\* |\d+\. )/, with: "").filter { !$0.isWhitespace && $0 != ":" }
    }

    private static func words(html: String) -> String {
        html.replacing(/<head>.*<\/head>/, with: "").replacing(/<[^>]*>/, with: "").replacing("&lt;", with: "<")
            .replacing("&gt;", with: ">").replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&amp;", with: "&").filter { !$0.isWhitespace && $0 != ":" }
    }

    @Test func `A long key keeps its end in a subject, and the subject its limit`() throws {
        for language in Language.allCases {
            for kind in Transition.Kind.allCases {
                let transition = Sample.complete(kind, in: language) {
                    $0.key = OfferKey(
                        publisher: String(repeating: "p", count: 50),
                        offer: "\(String(repeating: "o", count: 42))-the-end")
                }
                let mails = try MailComposer(Settings(["operator-language": language.rawValue]))
                    .mails(about: transition, process: Sample.process, event: "1").mails
                for mail in mails {
                    #expect(mail.subject.count <= 60 && mail.subject.contains("the-end] "), "\(mail.subject)")
                }
            }
        }
    }

    @Test func `The longest expected time is shown in the reader's words`() throws {
        func text(_ limit: String, _ language: Language) throws -> String {
            let transition = Sample.transition(.stepOverdue, in: language) { $0.text = limit }
            return try ReadMail(#require(try Sample.messages(transition).first)).text
        }
        #expect(try text("PT15M", .english).contains("Longest expected time: 15 min\n"))
        #expect(try text("P1D", .english).contains(": 1 day\n"))
        #expect(try text("P4D", .french).contains("\u{A0}: 4 jours\n"))
        #expect(try text("PT1H", .japanese).contains("最長想定時間: 1 時間\n"))
        #expect(try text("PT1H30M", .english).contains(": 90 min\n"))
        #expect(try text("a while", .english).contains("Reason: a while\n"))
    }

    @Test func `A review links to the page where the publisher decides`() throws {
        let process = Sample.process(
            step: LocalizedText(en: "Certification", fr: "Certification", ja: "認定"),
            review: LocalizedText(en: "Staged", fr: "Prête", ja: "ステージング済み"))
        let transition = Sample.transition(.previewReady, of: process) {
            $0.state = .waitingForPublisherReview
            $0.notes = [Remark("certification-skipped", ["submission": "contoso/analytics-vm/2"])]
        }
        let text = try ReadMail(#require(try Sample.messages(transition, of: process).first)).text
        #expect(text.contains("Go live or cancel: \(page)\n"))
        #expect(text.contains("Status: Staged\n"))
        #expect(
            text.contains(
                "  * Certification skipped: the technical assets equal those of submission contoso/analytics-vm/2.\n"))
    }
}
