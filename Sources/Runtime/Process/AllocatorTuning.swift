// What the allocator is told, so that a worker holds what it uses and not what a burst once used.

import CMalloc

/// The process's heap, glibc's.
enum AllocatorTuning {
    /// Before any thread is made. By default glibc gives each thread a heap of its own, and from the first large buffer
    /// that is freed on it keeps such buffers among the small ones: what a client fetched then lies between rows that stay
    /// (measured: 1,650 bytes a row above its own, instead of 390; after a load 61 MB, instead of 35). See mallopt(3).
    static func keepSmall() {
        mallopt(M_ARENA_MAX, 2)
        mallopt(M_MMAP_THRESHOLD, 128 << 10)
        mallopt(M_TRIM_THRESHOLD, 128 << 10)
    }

    /// While tables are read back, much is fetched in large buffers, one after another: each would be pages new from the
    /// kernel. They go on being used for the next instead, until `keepSmall`; what is free then, also between the rows, is
    /// for `giveBack`.
    static func keepLarge() {
        mallopt(M_MMAP_THRESHOLD, 32 << 20)
        mallopt(M_TRIM_THRESHOLD, 1 << 30)
    }

    /// For a process that has nothing to do just now: takes some milliseconds at most.
    static func giveBack() {
        malloc_trim(0)
    }
}
