// The id of an operation is its command's event id, which the gateway makes as a UUID; where another client chose one of
// another form, a hash in that form: clients of the portal read it as a UUID.

import Assets

enum OperationID {
    /// Whether it has the form of a UUID.
    static func isWellFormed(_ id: String) -> Bool {
        id.wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil
    }

    /// What the operation of a command is called.
    static func of(_ command: String) -> String {
        if isWellFormed(command) { return command }
        var hex = (try? Digest.of(Array(command.utf8))).map { Array($0.hex.prefix(32)) } ?? []
        guard hex.count == 32 else { return "unknown" }
        for place in [20, 16, 12, 8] { hex.insert("-", at: place) }
        return String(hex)
    }
}
