// The envelope's sender: where a mail system returns a mail that it accepted and then could not deliver.

import Base

/// Makes the envelope's sender of a mail.
struct BounceAddress: Sendable {
    /// Nil: the author of the mail.
    private let address: EmailAddress?
    private let namesRecipient: Bool

    /// Settings: `bounce-address`, and `bounce-verp` (yes or no): whether the address names the recipient, so that a bounce
    /// says by its own address whom the mail did not reach. Throws `Settings.Wrong`.
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

    /// `bounces@example.org`, or with VERP `bounces+ada=contoso.example@example.org`. A local part has at most 64 characters
    /// (RFC 5321, section 4.5.3.1.1), so a mail to a longer address has the sender without the recipient.
    func sender(of mail: Mail) -> EmailAddress {
        let address = address ?? mail.sender
        guard namesRecipient else { return address }
        let local = address.description.dropLast(address.domain.count + 1)
        let named = mail.recipient.description.replacing("@", with: "=")
        return EmailAddress("\(local)+\(named)@\(address.domain)", leastLabels: 1) ?? address
    }
}
