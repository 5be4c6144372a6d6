// One download with as many connections as the policy allows, each for a part. Notes what has arrived, so that the next
// try, of this process or another, continues there. The first request is a plain GET; its answer says whether parts of
// the file can be requested.
import FoundationEssentials
import Glibc

/// Use it once, in one thread. Nothing of it outlives `run`.
final class Download {
    static let longestPause = Duration.seconds(60)

    let start: WebAddress
    let policy: FetchPolicy
    let access: RegistryAccess?
    let file: OpenFile
    private let notePath: String
    private let check: () throws -> Void
    private let progress: (FetchProgress) -> Void
    private let arrival: Arrival?

    private let group: TransferGroup
    var note: DownloadNote
    var parts: [(transfer: Transfer, part: DownloadPart)] = []
    /// Connections that the host tolerates: one until it has answered, fewer after each "too many requests".
    var allowed = 1
    var hasAnswered = false
    private(set) var received: Int64 = 0
    /// When the note was written, and `received` then.
    private var (noteTime, noted) = (ContinuousClock.now, Int64(0))
    private var told: FetchProgress?
    /// Connections in a row that brought nothing, while the others brought nothing either, and the sum of those that broke.
    var (failures, breaks) = (0, 0)
    var pauseEnd = ContinuousClock.now
    /// The start, or the last connection that brought nothing, and `received` then, for measuring the least rate.
    var (rateSince, rateFrom) = (ContinuousClock.now, Int64(0))

    /// Continues an earlier try, which `notePath` describes and whose bytes are in `file`.
    init(
        _ url: String, policy: FetchPolicy, access: RegistryAccess?, to file: OpenFile, note notePath: String,
        arrival: Arrival? = nil, check: @escaping () throws -> Void,
        progress: @escaping (FetchProgress) -> Void = { _ in }
    ) throws {
        start = try WebAddress(url, policy: policy)
        (self.policy, self.access, self.file, self.notePath) = (policy, access, file, notePath)
        (self.arrival, self.check, self.progress) = (arrival, check, progress)
        group = try TransferGroup()
        let address = try Digest.of(Array(url.utf8)).description
        note = DownloadNote(address: address)
        if let earlier = try DownloadNote.read(notePath), earlier.address == address { note = earlier }
    }

    /// Downloads the whole file.
    /// - Returns: its length in bytes.
    /// - Throws: `AssetProblem`, `AssetError`, and whatever `check` throws. Notes what has arrived, unless there is a
    ///   problem.
    func run() throws -> Int64 {
        defer { stop() }
        try prepare()
        let began = ContinuousClock.now
        let deadline = policy.totalTimeout.map { began + $0 }
        do {
            while !note.isWhole {
                try check()
                if let deadline, deadline < .now {
                    throw AssetError.unreachable(host: start.host, reason: "the download took too long")
                }
                try fill()
                for (transfer, result) in try group.advance(atMost: patience) { try end(transfer, result) }
                tell()
                try demandRate()
                if received > noted, noteTime + policy.noteEvery < .now { try keepNote() }
            }
        } catch {
            stop()
            if note.canContinue, !(error is AssetProblem) { try? keepNote() }
            throw error
        }
        try keepNote()
        tell()
        return note.length ?? 0
    }

    /// A host that sends too slowly is the publisher's problem. A host that sends nothing may recover: its tries are
    /// bounded, like the whole download.
    private func demandRate() throws {
        let elapsed = ContinuousClock.now - rateSince
        guard failures == 0 || received > rateFrom, elapsed > policy.leastRateAfter, !note.isWhole,
            elapsed / Duration.seconds(1) * Double(policy.leastRate) > Double(received - rateFrom)
        else { return }
        throw FetchFindings.tooSlow(policy.leastRate, start)
    }

    /// Continues only with bytes on disk. Without a length, no part is requested.
    private func prepare() throws {
        let found = try file.length()
        if note.done.count == 0 || found != note.length { (note.length, note.done) = (nil, ByteRanges()) }
        guard let length = note.length, note.canContinue else { return }
        try DiskRoom.demand(length - note.done.count, for: file.path, quota: policy.folderQuota)
    }

