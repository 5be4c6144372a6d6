// SIGTERM and SIGINT ask the loop to stop; a loop that stalls for long ends the process, because a worker must not stop
// silently. Each has a thread of its own.

import Base
import Glibc
import Synchronization

/// Whether the process was asked to stop.
final class StopSignal: Sendable {
    private let asked = Atomic(false)

    var isSet: Bool { asked.load(ordering: .acquiring) }

    /// Keeps the signals from ending the process, for the calling thread and those that it starts: call it first.
    static func block() {
        var signals = stopSignals
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Waits for the signals from now on and calls `wake` on another thread.
    func listen(wake: @escaping @Sendable () -> Void) {
        PlainThread.start { [self] in
            while true {
                var signals = stopSignals
                var number: Int32 = 0
                sigwait(&signals, &number)
                asked.store(true, ordering: .releasing)
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

/// Ends the process when the loop stalls.
final class Watchdog: Sendable {
    private let beats = Atomic(0)

    func beat() { beats.wrappingAdd(1, ordering: .relaxed) }

    /// Calls `expired` when there was no beat for `seconds` to twice that.
    func watch(seconds: UInt32, expired: @escaping @Sendable () -> Void) {
        PlainThread.start { [self] in
            var before = -1
            while true {
                let now = beats.load(ordering: .relaxed)
                if now == before { expired() }
                before = now
                sleep(seconds)
            }
        }
    }
}
