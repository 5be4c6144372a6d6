// The only way to fetch what publishers name. `https` to public addresses, `file` under configured roots, and nothing
// else unless the policy allows it; every redirect is checked like the first address.
import FoundationEssentials
import Glibc

/// A file that was fetched or found.
public struct FetchedFile: Sendable, Equatable {
    /// A path without links: a file, or a directory (from `file://` or a registry).
    public let path: String
    /// In bytes; zero for an existing directory.
    public let length: Int64
    /// It was downloaded, copied or pulled to `path`; the caller must call `remove` after use.
    public let isDownload: Bool

    /// The file at `path`.
    public init(path: String, length: Int64, isDownload: Bool) {
        (self.path, self.length, self.isDownload) = (path, length, isDownload)
    }

    /// Removes a download or copy; keeps an existing file.
    public func remove() {
        guard isDownload else { return }
        try? FileManager.default.removeItem(atPath: path)
        unlink(DownloadNote.path(beside: path))
    }
}

/// How far a download is.
public struct FetchProgress: Sendable, Equatable {
    /// Bytes that have arrived, including earlier tries.
    public let bytesDone: Int64
    /// Of the whole file; nil if the host does not send it.
    public let bytesTotal: Int64?
}

/// A host's answer to what was sent.
public struct FetchAnswer: Sendable, Equatable {
    /// The HTTP status.
    public let status: Int
    /// The requested beginning of the body.
    public let body: Data
    /// The values of the requested headers, by their names.
    public var headers: [String: String] = [:]

    public init(status: Int, body: Data, headers: [String: String] = [:]) {
        (self.status, self.body, self.headers) = (status, body, headers)
    }
}

/// Fetches under a policy. Blocking; a value, so any thread may use a copy. Everything throws `AssetProblem` for what
/// the publisher must fix, `AssetError` if another try may help, and whatever `check` throws. Calls `check` often while
/// bytes arrive, and about once a second while none do.
public struct GuardedFetch: Sendable {
    /// What it may do.
    public let policy: FetchPolicy

    /// A fetch under `policy`.
    public init(policy: FetchPolicy) { self.policy = policy }

    /// The same for the files of one publisher, whose id must be an identifier.
    public func of(_ publisher: String) -> GuardedFetch {
        var policy = policy
        policy.allowedFileRoots = FileRoots.of(publisher, in: policy.allowedFileRoots)
        return GuardedFetch(policy: policy)
    }

    /// The same for files of at most this many bytes: a longer one is refused by its announced length, before its first
    /// byte.
    public func atMost(_ bytes: Int64) -> GuardedFetch {
        var policy = policy
        policy.maxBytes = min(bytes, policy.maxBytes)
        return GuardedFetch(policy: policy)
    }

    /// Makes the URL's file local: `file://` stays where it is, everything else is downloaded to `path`.
    public func fetch(
        _ url: String, to path: String, check: () throws -> Void = {}, progress: (FetchProgress) -> Void = { _ in }
    ) throws -> FetchedFile {
        if url.lowercased().hasPrefix("file:") { return try LocalFiles(policy: policy).find(url) }
        let length = try download(url, to: path, check: check, progress: progress)
        return FetchedFile(path: path, length: length, isDownload: true)
    }

    /// Makes a copy at `path` of the URL's file: nobody else writes to it, so the checked bytes are the used ones. The
    /// caller removes it.
    /// - Parameter bytes: nothing longer is kept.
    public func copy(
        _ url: String, to path: String, atMost bytes: Int64, check: () throws -> Void = {},
        progress: (FetchProgress) -> Void = { _ in }
    ) throws -> FetchedFile {
        let file = try atMost(bytes).fetch(url, to: path, check: check, progress: progress)
        guard !file.isDownload, !FileSystem.isDirectory(file.path) else { return file }
        let length = try write(to: path) { writer in
            try ImageReader(path: file.path).read(into: [writer], check: check)
        }
        return FetchedFile(path: path, length: length, isDownload: true)
    }

    /// Makes a file at `path` with `fill`; it appears only when it is complete.
    private func write(to path: String, _ fill: (SparseWriter) throws -> Void) throws -> Int64 {
        let file = try lock(path + ".partial")
        try file.truncate(to: 0)
        let writer = SparseWriter(file: file)
        do { try fill(writer) } catch {
            unlink(file.path)
            throw error
        }
        try writer.finish()
        try file.settle()
        try FileSystem.rename(file.path, to: path)
        return writer.offset
    }

    /// The file for writing, locked.
    func lock(_ partial: String) throws -> OpenFile {
        let file = try OpenFile.writing(partial)
        guard try file.tryLock(), try file.isStillNamed() else { throw AssetError.busy(path: partial) }
        return file
    }

