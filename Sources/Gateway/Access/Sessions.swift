// Sessions of the pages: a browser shows once who it is and gets a cookie. They are on a topic, so that every gateway knows
// them and a restart ends none; bounded in time and, for each account, in number.

import Assets
import Base
import Events
import Offers

/// Who sits at a browser.
struct Session: Sendable {
    /// What the cookie holds.
    var id: String
    var principal: Principal
    /// Must come back with every form (CSRF).
    var formToken: String
    var ends: Timestamp
}

/// Who has shown who they are, and by which token of the file.
struct Holder: Sendable, Equatable {
    var principal: Principal
    /// Nil for one who has shown something else than a token of the file.
    var token: Digest?
}

/// The open sessions.
struct Sessions: Sendable {
    static let seconds = 12 * 3_600
    let table: SessionTable
    let tokens: Tokens
    let world: World
    /// Writes a record and takes it into the table at once.
    let send: @Sendable (Message) throws -> Void

    /// Begins a session; of one account's, at most so many are open, and its oldest end for a new one. Throws where the
    /// pipeline cannot be reached.
    func begin(_ holder: Holder, atMost most: Int) throws -> (Session, endedAnother: Bool) {
        let principal = holder.principal
        let own = open.filter { $0.account == principal.account }.map(\.row).sorted { $0.ends < $1.ends }
        let oldest = own.prefix(max(0, own.count - most + 1))
        for row in oldest { try send(SessionRecord.end(row.session)) }
        let id = (world.newID() + world.newID()).replacing("-", with: "")
        let row = SessionRecord(
            session: try Self.hash(id), holder: principal.actor, publisher: principal.publisher,
            token: holder.token?.description, ends: world.now() + .seconds(Self.seconds))
        try send(row.message)
        return (try session(id, row, principal), !oldest.isEmpty)
    }

    /// How many each account has open.
    var counts: [String: Int] { open.reduce(into: [:]) { $0[$1.account, default: 0] += 1 } }

    /// The session of a cookie; nil for one that is unknown or has ended.
    subscript(id: String?) -> Session? {
        guard let id, Self.isWellFormed(id), let hash = try? Self.hash(id), let row = table[hash],
            row.ends > world.now(), let principal = holder(of: row)
        else { return nil }
        return try? session(id, row, principal)
    }

    /// Ends a session at every gateway. Throws where the pipeline cannot be reached.
    func end(_ id: String) throws { try send(SessionRecord.end(Self.hash(id))) }

    /// Whether a cookie may be one of ours.
    static func isWellFormed(_ id: String) -> Bool {
        id.utf8.count == 64 && id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private var open: [(account: String, row: SessionRecord)] {
        table.open(at: world.now()).compactMap { row in holder(of: row).map { ($0.account, row) } }
    }

    /// Whose session it is; nil where the tokens file no longer gives them the token, and for a record that names nobody.
    private func holder(of row: SessionRecord) -> Principal? {
        guard let principal = Principal(row) else { return nil }
        guard let token = row.token else { return principal }
        return Digest(token).flatMap { tokens[$0] } == principal ? principal : nil
    }

    private func session(_ id: String, _ row: SessionRecord, _ principal: Principal) throws -> Session {
        Session(id: id, principal: principal, formToken: try Self.formToken(id), ends: row.ends)
    }

    /// What the forms of a session carry: every gateway knows it from the cookie.
    static func formToken(_ id: String) throws -> String {
        try Digest.keyed(Array(id.utf8), of: Array("form".utf8)).hex
    }

    private static func hash(_ id: String) throws -> String { try Digest.of(Array(id.utf8)).hex }
}

extension Principal {
    /// The publisher whose offers are within reach; nil for all of them.
    fileprivate var publisher: String? {
        switch scope {
        case .publisher(let publisher): publisher
        case .operators: nil
        }
    }

    /// The holder that a session's record names; nil where it names none.
    fileprivate init?(_ row: SessionRecord) {
        switch (row.holder.kind, row.publisher) {
        case (.publisher, let publisher?) where OfferKey.isIdentifier(publisher):
            self.init(.publisher(publisher), name: row.holder.name)
        case (.operator, nil): self.init(.operators, name: row.holder.name)
        default: return nil
        }
    }
}