    // MARK: Connections

    /// Gives a part to every free connection.
    private func fill() throws {
        guard pauseEnd <= .now else { return }
        while let range = nextPart() {
            let isRange = note.canContinue
            if !isRange { try begin(note.changes) }
            try add(DownloadPart(range, isRange: isRange, of: file), at: start)
        }
    }

    private func nextPart() -> Range<Int64>? {
        guard let length = note.length, note.canContinue else { return parts.isEmpty ? 0..<Int64.max : nil }
        guard parts.count < (hasAnswered ? allowed : 1) else { return nil }
        let taken = ByteRanges(note.done.ranges + parts.map { $0.part.asked.lowerBound..<$0.part.end })
        // The first bytes first, so that the file can be read while it arrives.
        if let gap = taken.gaps(upTo: length).first { return gap.clamped(to: 0..<gap.lowerBound + policy.longestPart) }
        guard let longest = parts.map(\.part).max(by: { $0.rest.count < $1.rest.count }),
            longest.rest.count >= 2 * policy.leastPart
        else { return nil }
        let (middle, end) = (longest.rest.lowerBound + Int64(longest.rest.count) / 2, longest.end)
        longest.end = middle
        return middle..<end
    }

    func add(_ part: DownloadPart, at address: WebAddress) throws {
        // The transfers end with `stop`, before this object does.
        let transfer = try Transfer(address, policy: policy, check: check) { [unowned self] bytes in
            let before = part.position
            defer { received += part.position - before }
            return try part.take(bytes)
        }
        if part.isRange, let validator = note.validator {
            try transfer.ask(for: part.asked, ifStill: validator)
        }
        try access?.authorize(transfer)
        transfer.judge = { [unowned self] in
            try access?.judge($0)
            try judge($0, part, address)
        }
        try group.add(transfer)
        parts.append((transfer, part))
    }

    // MARK: Notes

    /// Discards what has arrived. The note goes first: it must not describe bytes that are gone.
    func begin(_ changes: Int) throws {
        stop()
        arrival?.restart()
        let takesRanges = note.takesRanges
        note = DownloadNote(address: note.address, takesRanges: takesRanges, changes: changes)
        try note.write(notePath)
        try file.truncate(to: 0)
    }

    /// Continues with the connection that requested the whole file, or begins one.
    func withoutRanges() throws {
        note.takesRanges = false
        guard let whole = parts.first(where: { !$0.part.isRange }) else { return try begin(note.changes) }
        for other in parts where other.transfer !== whole.transfer { group.remove(other.transfer) }
        parts = [whole]
        arrival?.restart()
        try whole.part.write()
        whole.part.end = note.length ?? whole.part.end
        note.done = ByteRanges()
        try note.write(notePath)
        // Other connections may have written anything, and zeros are not written over it.
        try file.truncate(to: whole.part.position)
        try file.truncate(to: whole.part.end)
    }

    /// Notes the bytes of all connections that are on disk.
    private func keepNote() throws {
        for part in parts.map(\.part) {
            try part.write()
            note.done.insert(part.taken)
        }
        try file.sync()
        try note.write(notePath)
        (noteTime, noted) = (.now, received)
    }

    private func stop() {
        for (transfer, part) in parts {
            group.remove(transfer)
            try? part.write()
            note.done.insert(part.taken)
        }
        parts = []
    }

    private func tell() {
        let taken = ByteRanges(note.done.ranges + parts.map(\.part.taken))
        let now = FetchProgress(bytesDone: taken.count, bytesTotal: note.length)
        guard now != told else { return }
        progress(now)
        let first = taken.ranges.first.flatMap { $0.lowerBound == 0 ? $0.upperBound : nil }
        arrival?.reach(first ?? 0, of: note.length)
        told = now
    }

    /// Milliseconds until a connection may begin, or something must be checked.
    private var patience: Int {
        let pause = (pauseEnd - .now).components
        guard pause.seconds < 1 else { return 1000 }
        let rest = Int(pause.attoseconds / 1_000_000_000_000_000)
        return rest > 0 && parts.isEmpty ? rest + 1 : 1000
    }
}
