// A peer that hangs up in the middle of TLS raises SIGPIPE in the thread that writes (libcurl leaves that to us when it
// must not touch the process's signals). It must end one fetch, not the worker.
import Glibc

enum BrokenPipe {
    /// Runs `body` with SIGPIPE held back in this thread; one that came meanwhile is thrown away. The write that caused
    /// it fails with EPIPE all the same.
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
