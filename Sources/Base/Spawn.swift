// Starts other programs. Foundation's Process does not fit: workers block SIGTERM and SIGINT, its children inherit that,
// and a program that cannot be stopped would outlive its host's shutdown.

import FoundationEssentials
import Glibc

/// Starts programs; who waits for them is the caller's to say.
public enum Spawn {
    /// Starts the program whose absolute path is the first of `words`, in a process group of its own, with no signal blocked
    /// and no other file of ours open. Its output and its complaints go to `output`; `environment` takes `NAME=value` each, nil is ours. Returns its
    /// number, for `waitpid`; throws the system's number of why it cannot be started (`errno`).
    public static func start(
        _ words: [String], environment: [String]? = nil, input: Int32, output: Int32
    ) throws(Refusal) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        // Connections to the broker and other children's pipes are none of its business, and it might hold them for hours.
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
        var pid: pid_t = 0
        let code = variables.withUnsafeMutableBufferPointer { own in
            posix_spawn(
                &pid, words[0], &actions, &attributes, &arguments, environment == nil ? environ : own.baseAddress)
        }
        guard code == 0 else { throw Refusal(code: code) }
        return pid
    }

    /// Why a program cannot be started, in the system's words.
    public struct Refusal: Error, CustomStringConvertible {
        /// The system's number (`errno`).
        public let code: Int32

        public init(code: Int32) { self.code = code }

        public var description: String { String(cString: strerror(code)) }
    }

    /// Above the highest file that is open, with room for those that other threads open meanwhile: the lowest free number is
    /// what they get. (`closefrom` would be simpler; Swift's Glibc does not have it.)
    private static var openFiles: Int32 {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        let highest = open.compactMap { Int32($0) }.max() ?? 255
        return max(3, min(highest + 64, Int32(clamping: sysconf(Int32(_SC_OPEN_MAX)))))
    }

    private static func list(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] { texts.map { strdup($0) } + [nil] }
}
