// Sessions of the pages: a browser authenticates once and gets a cookie. They are on a topic, so that every gateway
// knows them and they survive restarts; limited in time and, for each account, in number.

import Assets
import Base
import Events
import Offers

/// Who sits at a browser.
struct Session: Sendable {
    /// What the cookie holds.
    var id: String
    var principal: Principal
    /// Required in every form (CSRF).
    var formToken: String
    var ends: Timestamp
    /// Whether the holder signed in at the identity provider.
    var isOfIssuer = false
}

/// Who has shown who they are, and how.
struct Holder: Sendable, Equatable {
    enum Proof: Sendable, Equatable {
        /// By a token of the file.
        case token(Digest)
        /// At this identity provider.
        case issuer(String)
    }

    var principal: Principal
    var proof: Proof
}

/// The open sessions.
struct Sessions: Sendable {
    static let usualSeconds = 12 * 3_600
    /// How long a session lasts.
    var seconds = Self.usualSeconds
    let table: SessionTable
    let tokens: Tokens
    /// The identity provider whose sign-ins count; nil for none.
    var issuer: String?
    let world: World
    /// Writes a record and adds it to the table at once.
    let send: @Sendable (Message) throws -> Void

    /// Begins a session, and ends the one before it of this browser. Of one account's, at most so many are open, and its
    /// oldest end for a new one. Throws where the pipeline cannot be reached.
    func begin(
        _ holder: Holder, inPlaceOf before: Session? = nil, atMost most: Int
    ) throws -> (Session, endedAnother: Bool) {
        let principal = holder.principal
        let replaced = try before.map { try Self.hash($0.id) }
        let own = open.filter { $0.account == principal.account && $0.row.session != replaced }.map(\.row)
            .sorted { $0.ends < $1.ends }
        let oldest = own.prefix(max(0, own.count - most + 1)).map(\.session)
        let id = world.newSecret()
        var row = SessionRecord(
            session: try Self.hash(id), holder: principal.actor, publisher: principal.publisher,
            ends: world.now() + .seconds(seconds))
        switch holder.proof {
        case .token(let token): row.token = token.description
        case .issuer(let issuer): row.issuer = issuer
        }
        // First, so that nobody loses a session for one that could not begin.
        try send(row.message)
        for ended in oldest + [replaced].compactMap({ $0 }) { try send(SessionRecord.end(ended)) }
        return (try session(id, row, principal), !oldest.isEmpty)
    }

    /// How many sessions each account has.
    var counts: [String: Int] { open.reduce(into: [:]) { $0[$1.account, default: 0] += 1 } }

    /// The session of a cookie; nil for one that is unknown or has ended.
    subscript(id: String?) -> Session? {
        guard let id, Self.isWellFormed(id), let hash = try? Self.hash(id), let row = table[hash],
            row.ends > world.now(), let principal = holder(of: row)
        else { return nil }
        return try? session(id, row, principal)
    }

    /// Ends a session at every gateway. Throws if the pipeline cannot be reached.
    func end(_ id: String) throws { try send(SessionRecord.end(Self.hash(id))) }

    /// Whether a cookie has the form of ours.
    static func isWellFormed(_ id: String) -> Bool { Digest(hex: id) != nil }

    private var open: [(account: String, row: SessionRecord)] {
        table.open(at: world.now()).compactMap { row in holder(of: row).map { ($0.account, row) } }
    }

    /// Whose session it is; nil where what they showed has lost its force, and for a record that names nobody.
    private func holder(of row: SessionRecord) -> Principal? {
        guard let principal = Principal(row) else { return nil }
        switch (row.token, row.issuer) {
        case (let text?, nil): return Digest(text).flatMap { tokens[$0] } == principal ? principal : nil
        case (nil, let issuer?): return issuer == self.issuer ? principal : nil
        default: return nil
        }
    }

    private func session(_ id: String, _ row: SessionRecord, _ principal: Principal) throws -> Session {
        Session(
            id: id, principal: principal, formToken: try Self.formToken(id), ends: row.ends,
            isOfIssuer: row.issuer != nil)
    }

    /// The token in a session's forms: every gateway computes it from the cookie.
    static func formToken(_ id: String) throws -> String {
        try Digest.keyed(Array(id.utf8), of: Array("form".utf8)).hex
    }

    private static func hash(_ id: String) throws -> String { try Digest.of(Array(id.utf8)).hex }
}

extension Principal {
    /// The publisher whose offers they may see; nil for all.
    fileprivate var publisher: String? {
        switch scope {
        case .publisher(let publisher): publisher
        case .operators: nil
        }
    }

    /// The holder in a session's record; nil if it names none.
    fileprivate init?(_ row: SessionRecord) {
        switch (row.holder.kind, row.publisher) {
        case (.publisher, let publisher?) where OfferKey.isIdentifier(publisher):
            self.init(.publisher(publisher), name: row.holder.name)
        case (.operator, nil): self.init(.operators, name: row.holder.name)
        default: return nil
        }
    }
}
