// Keeps the records in flight where a crash of the process leaves them: in a file that is mapped into memory, so that a
// note costs two stores and no call. The next process finds there what was in flight when its predecessor crashed by a
// trap, an abort, kill -9 or the kernel's out-of-memory killer.

import Base
import Events
import FoundationEssentials
import Glibc
import Log
import Synchronization

/// The in-flight file of one worker process. Several processes of a machine share a folder: each locks a file of its own,
/// and the kernel ends the lock with the process.
///
/// @unchecked Sendable: owns the mapping; a slot is written by the one task that has it, all else by the loop's thread.
package final class InFlightFile: @unchecked Sendable {
    /// As many as there can be tasks.
    static let slots = 4096
    private static let size = slots * 2 * MemoryLayout<Int64>.stride

    private let file: Int32
    private let memory: UnsafeMutablePointer<Int64>
    private let topic: Topic
    /// The process exits normally: tasks may still take an attempt, which is dropped with them.
    private let isFinished = Atomic(false)
    /// Records that stay in the file when the process ends in order.
    private let kept = Mutex<Set<RecordID>>([])

    /// Takes the first file of the folder that no living process has, and creates both if necessary. Throws
    /// `Settings.Wrong` if that fails.
    init(folder: String, topic: Topic) throws {
        self.topic = topic
        func wrong(_ what: String) -> Settings.Wrong {
            Settings.Wrong(
                "--crash-notes \(folder): \(what) (\(String(cString: strerror(errno)))); name a writable folder")
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch { throw Settings.Wrong("--crash-notes \(folder) cannot be created: name a writable folder") }
        var taken: Int32?
        for number in 1...InFlightFile.slots where taken == nil {
            let descriptor = open("\(folder)/\(topic).\(number)", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw wrong("cannot open a file in it") }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { taken = descriptor } else { close(descriptor) }
        }
        guard let taken else { throw wrong("other processes have locked all of its files") }
        guard ftruncate(taken, off_t(Self.size)) == 0,
            let mapped = mmap(nil, Self.size, PROT_READ | PROT_WRITE, MAP_SHARED, taken, 0), mapped != MAP_FAILED
        else {
            close(taken)
            throw wrong("cannot map its file into memory")
        }
        file = taken
        memory = mapped.bindMemory(to: Int64.self, capacity: Self.slots * 2)
    }

    deinit {
        munmap(memory, Self.size)
        close(file)
    }

    /// Unlocks the file with its records, as the kernel does at the end of the process.
    func release() { _ = flock(file, LOCK_UN) }

    /// The records in the file. After a full or damaged disk it may contain anything.
    var records: [RecordID] { (0..<Self.slots).compactMap { record(in: $0) } }

    /// The record in a slot; nil if it is empty or not written by a worker.
    private func record(in slot: Int) -> RecordID? {
        let (next, partition) = (memory[slot * 2], memory[slot * 2 + 1])
        guard next > 0, let partition = Int32(exactly: partition), partition >= 0 else { return nil }
        return RecordID(TopicPartition(topic.name, partition), next - 1)
    }

    /// A record's work begins. The offset is written last, and plus one, since zero is an empty slot.
    func begin(_ slot: Int, _ record: RecordID) {
        guard !isFinished.load(ordering: .relaxed) else { return }
        memory[slot * 2 + 1] = Int64(record.partition.partition)
        memory[slot * 2] = record.offset + 1
    }

    func end(_ slot: Int) { memory[slot * 2] = 0 }

    /// The record's work does not return: the end of this process counts like a crash.
    func keep(_ record: RecordID) { kept.withLock { _ = $0.insert(record) } }

    /// The process exits normally: records in flight are dropped and did not crash.
    func finish() {
        isFinished.store(true, ordering: .relaxed)
        clear()
    }

    /// Empties the file of all records that are not kept.
    func clear() {
        let kept = kept.withLock { $0 }
        for slot in 0..<Self.slots where !(record(in: slot).map(kept.contains) ?? false) { memory[slot * 2] = 0 }
    }
}
