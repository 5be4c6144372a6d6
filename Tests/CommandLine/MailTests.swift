import Base
import BrokerClient
import Events
import Offers
import Testing

@testable import CommandLine

@Suite struct MailTests {
    private func message(_ id: String, _ mail: String, offer: String = "contoso/web-server", at: String) -> Message {
        Message(
            topic: .notifications, key: Array(offer.utf8), value: Array(mail.replacing("\n", with: "\r\n").utf8),
            headers: [
                .init("content-type", "message/rfc822"), .init("ce_specversion", "1.0"), .init("ce_id", id),
                .init("ce_subject", offer), .init("ce_time", at),
            ])
    }

    private let french = """
        From: Marketplace <no-reply@market.example>
        To: a@contoso.example
        Subject: =?utf-8?Q?Votre_offre_est_en_aper=C3?=
         =?utf-8?Q?=A7u?= !
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary="=_x"

        --=_x
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        V=C3=A9rifiez l'aper=C3=A7u, puis donnez votre acc=
        ord.

        --=_x
        Content-Type: text/html; charset=utf-8

        <p>no</p>
        --=_x--

        """

    private let plain = "Subject: Live\n\nIt is live.\u{1B}[2J\n"

    @Test func `Mails are shown oldest first, decoded for people`() {
        let shelf = Shelf()
        shelf.put(message("2", plain, offer: "adatum/db", at: "2026-11-21T10:00:00Z"))
        shelf.put(message("1", french, at: "2026-11-21T09:30:00Z"))
        shelf.put(message("1", french, at: "2026-11-21T09:30:00Z"))
        #expect(
            offerctl("notifications", shelf: shelf)
                == Run(
                    out: """
                        == contoso/web-server  2026-11-21 09:30 UTC ==================================
                        From: Marketplace <no-reply@market.example>
                        To: a@contoso.example
                        Subject: Votre offre est en aperçu !

                        Vérifiez l'aperçu, puis donnez votre accord.

                        == adatum/db  2026-11-21 10:00 UTC ===========================================
                        Subject: Live

                        It is live.\u{FFFD}[2J


                        """))
    }

    @Test func `Mails are narrowed to one offer`() {
        let shelf = Shelf()
        shelf.put(message("2", plain, offer: "adatum/db", at: "2026-11-21T10:00:00Z"))
        #expect(
            offerctl("notifications", "--offer", "contoso/web-server", shelf: shelf).out == "No mail was written yet.\n"
        )
        #expect(offerctl("notifications", "--offer", "adatum/db", shelf: shelf).out.contains("Subject: Live\n"))
    }

    @Test func `JSON gives attributes, decoded headers, text and the mail as it is`() {
        let shelf = Shelf()
        shelf.put(message("2", "Subject: Live\n\nIt is live.\n", offer: "adatum/db", at: "2026-11-21T10:00:00Z"))
        #expect(
            offerctl("notifications", "--json", shelf: shelf).out == """
                {"attributes":{"id":"2","specversion":"1.0","subject":"adatum/db","time":"2026-11-21T10:00:00Z"},\
                "headers":{"Subject":"Live"},"id":"2","offer":"adatum/db","raw":"Subject: Live\\r\\n\\r\\nIt is live.\\r\\n",\
                "text":"It is live.\\n","time":"2026-11-21T10:00:00.000Z"}

                """)
    }

    @Test(arguments: [
        ("=?UTF-8?B?5YWs6ZaL?=", "公開"), ("a =?utf-8?q?=C3=A9?= b", "a é b"),
        ("=?utf-8?Q?=E5=85?= =?utf-8?Q?=AC?=", "公"), ("=?koi8-r?Q?=C3?=", "=?koi8-r?Q?=C3?="),
        ("plain  text", "plain  text"),
    ])
    func `Encoded words are resolved, unknown ones stay`(value: String, text: String) {
        #expect(decodedWords(value) == text)
    }

    @Test func `A base64 body is decoded, and nested parts are followed only so far`() {
        func text(_ mail: String) -> String? {
            Mail(TopicRecord(topic: "t", partition: 0, offset: 0, value: Array(mail.utf8)))?.text
        }
        #expect(text("Content-Transfer-Encoding: base64\n\n5YWs\n6ZaL\n") == "公開")
        let nested = (0..<50).reduce("") { text, level in
            text + "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n"
        }
        #expect(text(nested + "\nend") == "")
        #expect(text("no header and no body") == "no header and no body")
    }
}
