// Which records are at work, written down where a crash of the process leaves it: in a file that is mapped into memory, so
// that noting costs two stores and no call. What stands there when the next process starts was at work when its
// predecessor ended without a word: a trap, an abort, kill -9, the kernel's out-of-memory killer.

import Foundation
import Offers
import Synchronization

/// The notes of one worker process. Several on one machine share a folder: each takes a file of its own by a lock, which
/// the kernel lets go of when the process ends, however it does.
///
/// @unchecked Sendable: owns the mapping; a slot is written by the one lane that has it, all else by the loop's thread.
package final class CrashNotes: @unchecked Sendable {
    /// As many as there can be lanes.
    static let slots = 4096
    private static let size = slots * 2 * MemoryLayout<Int64>.stride

    private let file: Int32
    private let memory: UnsafeMutablePointer<Int64>
    private let topic: Topic
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
        for number in 1...CrashNotes.slots where taken == nil {
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

    /// The places of the records that stand there.
    var places: [String] {
        (0..<Self.slots).compactMap { slot in
            memory[slot * 2] == 0 ? nil : place(Int32(truncatingIfNeeded: memory[slot * 2 + 1]), memory[slot * 2] - 1)
        }
    }

    private func place(_ partition: Int32, _ offset: Int64) -> String { "\(topic)/\(partition)@\(offset)" }

    /// A record's work begins. The offset is written last, and as one more than it is, for zero means nothing.
    func begin(_ slot: Int, partition: Int32, offset: Int64) {
        memory[slot * 2 + 1] = Int64(partition)
        memory[slot * 2] = offset + 1
    }

    func end(_ slot: Int) { memory[slot * 2] = 0 }

    /// The record's work never returned: the end of the process counts like a crash of it.
    func condemn(_ place: String) { condemned.withLock { _ = $0.insert(place) } }

    /// Takes everything out that is not condemned: the process ends in order, or has told what stood there.
    func clear() {
        let kept = condemned.withLock { $0 }
        for slot in 0..<Self.slots where memory[slot * 2] != 0 {
            let place = place(Int32(truncatingIfNeeded: memory[slot * 2 + 1]), memory[slot * 2] - 1)
            if !kept.contains(place) { memory[slot * 2] = 0 }
        }
    }
}
