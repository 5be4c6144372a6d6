import Testing

@testable import Base

@Suite struct MailboxTests {
    @Test(arguments: [
        ("ada@example.com", "", "ada@example.com"),
        ("  Ada Lovelace  <ada@example.com> ", "Ada Lovelace", "Ada Lovelace <ada@example.com>"),
        ("<ada@example.com>", "", "ada@example.com"),
        (#""Lovelace, Ada" <ada@example.com>"#, "Lovelace, Ada", #""Lovelace, Ada" <ada@example.com>"#),
        (
            #""A \"Countess\" \\ L." <ada@example.com>"#, #"A "Countess" \ L."#,
            #""A \"Countess\" \\ L." <ada@example.com>"#
        ),
        ("Élodie d’Été <elodie@example.com>", "Élodie d’Été", "Élodie d’Été <elodie@example.com>"),
        ("Dr. Ada (L) <ada@example.com>", "Dr. Ada (L)", #""Dr. Ada (L)" <ada@example.com>"#),
        ("山田 太郎 <taro@example.jp>", "山田 太郎", "山田 太郎 <taro@example.jp>"),
    ])
    func `A name goes with its address, and is written so that it is read again`(
        text: String, name: String, written: String
    ) throws {
        let mailbox = try #require(Mailbox(text))
        #expect(mailbox.name == name)
        #expect(mailbox.description == written)
        #expect(Mailbox(written) == mailbox)
        #expect(Mailbox.split(written) == [written])
    }

    @Test(arguments: [
        "", "Ada", "Ada <>", "Ada <ada>", "Ada ada@example.com", "<ada@example.com> Ada", "Ada <ada@example.com",
        "Ada\r\nBcc: x@y.example <ada@example.com>", "\"Ada\nBcc\" <ada@example.com>", "Ada\u{0} <ada@example.com>",
        "Ada\u{202E} <ada@example.com>", "A\u{200B}da <ada@example.com>", "Ada\u{2028} <ada@example.com>",
        "ceo@bank.example <ada@example.com>", "\"ceo@bank.example\" <ada@example.com>",
        "\"<ceo>\" <ada@example.com>", "A <b@c.example> <ada@example.com>", "\"Ada <ada@example.com>",
        "Ada\" <ada@example.com>", "\"a\"b\" <ada@example.com>", "\"a\\\" <ada@example.com>",
        "Lovelace, Ada <ada@example.com>", "\(String(repeating: "x", count: 61)) <ada@example.com>",
        "a\(String(repeating: "\u{301}", count: 200)) <ada@example.com>", "Ada <\"a b\"@example.com>",
        "Ada <-f@example.com>",
    ])
    func `A name that would break a header or show another address is refused`(text: String) {
        #expect(Mailbox(text) == nil)
    }

    @Test func `A list is cut at commas and semicolons that are not inside of quotes`() {
        let list = #" a@b.example; "Lovelace, Ada; \"L\"" <ada@example.com>,, Eve <eve@example.com> ,"#
        #expect(
            Mailbox.split(list) == [
                "a@b.example", #""Lovelace, Ada; \"L\"" <ada@example.com>"#, "Eve <eve@example.com>",
            ])
        #expect(Mailbox.split("").isEmpty && Mailbox.split(" , ;").isEmpty)
        #expect(Mailbox.split("\"open, a@b.example") == ["\"open, a@b.example"])
    }
}
