// Joins strings.

extension String {
    /// Joins the parts in one allocation. Every record has several such ids, and an interpolation grows its text part
    /// by part.
    package init(joining parts: [String]) {
        let count = parts.reduce(0) { $0 + $1.utf8.count }
        self.init(unsafeUninitializedCapacity: count) { text in
            var end = 0
            for var part in parts {
                part.withUTF8 {
                    end = UnsafeMutableBufferPointer(rebasing: text[end...]).update(fromContentsOf: $0) + end
                }
            }
            return end
        }
    }
}