    /// All bytes of a small file, within `smallFileTimeout`.
    /// - Parameter limit: in bytes; a longer file is a finding.
    public func read(_ url: String, limit: Int, check: () throws -> Void = {}) throws -> Data {
        if url.lowercased().hasPrefix("file:") {
            let found = try LocalFiles(policy: policy).find(url)
            guard let bytes = try FileSystem.readIfThere(found.path, limit: limit) else {
                throw FetchFindings.tooLarge(Int64(limit))
            }
            return bytes
        }
        return try small(url, limit: limit, check: check).bytes
    }

    /// The same only over http and https, with the answer's media type.
    func small(
        _ url: String, limit: Int, accepting types: String? = nil, access: RegistryAccess? = nil,
        check: () throws -> Void
    ) throws -> (bytes: Data, type: String?) {
        var bounded = policy
        bounded.totalTimeout = min(policy.totalTimeout ?? policy.smallFileTimeout, policy.smallFileTimeout)
        var (bytes, type): (Data, String?) = (Data(), nil)
        try withUnsafeMutablePointer(to: &bytes) { bytes in
            type = try GuardedFetch(policy: bounded).get(url, accepting: types, access: access, check: check) { more in
                guard bytes.pointee.count + more.count <= limit else { throw FetchFindings.tooLarge(Int64(limit)) }
                bytes.pointee.append(contentsOf: more)
                return true
            }
        }
        return (bytes, type)
    }

    /// How something is sent.
    public enum Sending: Sendable, Equatable {
        /// A GET with headers, to read back what was sent.
        case get
        /// A POST of a body of this type.
        case post(Data, type: String)
    }

    /// Sends, and returns whatever status comes back, with the beginning of the body. Does not follow redirects: data
    /// only go where they were meant to go.
    /// - Parameter headers: our own additional headers. A line break in them is refused.
    /// - Parameter wanted: the requested headers of the answer.
    public func send(
        _ sending: Sending, to url: String, headers: [String: String] = [:], wanted: [String] = [],
        bodyLimit: Int = 64 << 10, check: () throws -> Void = {}
    ) throws -> FetchAnswer {
        var request = Transfer.Request(method: .get, headers: headers)
        if case .post(let body, let type) = sending {
            (request.method, request.body) = (.post, body)
            request.headers["Content-Type"] = type
        }
        // RFC 9110, 5.5: a line break in a value would begin another header, or a body.
        let isSafe = request.headers.allSatisfy { name, value in
            (name + value).unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
        }
        guard isSafe else { throw FetchFindings.header }
        let address = try WebAddress(url, policy: policy)
        var body = Data()
        return try withUnsafeMutablePointer(to: &body) { body in
            try withoutActuallyEscaping(check) { check in
                let transfer = try Transfer(address, policy: policy, check: check) { more in
                    body.pointee.append(contentsOf: more.prefix(bodyLimit - body.pointee.count))
                    return body.pointee.count < bodyLimit
                }
                try transfer.send(request)
                let status = try transfer.perform().status
                let found = wanted.compactMap { name in transfer.header(name).map { (name, $0) } }
                return FetchAnswer(
                    status: status, body: body.pointee, headers: Dictionary(found) { first, _ in first })
            }
        }
    }

    /// Passes the bytes of the URL's file to `sink`.
    /// - Returns: the answer's media type.
    func get(
        _ url: String, accepting types: String? = nil, access: RegistryAccess? = nil, check: () throws -> Void,
        sink: @escaping (UnsafeRawBufferPointer) throws -> Bool
    ) throws -> String? {
        try withoutActuallyEscaping(check) { check in
            var address = try WebAddress(url, policy: policy)
            var redirects = 0
            while true {
                var isEmpty = true
                let transfer = try Transfer(address, policy: policy, check: check) { bytes in
                    isEmpty = false
                    return try sink(bytes)
                }
                if let types { try transfer.accept(types) }
                try access?.authorize(transfer)
                transfer.judge = { [address] in
                    try access?.judge($0)
                    try FetchAnswerRules.demandFile($0, address)
                }
                do {
                    let answer = try transfer.perform()
                    guard let target = answer.redirect else {
                        if isEmpty { throw FetchAnswerRules.empty(answer.status, address) }
                        return transfer.header("Content-Type")
                    }
                    guard redirects < policy.maxRedirects else { throw FetchFindings.redirects }
                    redirects += 1
                    address = try address.redirected(to: target, policy: policy)
                } catch Disagreement.unauthorized { try access?.renew(after: transfer) }
            }
        }
    }
}
