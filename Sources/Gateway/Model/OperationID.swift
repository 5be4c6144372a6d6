// The id of an operation is its command's event id, or where that does not fit into an address, a hash of it.

import Assets

enum OperationID {
    /// Whether it has the form of those that a gateway gives: a UUID's.
    static func isOurs(_ id: String) -> Bool { id.utf8.count == 36 && id.count(where: { $0 == "-" }) == 4 }

    /// What the operation of a command is called.
    static func of(_ command: String) -> String {
        let fits = command.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-")
        }
        if fits, (1...64).contains(command.utf8.count) { return command }
        return (try? Digest.of(Array(command.utf8))).map { String($0.hex.prefix(32)) } ?? "unknown"
    }
}
