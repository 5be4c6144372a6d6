// Sessions of the pages: a browser shows its token once and gets a cookie. Kept in memory, bounded in number and time; a
// restart asks everybody to sign in again.

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
    private static let most = 10_000
    private static let length = Duration.seconds(12 * 3_600)
    private let world: World
    private let open = Mutex<[String: Session]>([:])

    init(world: World) { self.world = world }

    func begin(_ principal: Principal) -> Session {
        let session = Session(
            id: secret(), principal: principal, formToken: secret(), ends: world.now() + Self.length)
        open.withLock { open in
            if open.count >= Self.most {
                let now = world.now()
                open = open.filter { $0.value.ends > now }
                if open.count >= Self.most, let oldest = open.values.min(by: { $0.ends < $1.ends }) {
                    open[oldest.id] = nil
                }
            }
            open[session.id] = session
        }
        return session
    }

    subscript(id: String?) -> Session? {
        guard let id, let session = open.withLock({ $0[id] }), session.ends > world.now() else { return nil }
        return session
    }

    func end(_ id: String) { open.withLock { $0[id] = nil } }

    private func secret() -> String { (world.newID() + world.newID()).replacing("-", with: "") }
}
