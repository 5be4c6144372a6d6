// Sends mails to a relay by SMTP (RFC 5321), without a mail program on the host.

import Base
import FoundationEssentials
import Glibc
import Offers

/// A relay that accepts mails for delivery.
struct SMTPRelay: Sendable {
    /// How a connection to `smtp://` is protected.
    enum Encryption: String, CaseIterable {
        /// STARTTLS with a verified certificate; without it no mail is sent.
        case required
        /// STARTTLS if the relay offers it, with any certificate: an attacker who can forge one could also suppress the
        /// offer.
        case optional
    }

    /// `smtp://` or `smtps://`.
    let address: String
    let encryption: Encryption
    /// User and password, a line each.
    let loginFile: String?
    let caFile: String?
    let bounce: BounceAddress
    /// The time that one mail may take.
    let longest: Duration

    /// Settings: `smtp-tls` (required or optional), `smtp-login`, `ca-file`. Nil without an address. Throws
    /// `Settings.Wrong`.
    init?(_ settings: Settings, address: String?, bounce: BounceAddress, longest: Duration) throws {
        let encryption = try settings.choice("smtp-tls", default: Encryption.required)
        let (login, authorities) = (settings["smtp-login"], settings["ca-file"])
        guard let address else { return nil }
        guard let url = URL(string: address), ["smtp", "smtps"].contains(url.scheme), url.host()?.isEmpty == false,
            url.user() == nil, url.password() == nil
        else {
            throw Settings.Wrong(
                "--smtp \(address.oneLine(80)): give smtp://HOST:PORT or smtps://HOST:PORT; user and password belong in the "
                    + "file of --smtp-login")
        }
        guard login == nil || url.scheme == "smtps" || encryption == .required else {
            throw Settings.Wrong("--smtp-login needs --smtp-tls required: passwords are not sent without verified TLS.")
        }
        if let authorities, access(authorities, R_OK) != 0 {
            throw Settings.Wrong("--ca-file \(authorities): the file cannot be read")
        }
        self.address = address
        self.encryption = encryption
        self.bounce = bounce
        self.longest = longest
        loginFile = login
        caFile = authorities
        do { _ = try self.login() } catch { throw Settings.Wrong("--smtp-login \(login ?? ""): \(error)") }
    }

    /// Returns the relay's reply to the whole mail. Throws `Poison` if the mail or its recipient was permanently
    /// refused, `Fault` for every temporary error.
    func submit(_ mail: Mail) throws -> SMTPReply {
        try SMTPTransfer(mail, to: self, as: login()).perform()
    }

    /// Read for each mail, so that a new password takes effect at once.
    private func login() throws(Fault) -> (user: String, password: String)? {
        guard let loginFile else { return nil }
        let text = FileManager.default.contents(atPath: loginFile).map { String(decoding: $0, as: UTF8.self) }
        let lines = (text ?? "").split(whereSeparator: \.isNewline)
        guard lines.count == 2 else {
            throw Fault(
                "no-smtp-login", "\(loginFile) must have two lines, user and password, that the mailer can read.")
        }
        return (String(lines[0]), String(lines[1]))
    }
}
