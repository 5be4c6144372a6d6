// A peer that hangs up during TLS raises SIGPIPE in the writing thread (libcurl leaves that to us if it must not touch
// the process's signals). It must end one fetch, not the worker.
import Glibc

enum BrokenPipe {
    /// Runs `body` with SIGPIPE blocked in this thread, and discards one that came meanwhile. The write that caused it
    /// still fails with EPIPE.
    static func heldBack<Result>(during body: () throws -> Result) rethrows -> Result {
        var (pipe, before) = (sigset_t(), sigset_t())
        sigemptyset(&pipe)
        sigaddset(&pipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &pipe, &before)
        defer {
            if sigismember(&before, SIGPIPE) == 0 {
                var atOnce = timespec()
                while sigtimedwait(&pipe, nil, &atOnce) == SIGPIPE {}
                pthread_sigmask(SIG_SETMASK, &before, nil)
            }
        }
        return try body()
    }
}
