// Sessions of the pages: a browser shows its token once and gets a cookie. Kept in memory, bounded in time and, for each
// account, in number; a restart asks everybody to sign in again.

import Base
import Offers
import Synchronization

/// Who sits at a browser.
struct Session: Sendable {
    var id: String
    var principal: Principal
    /// Must come back with every form (CSRF).
    var formToken: String
    var ends: Timestamp
}

/// The open sessions.
final class Sessions: Sendable {
    /// When there are so many, those that have ended are forgotten; accounts bound the others.
    private static let most = 10_000
    private static let length = Duration.seconds(12 * 3_600)
    private let world: World
    private let open = Mutex<[String: Session]>([:])

    init(world: World) { self.world = world }

    /// Begins a session; of one account's, at most so many are open, and its oldest ends for a new one.
    func begin(_ principal: Principal, atMost most: Int) -> (Session, endedAnother: Bool) {
        let now = world.now()
        let session = Session(id: secret(), principal: principal, formToken: secret(), ends: now + Self.length)
        return open.withLock { open in
            if open.count >= Self.most { open = open.filter { $0.value.ends > now } }
            let own = open.values.filter { $0.principal.account == principal.account && $0.ends > now }
            let oldest = own.count >= most ? own.min { $0.ends < $1.ends } : nil
            if let oldest { open[oldest.id] = nil }
            open[session.id] = session
            return (session, oldest != nil)
        }
    }

    /// How many each account has open.
    var counts: [String: Int] {
        let now = world.now()
        return open.withLock { open in
            open.values.reduce(into: [:]) { if $1.ends > now { $0[$1.principal.account, default: 0] += 1 } }
        }
    }

    subscript(id: String?) -> Session? {
        guard let id, let session = open.withLock({ $0[id] }), session.ends > world.now() else { return nil }
        return session
    }

    func end(_ id: String) { open.withLock { $0[id] = nil } }

    private func secret() -> String { (world.newID() + world.newID()).replacing("-", with: "") }
}
