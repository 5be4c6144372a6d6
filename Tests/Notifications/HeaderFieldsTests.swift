import Base
import Events
import FoundationEssentials
import Testing

@testable import Notifications
@testable import Offers

@Suite struct HeaderFieldsTests {
    private func field(_ text: String) -> String {
        var headers = HeaderFields()
        headers.add("Subject", text: text)
        return String(decoding: headers.bytes, as: UTF8.self)
    }

    private func lines(_ field: String) -> [Substring] { field.dropLast().split(separator: "\r\n") }

    @Test func `Plain text stays as it is`() {
        #expect(field("Live: Contoso") == "Subject: Live: Contoso\r\n")
    }

    @Test func `Long plain text is folded at its blanks`() {
        let text = String(repeating: "word ", count: 40) + "end"
        let lines = lines(field(text))
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { $0.utf8.count <= 78 })
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix(" word") })
        #expect(lines.joined() == "Subject: \(text)")
    }

    @Test func `A word too long to fold, and what looks like an encoded word, is encoded`() {
        #expect(lines(field(String(repeating: "x", count: 500))).allSatisfy { $0.utf8.count <= 76 })
        #expect(field("=?utf-8?Q?Bcc?=") == "Subject: =?utf-8?B?PT91dGYtOD9RP0JjYz89?=\r\n")
    }

    @Test func `French takes Q, Japanese takes B`() {
        #expect(field("À publier") == "Subject: =?utf-8?Q?=C3=80_publier?=\r\n")
        #expect(field("公開") == "Subject: =?utf-8?B?5YWs6ZaL?=\r\n")
    }

    @Test func `Encoded words hold whole characters on lines of at most 76`() {
        for text in [String(repeating: "公開完了 ", count: 30), String(repeating: "é ab", count: 60), "😀" + "a😀"] {
            let lines = lines(field(text))
            #expect(lines.allSatisfy { $0.utf8.count <= 76 })
            #expect(lines.allSatisfy { $0.contains("=?utf-8?") && $0.hasSuffix("?=") })
        }
    }

    @Test(arguments: [
        "a\r\nBcc: x@y.example", "a\nBcc: x@y.example", "a\rBcc: x@y.example", "a\u{2028}Bcc: x@y.example",
        "a\u{85}Bcc: x@y.example", "a\0\u{B}\u{C}Bcc: x@y.example", "a\r\n\r\n<script>", "\r\n a",
    ])
    func `No value starts a line of its own`(text: String) {
        let field = field(text)
        #expect(field.utf8.count(where: { $0 == UInt8(ascii: "\n") }) == 1)
        #expect(field.utf8.count(where: { $0 == UInt8(ascii: "\r") }) == 1)
        #expect(field.hasPrefix("Subject: a") && field.hasSuffix("\r\n"))
    }

    @Test func `The longest name of a mailbox is written whole in any language`() throws {
        let address = try #require(EmailAddress("ana@contoso.example"))
        for count in [30, Mailbox.longestName] {
            var headers = HeaderFields()
            headers.add("From", name: String(repeating: "公", count: count), address: address)
            let lines = lines(String(decoding: headers.bytes, as: UTF8.self))
            #expect(lines.allSatisfy { $0.utf8.count <= 76 })
            let words = lines.joined().matches(of: /=\?utf-8\?B\?([^?]*)\?=/).map { String($0.1) }
            let bytes = words.compactMap { Data(base64Encoded: $0) }.joined()
            #expect(String(decoding: bytes, as: UTF8.self) == String(repeating: "公", count: count))
        }
    }

    @Test func `What turns the direction of writing is left out`() {
        #expect(field("invoice\u{202E}fdp.exe\u{200B}\u{FEFF}") == "Subject: invoicefdp.exe\r\n")
    }

    @Test func `Dates are in UTC and name their weekday`() {
        #expect(Sample.time.mailDate == "Sat, 21 Nov 2026 09:30:00 +0000")
        #expect(Timestamp(milliseconds: 0).mailDate == "Thu, 1 Jan 1970 00:00:00 +0000")
        #expect(Timestamp("2024-02-29T23:59:59.999Z")?.mailDate == "Thu, 29 Feb 2024 23:59:59 +0000")
    }

    @Test func `Message-IDs differ for different names and fit a line`() {
        let long = String(repeating: "x/", count: 400)
        let names = ["a/b/1", "a=2Fb", "a b", "a.b", "a@b", "é", "", long, long + "y", "<a>\r\nX: y"]
        let ids = names.map { MessageID(for: $0, domain: "line.example").description }
        #expect(Set(ids).count == names.count)
        #expect(ids[0] == "<a/b/1@line.example>")
        #expect(ids[9] == "<=3Ca=3E=0D=0AX=3A=20y@line.example>")
        #expect(
            ids.allSatisfy { id in
                id.utf8.count < 250 && id.dropFirst().dropLast().split(separator: "@").count == 2
                    && id.dropFirst().prefix { $0 != "@" }.utf8.allSatisfy(\.isAtomText)
            })
    }

    @Test func `Only plain addresses are addresses`() {
        for good in ["a@b.example", "first.last+tag@mail.example.org"] { #expect(EmailAddress(good) != nil, "\(good)") }
        #expect(EmailAddress("publishing@localhost") == nil)
        #expect(EmailAddress("publishing@localhost", leastLabels: 1)?.domain == "localhost")
        let long = String(repeating: "d", count: 60)
        for bad in [
            "", "@", " a@b.example", "a@", "@b", "a@b@c", "a b@c", "<a@b>", "A <a@b>", "a@b\r\nBcc: c@d", "a@b\n",
            "a\0@b", "a@b,c@d",
            "\"a b\"@c", "a@[127.0.0.1]", "é@b", "a@é.example", ".a@b", "a..b@c", "a@b..c", "a@-b", "-oQ/tmp@b",
            "a@\(long).\(long).\(long).\(long).\(long)", String(repeating: "l", count: 65) + "@b",
        ] {
            #expect(EmailAddress(bad, leastLabels: 1) == nil, "\(bad)")
        }
    }
}
