// The id of an operation: its command's event id, which the gateway makes as a UUID. If another client chose another
// form, a hash in the form of a UUID, because clients of the portal expect one.

import Assets

enum OperationID {
    /// Whether it has the form of a UUID.
    static func isWellFormed(_ id: String) -> Bool {
        id.wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil
    }

    /// The operation id of a command.
    static func of(_ command: String) -> String {
        if isWellFormed(command) { return command }
        var hex = (try? Digest.of(Array(command.utf8))).map { Array($0.hex.prefix(32)) } ?? []
        guard hex.count == 32 else { return "unknown" }
        for place in [20, 16, 12, 8] { hex.insert("-", at: place) }
        return String(hex)
    }
}
