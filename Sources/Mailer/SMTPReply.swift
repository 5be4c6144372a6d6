// A relay's answer (RFC 5321, section 4.2), and whether another try can help.

import Base

/// A reply of an SMTP server.
struct SMTPReply: Equatable, CustomStringConvertible {
    /// Three digits.
    let code: Int
    /// The enhanced status code (RFC 3463) and the text, on one line.
    let text: String

    var description: String { "\(code) \(text)" }

    /// The relay wants other credentials or encryption (RFC 4954): a problem of our settings, not of the mail.
    private static let ours: Set<Int> = [530, 534, 535, 538]

    /// 5yz: the same mail to the same recipient will always be refused.
    var isPermanent: Bool { code / 100 == 5 && !Self.ours.contains(code) }
    /// 4yz or 5yz.
    var isRefusal: Bool { code / 100 == 4 || code / 100 == 5 }

    /// A reply from its lines, `250-…` or `250 …`; nil if they are not a reply.
    init?(lines: [String]) {
        guard let last = lines.last(where: { !$0.isEmpty }), let code = Int(last.prefix(3)), (200...599).contains(code)
        else { return nil }
        self.code = code
        text = lines.map { $0.dropFirst(4) }.joined(separator: " ").oneLine(300)
    }

    /// The refusal in a mail program's output, such as `… server message: 550 5.1.1 no such user`: a code followed by
    /// an enhanced status code of the same class. Nil if there is none.
    init?(printed output: String) {
        let words = output.split { $0 == " " || $0.isNewline }
        for (index, word) in words.enumerated() {
            let rest = word.count == 3 ? words[(index + 1)...].joined(separator: " ") : String(word.dropFirst(4))
            guard let code = Int(word.prefix(3)), (400...599).contains(code),
                word.count == 3 || word.dropFirst(3).first == "-",
                Self.isEnhancedStatus(rest.prefix { $0 != " " }, of: code / 100)
            else { continue }
            (self.code, text) = (code, rest.oneLine(300))
            return
        }
        return nil
    }

    private static func isEnhancedStatus(_ word: Substring, of digit: Int) -> Bool {
        let numbers = word.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 3 && numbers[0] == "\(digit)" && numbers.allSatisfy { Int($0) != nil }
    }
}
