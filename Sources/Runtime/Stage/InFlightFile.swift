// Which records are at work, written down where a crash of the process leaves it: in a file that is mapped into memory, so
// that noting costs two stores and no call. What stands there when the next process starts was at work when its
// predecessor ended without a word: a trap, an abort, kill -9, the kernel's out-of-memory killer.

import Base
import Events
import FoundationEssentials
import Glibc
import Offers
import Synchronization

/// The notes of one worker process. Several on one machine share a folder: each takes a file of its own by a lock, which
/// the kernel lets go of when the process ends, however it does.
///
/// @unchecked Sendable: owns the mapping; a slot is written by the one lane that has it, all else by the loop's thread.
package final class InFlightFile: @unchecked Sendable {
    /// As many as there can be lanes.
    static let slots = 4096
    private static let size = slots * 2 * MemoryLayout<Int64>.stride

    private let file: Int32
    private let memory: UnsafeMutablePointer<Int64>
    private let topic: Topic
    /// The process ends in order: lanes may still take a job, which then is dropped with them.
    private let isOver = Atomic(false)
    /// Not to be taken out when the process ends in order.
    private let condemned = Mutex<Set<String>>([])

    /// Takes the first file of the folder that no living process has; makes both where they are missing. Throws
    /// `Settings.Wrong` where that cannot be.
    init(folder: String, topic: Topic) throws {
        self.topic = topic
        func wrong(_ what: String) -> Settings.Wrong {
            Settings.Wrong(
                "--crash-notes \(folder): \(what) (\(String(cString: strerror(errno)))); name a folder to write in")
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch { throw Settings.Wrong("--crash-notes \(folder) cannot be made: name a folder that can be written in") }
        var taken: Int32?
        for number in 1...InFlightFile.slots where taken == nil {
            let descriptor = open("\(folder)/\(topic).\(number)", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw wrong("no file can be opened there") }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { taken = descriptor } else { close(descriptor) }
        }
        guard let taken else { throw wrong("all files there are taken") }
        guard ftruncate(taken, off_t(Self.size)) == 0,
            let mapped = mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, taken, 0), mapped != MAP_FAILED
        else {
            close(taken)
            throw wrong("the file cannot be mapped")
        }
        file = taken
        memory = mapped.bindMemory(to: Int64.self, capacity: Self.slots * 2)
    }

    deinit {
        munmap(memory, Self.size)
        close(file)
    }

    /// Lets go of the file as the kernel does at the end of the process, with what stands there.
    func letGo() { _ = flock(file, LOCK_UN) }

    /// The places of the records that stand there. A disk that was full or torn may have left anything there.
    var places: [String] { (0..<Self.slots).compactMap { place(in: $0) } }

    /// What is noted in a slot; nil for nothing, and for what no worker writes.
    private func place(in slot: Int) -> String? {
        let (next, partition) = (memory[slot * 2], memory[slot * 2 + 1])
        guard next > 0, let partition = Int32(exactly: partition), partition >= 0 else { return nil }
        return place(partition, next - 1)
    }

    private func place(_ partition: Int32, _ offset: Int64) -> String { "\(topic)/\(partition)@\(offset)" }

    /// A record's work begins. The offset is written last, and as one more than it is, for zero means nothing.
    func begin(_ slot: Int, partition: Int32, offset: Int64) {
        guard !isOver.load(ordering: .relaxed) else { return }
        memory[slot * 2 + 1] = Int64(partition)
        memory[slot * 2] = offset + 1
    }

    func end(_ slot: Int) { memory[slot * 2] = 0 }

    /// The record's work never returned: the end of the process counts like a crash of it.
    func condemn(_ place: String) { condemned.withLock { _ = $0.insert(place) } }

    /// The process ends in order: what is at work is given up, and nobody is to blame.
    func finish() {
        isOver.store(true, ordering: .relaxed)
        clear()
    }

    /// Takes everything out that is not condemned.
    func clear() {
        let kept = condemned.withLock { $0 }
        for slot in 0..<Self.slots where memory[slot * 2] != 0 {
            if !(place(in: slot).map(kept.contains) ?? false) { memory[slot * 2] = 0 }
        }
    }
}
