// Settings of glibc's allocator, so that a worker holds the memory that it uses and not what a burst once used.

import Base
import CMalloc

/// The memory of the process.
enum AllocatorTuning {
    /// Call it before any thread starts. By default glibc gives each thread an arena of its own, and after the first large
    /// buffer is freed it keeps such buffers among the small ones: fetched data then lies between rows that stay
    /// (measured: 1,650 bytes a row above its own, instead of 390; after a load 61 MB, instead of 35). See mallopt(3).
    static func keepSmall() {
        mallopt(M_ARENA_MAX, 2)
        mallopt(M_MMAP_THRESHOLD, 128 << 10)
        mallopt(M_TRIM_THRESHOLD, 128 << 10)
    }

    /// While tables are read back, much is fetched in large buffers, one after another. The same pages then serve one
    /// after another, until `keepSmall`; call `giveBack` for what is free then.
    static func keepLarge() {
        mallopt(M_MMAP_THRESHOLD, 32 << 20)
        mallopt(M_TRIM_THRESHOLD, 1 << 30)
    }

    /// Returns free memory to the system, for an idle process: takes some milliseconds at most.
    static func giveBack() {
        malloc_trim(0)
    }
}

/// Returns memory to the system once after work, when a worker has been idle for a second.
struct IdleMemory {
    private var hasWorked = false
    private var idleSince: Timestamp?

    mutating func turned(isActive: Bool, now: Timestamp) {
        if isActive {
            hasWorked = true
            idleSince = nil
        } else if hasWorked {
            let since = idleSince ?? now
            idleSince = since
            guard now - since >= WorkerLoop.longestWait else { return }
            hasWorked = false
            AllocatorTuning.giveBack()
        }
    }
}
