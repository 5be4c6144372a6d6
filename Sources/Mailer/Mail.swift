// A mail from the topic. Reads only what delivery needs: recipient, sender and Message-ID.

import Base
import Events
import Offers

/// A mail to one recipient.
struct Mail: Sendable {
    /// Larger than any mail of the notifier; a larger record is not one.
    static let largest = 1_000_000

    let bytes: [UInt8]
    /// With its angle brackets.
    let messageID: String
    let recipient: EmailAddress
    /// The author, as in the header.
    let sender: EmailAddress

    /// Throws `Poison` unless the bytes are a mail from one address to one address, with a Message-ID.
    init(_ bytes: [UInt8]) throws(Poison) {
        guard bytes.count <= Self.largest else {
            throw Poison("too-large", "The mail has \(bytes.count) bytes; the limit is \(Self.largest).")
        }
        let head = String(decoding: bytes.prefix(65_536), as: UTF8.self).replacing("\r\n", with: "\n")
        let fields = head.prefix(upTo: head.firstRange(of: "\n\n")?.lowerBound ?? head.startIndex)
            .replacing("\n ", with: " ").replacing("\n\t", with: " ").split(separator: "\n")
        func value(_ name: String) -> String {
            fields.first { $0.lowercased().hasPrefix(name) }.map { String($0.dropFirst(name.count)).oneLine(1000) }
                ?? ""
        }
        let id = value("message-id:")
        guard id.hasPrefix("<"), id.hasSuffix(">"), let sender = Self.address(in: value("from:")) else {
            throw Poison("not-a-mail", "The record is not an RFC 5322 message with From, To and Message-ID.")
        }
        guard let recipient = Self.address(in: value("to:")) else {
            throw Poison("not-a-mail", "To must contain one address: each recipient gets a separate mail.")
        }
        self.bytes = bytes
        self.recipient = recipient
        self.sender = sender
        messageID = id
    }

    /// `local@domain`, possibly in angle brackets after a display name.
    private static func address(in value: String) -> EmailAddress? {
        guard value.hasSuffix(">"), let start = value.lastIndex(of: "<") else {
            return EmailAddress(value, leastLabels: 1)
        }
        return EmailAddress(value[value.index(after: start)...].dropLast(), leastLabels: 1)
    }

    /// With the host's line ends, as sendmail(8) and Maildir expect.
    var withHostLineEnds: [UInt8] { lines(endedBy: [0x0A]) }

    /// With CRLF line ends, as SMTP requires.
    var withNetworkLineEnds: [UInt8] { lines(endedBy: [0x0D, 0x0A]) }

    private func lines(endedBy end: [UInt8]) -> [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(bytes.count + 64)
        for (index, byte) in bytes.enumerated() {
            let endsLine = byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
            if byte == 0x0A { lines += end } else if !endsLine { lines.append(byte) }
        }
        return lines
    }
}
