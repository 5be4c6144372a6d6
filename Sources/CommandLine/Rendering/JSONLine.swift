// JSON for programs: one document a line, keys sorted in what is ours, documents of the topics as they are.

import Offers

/// One line of `--json`.
enum JSONLine {
    static func of(_ value: some Encodable) -> String {
        String(decoding: wire(value), as: UTF8.self) + "\n"
    }

    /// A document as it is in its topic. A line break in JSON can only be white space between its parts, so
    /// a blank says the same.
    static func of(document: [UInt8]) -> String {
        String(decoding: document.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }, as: UTF8.self) + "\n"
    }
}
