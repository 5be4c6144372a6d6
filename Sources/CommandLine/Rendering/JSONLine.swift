// JSON for programs: one document a line.

import Foundation
import JSON

/// One line of `--json`.
enum JSONLine {
    /// Reports of the tool, names sorted.
    static func of(_ report: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts, numbers, times and lists: there is nothing that could fail.
        return String(decoding: (try? encoder.encode(report)) ?? Data(), as: UTF8.self) + "\n"
    }

    static func of(document: some JSONValue) -> String { String(decoding: document.json, as: UTF8.self) + "\n" }
}
