// Finds one text in a document without building a tree.

extension JSONReader {
    /// The text at a path of names, if it exists. If a name is repeated, the last one counts. Throws `JSONError`.
    public static func text(at path: [String], in bytes: [UInt8]) throws(JSONError) -> String? {
        try read(bytes) { (reader) throws(JSONError) in try reader.text(at: path[...]) }
    }

    private mutating func text(at path: ArraySlice<String>) throws(JSONError) -> String? {
        guard let wanted = path.first else {
            guard peek() == UInt8(ascii: "\"") else {
                _ = try skip()
                return nil
            }
            return try text()
        }
        guard peek() == UInt8(ascii: "{") else {
            _ = try skip()
            return nil
        }
        var found: String?
        try members { (name, reader) throws(JSONError) in
            if reader.text(of: name) == wanted {
                found = try reader.text(at: path.dropFirst())
            } else {
                _ = try reader.skip()
            }
        }
        return found
    }
}
