// What operators have shown to them of what others wrote: dead letters, mails, offer files; and what they type.

import Base
import BrokerClient
import Events
import JSON
import Localization

@testable import CommandLine
@testable import Offers

extension FuzzTarget {
    static let operators: [FuzzTarget] = [
        FuzzTarget("dead-letter", seeds: { try deadLetters() }) { bytes in
            let (headers, value) = record(bytes)
            let letter = DeadLetter(shown(value, headers))
            _ = letter.report(isWhole: true)
            if let topic = letter.target { _ = letter.again(to: topic) }
            let time = TimeColumn(now: Timestamp(milliseconds: 0), isWide: false)
            let page =
                DeadLetterPage.whole(letter, .plain) + DeadLetterPage.text([letter], isFiltered: false, time, .plain)
            try require(isHarmless(page), "control characters reach the terminal")
        },
        FuzzTarget("mail-shown", seeds: { Samples.texts(mail) }) { bytes in
            let (headers, value) = record(bytes)
            guard let mail = Mail(shown(value, headers)) else { return }
            _ = mail.report
            try require(isHarmless(MailPage.text(mail, .plain)), "control characters reach the terminal")
        },
        FuzzTarget("status-shown", seeds: { try Samples.statusRows() }) { bytes in
            var status = try StatusRow(structured(bytes)).status
            status.resolve(try followed.get().processes)
            for language in Language.allCases {
                let page = StatusPage.text(status, in: language, at: status.changed, .plain)
                try require(isHarmless(page), "control characters reach the terminal")
            }
        },
        FuzzTarget("history-shown", seeds: { try Samples.entries() }) { bytes in
            let entry = try HistoryRow(structured(bytes)).transition
            let page = HistoryPage.text([entry], try followed.get().processes, in: .english, .plain)
            try require(isHarmless(page), "control characters reach the terminal")
        },
        FuzzTarget("preview-shown", seeds: { try previews() }) { bytes in
            let row = try PreviewRow(structured(bytes), for: previewed)
            try require(isHarmless(PreviewPage.text([row].compactMap(\.self), .plain)), "control characters are shown")
        },
        FuzzTarget(
            "offerctl-arguments", seeds: { Samples.texts("dead-letters\nlist\n--topic\noffers.commands", "status") }
        ) {
            bytes in
            let words = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
            let arguments = try Arguments(words)
            if let command = arguments.command { try arguments.check(against: command) }
            _ = try Connection(arguments, environment: [:])
        },
    ]

    private static func shown(_ value: [UInt8], _ headers: [Message.Header]) -> TopicRecord {
        TopicRecord(
            topic: "t", partition: 0, offset: 1, key: Array("k".utf8), value: value, headers: headers, time: now)
    }

    private static func structured(_ value: [UInt8]) -> TopicRecord { shown(value, [.structuredEvent]) }

    /// The first subscription of the sample's allow-list.
    private static let previewed = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"

    private static func previews() throws -> [[UInt8]] {
        try Samples.schemas("preview").map { Samples.event(.previewListed, of: Samples.offer, data: $0) }
    }

    /// No escape, and of the control characters only the end of a line and the tabulator.
    private static func isHarmless(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy {
            $0.value == 10 || $0.value == 9 || !(0..<0x20).contains($0.value) && $0.value != 0x7F
        }
    }

    private static func deadLetters() throws -> [[UInt8]] {
        let headers = try JSONNode(Samples.schemas("dead-letter-headers")[0])
        guard case .object(let members) = headers else { return [] }
        let lines = members.map { "\($0.name):\($0.value.text ?? "")" } + ["", "{}"]
        return Samples.texts(lines.joined(separator: "\n"))
    }

    private static let mail = """
        ce_id:mail-1
        ce_subject:contoso/web-server

        Subject: =?utf-8?Q?caf=C3=A9?= =?utf-8?B?YQ==?=
        Content-Type: multipart/alternative; boundary="b"

        --b
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        Good =C3=A9=
        --b--
        """
}
