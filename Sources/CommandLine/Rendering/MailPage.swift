// A mail for people: recipient, subject, plain text. The raw bytes come with --json.

import Offers

/// What `offerctl notifications` prints for each mail.
enum MailPage {
    private static let shown = ["Date", "From", "To", "Subject"]

    static func text(_ mail: Mail, _ palette: Palette) -> String {
        let title = "== \(mail.offer)  \(mail.time.short) UTC "
        let rest = String(repeating: "=", count: max(2, 78 - displayWidth(title)))
        var lines = [palette.paint(printable(title + rest), .strong)]
        for name in shown {
            guard let value = mail.field(name) else { continue }
            lines.append("\(palette.paint("\(name):", .quiet)) \(printable(value))")
        }
        var body = printableLines(mail.text)
        while body.last?.isEmpty == true { body.removeLast() }
        if !body.isEmpty { lines += [""] + body }
        return lines.joined(separator: "\n") + "\n\n"
    }
}
