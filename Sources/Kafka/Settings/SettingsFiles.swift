// The files that client settings come from or refer to. Certificates and passwords may be replaced while programs run:
// new clients use the new files, and existing clients are outdated.
import CLibrdkafka
import Glibc
import Synchronization

/// Watches the files of the settings. Copies of the settings share it. Any thread.
final class SettingsFiles: Sendable {
    private struct State {
        /// The current lines of the properties file.
        var lines: [ClientSettings.Entry]
        /// The lines for new clients: the newest lines that work.
        var entries: [ClientSettings.Entry]
        var stamps: [String: Stamp?]
        var lookedAt = ContinuousClock.now
        var generation = 0
        /// A change that needs new clients but does not work yet.
        var needsClients = false
        /// The clients that use these settings.
        var clients: [Client] = []
    }

    private struct Client {
        weak var handle: ClientHandle?
    }

    /// The properties file, if there is one.
    private let path: String?
    private let interval: Duration
    private let state: Mutex<State>

    /// `entries` are all settings. Checks the files once an interval, when somebody asks.
    init(path: String?, entries: [ClientSettings.Entry], interval: Duration) {
        self.path = path
        self.interval = interval
        let lines = entries.filter(\.source.isFile)
        let stamps = Self.stamps([path].compactMap(\.self) + Self.named(by: entries))
        state = Mutex(State(lines: lines, entries: lines, stamps: stamps))
    }

    /// `entries` with the current usable lines of the properties file, and their generation.
    func current(_ entries: [ClientSettings.Entry]) -> (entries: [ClientSettings.Entry], generation: Int) {
        state.withLock { (Self.merged(entries, with: $0.entries), $0.generation) }
    }

    /// `entries` with their lines of a properties file replaced by these.
    static func merged(_ entries: [ClientSettings.Entry], with own: [ClientSettings.Entry]) -> [ClientSettings.Entry] {
        entries.filter { $0.source == .builtIn } + own + entries.filter { $0.source != .builtIn && !$0.source.isFile }
    }

    /// Keeps `handle` supplied with new passwords as long as it lives.
    func register(_ handle: ClientHandle) {
        state.withLock { state in
            state.clients.removeAll { $0.handle == nil }
            state.clients.append(Client(handle: handle))
            // They may have changed while the handle was made.
            handle.useCredentials(of: state.lines)
        }
    }

    /// Counts the changes that need new clients. Checks the files first, unless they were just checked. `log` gets the
    /// findings.
    func generation(log: KafkaLogSink) -> Int {
        let (generation, found) = state.withLock { state -> (Int, [KafkaLogLine]) in
            let found = state.lookedAt.duration(to: .now) >= interval ? look(&state) : []
            return (state.generation, found)
        }
        for line in found { log(line) }
        return generation
    }

    private func look(_ state: inout State) -> [KafkaLogLine] {
        state.lookedAt = .now
        let stamps = Self.stamps(Array(state.stamps.keys))
        let changed = stamps.filter { state.stamps[$0.key] != $0.value }.map(\.key).sorted()
        guard !changed.isEmpty else { return [] }
        state.stamps = stamps
        let words = changed.joined(separator: ", ")
        do {
            if changed.contains(where: { $0 != path }) { state.needsClients = true }
            if let path, changed.contains(path) { try reread(path, &state) }
            guard state.needsClients else {
                state.entries = state.lines
                let effect = "user name and password count from the next connection on"
                return [.init(level: .notice, facility: "SETTINGS", text: "\(words) changed; \(effect)")]
            }
            // A certificate and its key may be written one after the other. librdkafka checks some properties only for
            // the kind of client that uses them.
            let handles = Dictionary(state.clients.compactMap(\.handle).map { ($0.role, $0) }, uniquingKeysWith: { $1 })
            for handle in handles.values { try handle.check(with: state.lines) }
            state.entries = state.lines
            state.needsClients = false
            state.generation += 1
            return [.init(level: .notice, facility: "SETTINGS", text: "\(words) changed; clients are made anew")]
        } catch {
            return [
                .init(
                    level: .error, facility: "SETTINGS",
                    text: "\(words) changed, and clients stay as they are until it changes again: \(error)")
            ]
        }
    }

    /// Clients use a new user name or password without being replaced.
    private func reread(_ path: String, _ state: inout State) throws(SettingError) {
        var read = ClientSettings()
        try read.readFile(path)
        let before = state.lines
        state.lines = read.entries
        state.stamps.merge(Self.stamps(Self.named(by: read.entries))) { $1 }
        for client in state.clients { client.handle?.useCredentials(of: read.entries) }
        let others = { (entries: [ClientSettings.Entry]) in
            entries.filter { !Self.credentials.contains($0.key) }.map { [$0.key, $0.value] }
        }
        if others(read.entries) != others(before) { state.needsClients = true }
    }

    private static let credentials: Set<String> = ["sasl.username", "sasl.password"]

    /// The files that the settings name.
    static func named(by entries: [ClientSettings.Entry]) -> [String] {
        entries.filter { $0.key.hasPrefix("ssl.") && $0.key.hasSuffix(".location") }.map(\.value)
    }

    private static func stamps(_ files: [String]) -> [String: Stamp?] {
        Dictionary(files.map { ($0, Stamp(of: $0)) }, uniquingKeysWith: { $1 })
    }
}

/// Identifies the content of a file without reading it. Kubernetes replaces a link on the path.
private struct Stamp: Equatable {
    let device: UInt
    let inode: UInt
    let size: Int
    let seconds: Int
    let nanoseconds: Int

    /// Nil if the file does not exist.
    init?(of path: String) {
        var found = stat()
        guard stat(path, &found) == 0 else { return nil }
        device = UInt(found.st_dev)
        inode = UInt(found.st_ino)
        size = Int(found.st_size)
        seconds = found.st_mtim.tv_sec
        nanoseconds = found.st_mtim.tv_nsec
    }
}
