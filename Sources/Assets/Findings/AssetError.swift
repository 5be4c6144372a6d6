// Faults on our side or between: a store that cannot be written, a full disk, a host that does not answer. They are
// retried and never blamed on the publisher, whose problems are `AssetProblem`.
import FoundationEssentials
import Glibc

/// Why the work ended without a result. A new try may succeed once the cause is gone.
public enum AssetError: Error, Equatable, Sendable {
    /// A system call on one of our files failed.
    case storage(operation: String, path: String, errno: Int32)
    /// The file system, or the quota of the folder, has no room for the next write.
    case noRoom(path: String, needed: Int64, free: Int64)
    /// Another worker is making the same copy now.
    case busy(path: String)
    /// A file changed or shrank while it was read.
    case changedWhileRead(path: String)
    /// The written bytes do not read back correctly, although the source is correct.
    case copyDiffers(path: String, expected: Digest, found: Digest)
    /// A remote host did not answer: connection refused, time-out, name server not reachable.
    case unreachable(host: String, reason: String)
    /// A remote host answered that it cannot serve now (408, 429, 5xx).
    case unavailable(host: String, status: Int)
    /// A region's store refused: the signature has expired, the container is gone.
    case storeRefused(store: String, status: Int, reason: String)
    /// Somebody else has a lease on a blob, so that nobody without its id may write there.
    case leased(store: String, blob: String)
    /// A C library failed at something that no input can cause (out of memory, missing algorithm).
    case library(name: String, reason: String)
    /// A setting given to this module cannot be used.
    case setting(name: String, value: String, reason: String)
}

extension AssetError: CustomStringConvertible {
    /// What is wrong and what to do, for the operator.
    public var description: String {
        switch self {
        case .storage(let operation, let path, let code) where code == ENOSPC || code == EDQUOT:
            "cannot \(operation) \(path): no space left; free space on that file system, and the work continues by itself"
        case .storage(let operation, let path, let code) where code == EACCES || code == EPERM || code == EROFS:
            "cannot \(operation) \(path): not permitted; let the worker's user write there"
        case .storage(let operation, let path, let code):
            "cannot \(operation) \(path): \(String(cString: strerror(code))); check that path and its file system"
        case .noRoom(let path, let needed, let free):
            "\(path) has room for \(free) bytes and \(needed) are needed; free space there, and the work continues by itself"
        case .busy(let path):
            "\(path) is being written by another worker; no action is needed, the work will be retried"
        case .changedWhileRead(let path):
            "\(path) changed while it was read; do not change it until the offer is live"
        case .copyDiffers(let path, let expected, let found):
            "\(path) reads back as \(found) instead of \(expected); check the disk it is on"
        case .unreachable(let host, let reason):
            "\(host) did not answer: \(reason); check the network from this machine and that host"
        case .unavailable(let host, let status):
            "\(host) cannot serve now (HTTP \(status)); wait, or ask the operator of that host"
        case .storeRefused(let store, let status, let reason):
            "the store \(store) refuses (HTTP \(status) \(reason)); check that its container exists and that its token "
                + "is valid and gives read, write, create, delete and list permission"
        case .leased(let store, let blob):
            "somebody has a lease on \(blob) in the store \(store), so it cannot be written; find out who, then break the lease "
                + "(az storage blob lease break), and the work continues by itself"
        case .library(let name, let reason):
            "\(name) failed: \(reason); check this machine's memory and its installation of \(name)"
        case .setting(let name, let value, let reason):
            "setting \(name) cannot be \"\(value)\": \(reason); correct the settings"
        }
    }
}
