// The envelope sender: where a mail system returns a mail that it accepted but could not deliver.

import Base

/// Computes the envelope sender of a mail.
struct BounceAddress: Sendable {
    /// Nil: the mail's author.
    private let address: EmailAddress?
    private let namesRecipient: Bool

    /// Settings: `bounce-address`, and `bounce-verp` (yes or no): whether the address contains the recipient, so that a
    /// bounce shows who did not get the mail. Throws `Settings.Wrong`.
    init(_ settings: Settings) throws {
        address = try settings["bounce-address"].map { text in
            guard let address = EmailAddress(text, leastLabels: 1) else {
                throw Settings.Wrong(
                    "--bounce-address \(text.oneLine(80)): give one plain address such as bounces@example.org")
            }
            return address
        }
        namesRecipient = try settings.choice("bounce-verp", default: YesNo.no) == .yes
    }

    /// `bounces@example.org`, or with VERP `bounces+ada=contoso.example@example.org`. A local part has at most 64
    /// characters (RFC 5321, section 4.5.3.1.1), so for a longer address the sender does not contain the recipient.
    func sender(of mail: Mail) -> EmailAddress {
        let address = address ?? mail.sender
        guard namesRecipient else { return address }
        let local = address.description.dropLast(address.domain.count + 1)
        let named = mail.recipient.description.replacing("@", with: "=")
        return EmailAddress("\(local)+\(named)@\(address.domain)", leastLabels: 1) ?? address
    }
}
