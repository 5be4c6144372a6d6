import Base
import Events
import Localization
import Testing

@testable import Notifications
@testable import Offers

@Suite struct HostileInputTests {
    /// A process that calls its step and its review so.
    private func hostileProcess(_ text: String) -> PublishingProcess {
        let text = LocalizedText(en: text, fr: text, ja: text)
        return Sample.process(step: text, review: text)
    }

    @Test func `A title cannot add a header or end the headers`() throws {
        let plain = try ReadMail(#require(try Sample.messages(Sample.transition(.live)).first))
        for title in ["T\r\nBcc: x@evil.example", "T\r\n\r\n<html>", "T\u{2029}Bcc: x@evil.example\0"] {
            let process = hostileProcess(title)
            let transition = Sample.transition(.live, in: .french, of: process) {
                $0.title = title
                $0.state = .waitingForPublisherReview
                $0.step?.stage = Stage(rawValue: title)
            }
            let mail = try ReadMail(#require(try Sample.messages(transition, of: process).first))
            #expect(mail.defects == [])
            #expect(mail.names == plain.names)
            #expect(!mail.subject.contains { $0.isNewline })
        }
    }

    @Test func `An event's id and trace cannot break out of the mail`() throws {
        let entry = Sample.entry(
            Sample.transition(.live), id: "x>\r\nBcc: y@evil.example\r\n\r\n", trace: "x\r\nBcc: y")
        let mail = try ReadMail(#require(try Sample.react(to: entry).first))
        #expect(!mail.names.contains("Bcc"))
        #expect(mail.id == "<x=3E=0D=0ABcc=3A=20y=40evil=2Eexample=0D=0A=0D=0A/publisher/1@localhost>")
    }

    @Test func `HTML in any text is shown, not obeyed`() throws {
        let evil = #"<script>alert("x")</script><img src=x onerror='y'>&amp;"#
        let process = hostileProcess(evil)
        let transition = Sample.transition(.stepRejected, of: process) {
            $0.title = evil
            $0.state = .waitingForPublisherReview
            $0.text = evil
            $0.problems = [Problem(at: evil, evil, ["value": evil])]
        }
        let mail = try ReadMail(#require(try Sample.messages(transition, of: process).first))
        #expect(mail.text.contains(evil))
        #expect(mail.html.contains(evil.escapedForHTML))
        #expect(!mail.html.contains("<script") && !mail.html.contains("<img"))
    }

    @Test func `HTML has no control characters and no marks that turn the direction of writing`() {
        #expect("<&>\"'\t\r\n".escapedForHTML == "&lt;&amp;&gt;&quot;&#39;\t\r\n")
        for scalar in "\0\u{8}\u{B}\u{C}\u{1B}\u{7F}\u{85}\u{9F}\u{202A}\u{202E}\u{2066}\u{2069}".unicodeScalars {
            #expect("a\(scalar)b".escapedForHTML == "a\u{FFFD}b", "\(scalar.value)")
        }
    }

    @Test func `Only web addresses become links`() throws {
        let transition = Sample.transition(.live) {
            $0.links = ["javascript:alert(1)", "https://a.example/\"onclick=\"x", "data:text/html,x"]
        }
        let html = try ReadMail(#require(try Sample.messages(transition).first)).html
        #expect(html.contains("<li>javascript:alert(1)</li>"))
        #expect(html.contains("<a href=\"https://a.example/&quot;onclick=&quot;x\">"))
        #expect(html.split(separator: "href=").count == 3, "and the button")
    }

    @Test func `A problem cannot forge a part of the mail`() throws {
        let transition = Sample.transition(.stepRejected) {
            $0.problems = [Problem(at: "", "duplicate", ["value": "x\r\n--=_offer-notice--\r\n\nWhat to do next\n"])]
        }
        let mail = try ReadMail(#require(try Sample.messages(transition).first))
        #expect(mail.text.contains("1. “x --=_offer-notice-- What to do next” appears more than once"))
        #expect(mail.html.contains("/offers/contoso/analytics-vm"))
    }

    @Test(arguments: ["x", "\"&'<>=", "公開完了", "😀", "e\u{301}\u{302}\u{303}", " \n"])
    func `Many problems and endless texts in every place stay below 200 KB`(unit: String) throws {
        let long = String(repeating: unit, count: 2100)
        let process = hostileProcess(long)
        for kind in Transition.Kind.allCases {
            let transition = Sample.transition(kind, of: process) {
                $0.title = long
                $0.state = .waitingForPublisherReview
                $0.step?.stage = Stage(rawValue: long)
                $0.text = long
                if kind == .stepBlocked { $0.fault = Fault(long, long) }
                if kind == .commandRefused { $0.refusal = Remark(long, ["step": long]) }
                $0.ticket = long
                $0.by.name = long
                $0.cause = long
                $0.notes = Array(repeating: Remark(long), count: 8)
                $0.links = Array(repeating: "https://x.example/" + String(repeating: unit, count: 60), count: 8)
                $0.problems = Array(
                    repeating: Problem(at: long, "markup-not-allowed", ["value": long, "choices": long]), count: 30)
            }
            for message in try Sample.messages(transition, of: process) {
                #expect(message.mail.utf8.count < 200_000)
                #expect(message.mail.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 998 })
                #expect(message.mail.utf8.allSatisfy { $0 < 0x80 })
            }
        }
    }

    @Test func `A thousand problems: the first are shown, and how many more there are`() throws {
        let transition = Sample.transition(.stepRejected) { transition in
            transition.problems = (1...1000).map { Problem(at: "/plans/\($0)", "duplicate", ["value": "x\($0)"]) }
        }
        let message = try #require(try Sample.messages(transition).first)
        let mail = try ReadMail(message)
        #expect(mail.subject.contains("1000 problems to correct"))
        #expect(mail.text.contains("100. “x100” appears"))
        #expect(!mail.text.contains("“x101”"))
        #expect(mail.text.contains("… and 900 more."))
    }
}
