// Who may see a preview, as it is typed or stands in a file, brought into the form it travels in. Only the form of an
// entry is looked at here; how many there may be and which types are forbidden is the stages' matter (R16, R17).

import Offers

/// The argument of `--allow-list`.
enum AllowList: Equatable {
    /// Blank-separated `GUID=type`, ready to travel.
    case entries(String)
    case file(String)

    /// What has an `=` is the list itself, anything else the path of one.
    init(_ text: String) throws(UsageError) {
        guard text.contains("=") else {
            self = .file(text)
            return
        }
        var entries: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let entry = Self.entry(part) else { throw .badSubscription(trimmed(part)) }
            entries.append(entry)
        }
        self = .entries(entries.joined(separator: " "))
    }

    /// Reads a file: one `GUID=type` a line; blank lines and what follows a `#` do not count.
    static func read(_ bytes: [UInt8], path: String) throws(FileError) -> String {
        var entries: [String] = []
        let lines = String(decoding: bytes, as: UTF8.self)
            .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let content = trimmed(line.prefix { $0 != "#" })
            if content.isEmpty { continue }
            guard let entry = entry(content) else { throw .badSubscription(path, line: index + 1, content) }
            entries.append(entry)
        }
        return entries.joined(separator: " ")
    }

    /// `GUID=type`: 8-4-4-4-12 hexadecimal digits (RFC 9562), and a word.
    private static func entry(_ text: some StringProtocol) -> String? {
        let text = trimmed(text)
        let halves = text.split(separator: "=", omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[1].isEmpty, halves[1].count <= 50,
            halves[1].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        else { return nil }
        return isGUID(halves[0]) ? text : nil
    }

    /// 8-4-4-4-12 hexadecimal digits.
    static func isGUID(_ text: some StringProtocol) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && groups.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
    }
}
