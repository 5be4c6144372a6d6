// Threads by POSIX. Foundation's threads would link all of Foundation, ICU included, into every worker: 50 MB, about 8
// MB of it resident in each.

import Glibc

/// Starts threads for calls that block for long. Nothing waits for their end.
package enum PlainThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs `body` on a new thread. Returns false, without running `body`, if the system has no more threads.
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
