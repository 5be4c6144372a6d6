// Threads by POSIX. Foundation's own would link all of Foundation, ICU included, into every worker: 50 MB, of which some
// 8 MB would be resident in each.

import Glibc

/// A thread for calls that block for long; nothing waits for its end.
package enum PlainThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `body` on a new thread. False where the system has no more of them; `body` is then not run.
    @discardableResult package static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let kept = Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, kept.toOpaque())
        guard failure == 0 else {
            kept.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
