// Owns a file descriptor and closes it. Makes all system calls on files, retries them on EINTR, and turns their
// failures into `AssetError`, so that the rest of the module never handles errno.
import CLinux
import FoundationEssentials
import Glibc

/// An open regular file.
/// @unchecked Sendable: nothing of it changes but the file. One thread at a time uses it.
final class OpenFile: @unchecked Sendable {
    let path: String
    private let descriptor: Int32

    /// SEEK_DATA and SEEK_HOLE of Linux's `unistd.h`, which Swift's Glibc module leaves out.
    private static let (seekData, seekHole): (Int32, Int32) = (3, 4)

    private init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// O_NONBLOCK, so that a FIFO instead of an image cannot hang the worker; refuses anything but a file.
    static func reading(_ path: String) throws -> OpenFile {
        let file = try opening(path, O_RDONLY | O_NONBLOCK, "open")
        guard try file.status().st_mode & S_IFMT == S_IFREG else {
            throw AssetError.storage(operation: "read", path: path, errno: EISDIR)
        }
        return file
    }

    /// Opens a file for writing; creates it if missing, and keeps its contents.
    static func writing(_ path: String) throws -> OpenFile { try opening(path, O_RDWR | O_CREAT, "write") }

    /// Like `writing`, but exclusively: waits for a worker that makes the same file, however long it takes, because its
    /// result is what the caller wants. Calls `check` about ten times a second, which may throw.
    static func exclusive(_ path: String, check: () throws -> Void = {}) throws -> OpenFile {
        while true {
            let file = try writing(path)
            while try !file.tryLock() {
                try check()
                // Sleeps because flock has no wait that can be canceled.
                usleep(100_000)
            }
            // The other worker has renamed or removed it: look again for the file with this name.
            if try file.isStillNamed() { return file }
        }
    }

    private static func opening(_ path: String, _ flags: Int32, _ operation: String) throws -> OpenFile {
        let descriptor = retrying { open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o644) }
        guard descriptor >= 0 else { throw AssetError.storage(operation: operation, path: path, errno: errno) }
        return OpenFile(path: path, descriptor: descriptor)
    }

    func status() throws -> stat {
        var result = stat()
        try checked("read", fstat(descriptor, &result))
        return result
    }

    func length() throws -> Int64 { Int64(try status().st_size) }

    /// Reads up to `buffer.count` bytes; fewer only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = Self.retrying { pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done)) }
            try checked("read", count)
            if count == 0 { break }
            done += count
        }
        return done
    }

    /// Exactly this many bytes; throws if the file is too short.
    func bytes(at offset: Int64, count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
            guard filled == count else { throw AssetError.changedWhileRead(path: path) }
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = Self.retrying { pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done)) }
            try checked("write", count)
            done += count
        }
    }

    func truncate(to length: Int64) throws { try checked("write", ftruncate(descriptor, off_t(length))) }

    /// On the disk.
    func sync() throws { try checked("sync", fdatasync(descriptor)) }

    /// Begins to write what is not on the disk yet, so that a later `sync` has little to wait for.
    func beginSync(_ range: Range<Int64>) {
        _ = line_sync_file_range(descriptor, range.lowerBound, Int64(range.count))
    }

    /// Writes the file to disk and drops it from the page cache: later reads come from the disk.
    func settle() throws {
        try checked("sync", fsync(descriptor))
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
    }

    func expectSequentialReading() { posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }

    /// Advisory and per open file: released when the process ends, so a killed worker leaves no lock.
    func tryLock() throws -> Bool {
        if Self.retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 { return true }
        guard errno == EWOULDBLOCK else { throw AssetError.storage(operation: "lock", path: path, errno: errno) }
        return false
    }

    /// Whether `path` still names this file (another worker may have renamed or removed it).
    func isStillNamed() throws -> Bool {
        var named = stat()
        let mine = try status()
        return lstat(path, &named) == 0 && named.st_ino == mine.st_ino && named.st_dev == mine.st_dev
    }

    /// Where the next data from `offset` on lies, before `length`; `nil` if only a hole follows. A file system that knows no
    /// holes answers with the whole rest.
    func data(from offset: Int64, length: Int64) -> Range<Int64>? {
        let start = lseek(descriptor, off_t(offset), Self.seekData)
        if start < 0 { return errno == ENXIO ? nil : offset..<length }
        guard start < length else { return nil }
        let end = lseek(descriptor, start, Self.seekHole)
        return Int64(start)..<(end < start ? length : min(Int64(end), length))
    }

    /// Copies the data of another file from `start` to its end; holes stay holes. The file systems share the bytes
    /// without a copy if they can.
    func copy(
        from source: OpenFile, at start: Int64, check: () throws -> Void, progress: (Int64) -> Void
    ) throws {
        let length = try source.length()
        var position = start
        while position < length, let data = source.data(from: position, length: length) {
            position = data.lowerBound
            while position < data.upperBound {
                try check()
                var (from, to) = (position, position)
                let count = Int(min(data.upperBound - position, Self.longestCopy))
                let copied = Self.retrying { line_copy_file_range(source.descriptor, &from, descriptor, &to, count) }
                try checked("write", copied)
                guard copied > 0 else { throw AssetError.changedWhileRead(path: source.path) }
                position += Int64(copied)
                progress(position)
            }
        }
        try truncate(to: length)
        progress(length)
    }

    private static let longestCopy: Int64 = 32 << 20

    private func checked(_ operation: String, _ result: some BinaryInteger) throws {
        guard result >= 0 else { throw AssetError.storage(operation: operation, path: path, errno: errno) }
    }

    private static func retrying<Result: BinaryInteger>(_ call: () -> Result) -> Result {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }
}
