// Starts other programs. Foundation's Process does not fit: workers block SIGTERM and SIGINT, its children would
// inherit that, and a program that cannot be stopped would outlive its host's shutdown.

import FoundationEssentials
import Glibc
import Synchronization

/// Starts programs and reports how they ended.
public enum Spawn {
    /// Programs whose end was not reported yet.
    private static let children = Mutex<Set<pid_t>>([])

    /// Starts the program whose absolute path is the first of `words`, in its own process group, without blocked
    /// signals and without our open files. Its output and errors go to `output`. `environment` takes `NAME=value`
    /// entries; nil passes ours. Returns the process id, for `end`. Throws the system's error number (`errno`) if the
    /// program cannot start.
    public static func start(
        _ words: [String], environment: [String]? = nil, input: Int32, output: Int32
    ) throws(Refusal) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        // The program must not hold connections to the broker or other children's pipes open; it may run for hours.
        for descriptor in 3..<Self.openFiles { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        var arguments = list(words)
        defer { for argument in arguments { free(argument) } }
        var variables = list(environment ?? [])
        defer { for variable in variables { free(variable) } }
        let (code, pid) = children.withLock { children -> (Int32, pid_t) in
            var pid: pid_t = 0
            let code = variables.withUnsafeMutableBufferPointer { own in
                posix_spawn(
                    &pid, words[0], &actions, &attributes, &arguments, environment == nil ? environ : own.baseAddress)
            }
            if code == 0 { children.insert(pid) }
            return (code, pid)
        }
        guard code == 0 else { throw Refusal(code: code) }
        return pid
    }

    /// The status of a program that has ended, as `waitpid` returns it, once; nil while it runs.
    static func end(of pid: pid_t) -> Int32? {
        children.withLock { children in
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
            children.remove(pid)
            return status
        }
    }

    /// Reaps children that nobody here has started. Process 1 of a container inherits orphans.
    public static func reapOrphans() {
        children.withLock { children in
            var info = siginfo_t()
            while waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 {
                let pid = info._sifields._sigchld.si_pid
                // Leaves our own child to its starter. Until then it hides the others.
                guard pid > 0, !children.contains(pid), waitpid(pid, nil, WNOHANG) == pid else { return }
                info = siginfo_t()
            }
        }
    }

    /// Why a program cannot start, in the system's words.
    public struct Refusal: Error, CustomStringConvertible {
        /// The system's number (`errno`).
        public let code: Int32

        public init(code: Int32) { self.code = code }

        public var description: String { String(cString: strerror(code)) }
    }

    /// One more than the highest open file, plus room for files that other threads open meanwhile; they get the lowest
    /// free numbers. (`closefrom` would be simpler, but Swift's Glibc does not have it.)
    private static var openFiles: Int32 {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        let highest = open.compactMap { Int32($0) }.max() ?? 255
        return max(3, min(highest + 64, Int32(clamping: sysconf(Int32(_SC_OPEN_MAX)))))
    }

    private static func list(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] { texts.map { strdup($0) } + [nil] }
}
