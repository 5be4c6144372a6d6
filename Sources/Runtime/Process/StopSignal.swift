// SIGTERM and SIGINT ask the loop to stop; a loop that has not moved for long is ended, because nothing may stop
// silently. Each sits on a thread of its own.

import Glibc
import Synchronization

/// Whether the process was asked to stop.
final class StopSignal: Sendable {
    private let asked = Mutex(false)

    var isSet: Bool { asked.withLock { $0 } }

    /// Keeps the signals from ending the process, for the calling thread and those it makes later: call it first.
    static func block() {
        var signals = stopSignals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits for the signals from now on; `wake` is called on another thread.
    func listen(wake: @escaping @Sendable () -> Void) {
        PlainThread.start { [self] in
            while true {
                var signals = stopSignals
                var number: Int32 = 0
                sigwait(&signals, &number)
                asked.withLock { $0 = true }
                wake()
            }
        }
    }
}

private var stopSignals: sigset_t {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    return signals
}

/// Ends the process when the loop has not come round for long.
final class Watchdog: Sendable {
    private let beats = Mutex(0)

    func beat() { beats.withLock { $0 += 1 } }

    /// Calls `expired` when there was no beat for `seconds` to twice that.
    func watch(seconds: UInt32, expired: @escaping @Sendable () -> Void) {
        PlainThread.start { [self] in
            var before = -1
            while true {
                let now = beats.withLock { $0 }
                if now == before { expired() }
                before = now
                sleep(seconds)
            }
        }
    }
}
