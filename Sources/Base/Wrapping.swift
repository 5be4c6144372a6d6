// Wraps text, for help pages and for comments in documents.

extension String {
    /// The text in lines of at most `widest` columns, each after `indent`. A longer word gets its own line.
    package func wrapped(widest: Int, indent: String = "") -> [String] {
        split(whereSeparator: \.isWhitespace).reduce(into: []) { lines, word in
            if let last = lines.last, last.count + 1 + word.count <= widest {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(indent + word)
            }
        }
    }
}
