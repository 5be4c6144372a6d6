// The one way out to what publishers name. `https` to public addresses, `file` under configured roots, nothing else
// unless the policy says so; every redirect is checked like the first address.
import FoundationEssentials
import Glibc

/// A file that was fetched or found.
public struct FetchedFile: Sendable, Equatable {
    /// A path without links: a file, or a directory (of `file://`, or of a registry).
    public let path: String
    /// In bytes; zero for a directory that was found.
    public let length: Int64
    /// It was downloaded, copied or pulled to `path`; the caller calls `remove` when it is done with it.
    public let isDownload: Bool

    /// What was found at or brought to `path`.
    public init(path: String, length: Int64, isDownload: Bool) {
        (self.path, self.length, self.isDownload) = (path, length, isDownload)
    }

    /// Removes a download or copy; a file that was found stays.
    public func remove() {
        guard isDownload else { return }
        try? FileManager.default.removeItem(atPath: path)
        unlink(DownloadNote.path(beside: path))
    }
}

/// How far a download is.
public struct FetchProgress: Sendable, Equatable {
    /// Bytes that have arrived, those of earlier tries included.
    public let bytesDone: Int64
    /// Of the whole file; nil if the host does not say it.
    public let bytesTotal: Int64?
}

/// The answer of a host to what was sent.
public struct FetchAnswer: Sendable, Equatable {
    /// The HTTP status.
    public let status: Int
    /// The beginning of the body, as much as was asked for.
    public let body: Data
    /// Values of the headers that were asked for and came, by the names they were asked by.
    public var headers: [String: String] = [:]

    public init(status: Int, body: Data, headers: [String: String] = [:]) {
        (self.status, self.body, self.headers) = (status, body, headers)
    }
}

/// Fetches under a policy. Blocking; a value, so any thread may use its own copy.
/// Everything throws `AssetProblem` for what the publisher must mend, `AssetError` for what is worth another try, and
/// whatever `check` throws. `check` is called often while bytes come in and about once a second while none do.
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

    /// The same for a kind of file that has so many bytes at most: a longer one is refused by the length that its host
    /// announces, before its first byte.
    public func atMost(_ bytes: Int64) -> GuardedFetch {
        var policy = policy
        policy.maxBytes = min(bytes, policy.maxBytes)
        return GuardedFetch(policy: policy)
    }

    /// Makes what the URL names a local file: `file://` stays where it is, all else is downloaded to `path`.
    public func fetch(
        _ url: String, to path: String, check: () throws -> Void = {}, progress: (FetchProgress) -> Void = { _ in }
    ) throws -> FetchedFile {
        if url.lowercased().hasPrefix("file:") { return try LocalFiles(policy: policy).find(url) }
        let length = try download(url, to: path, check: check, progress: progress)
        return FetchedFile(path: path, length: length, isDownload: true)
    }

    /// Makes a copy at `path` of the file that the URL names, wherever it is: nobody else writes to it, and what was looked
    /// at is what is used. The caller removes it.
    /// - Parameter bytes: of what is longer, nothing is kept.
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

    /// Makes a file at `path` of what `fill` gives; it appears only when all of it is there.
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

    /// The file for writing, with nobody else writing.
    func lock(_ partial: String) throws -> OpenFile {
        let file = try OpenFile.writing(partial)
        guard try file.tryLock(), try file.isStillNamed() else { throw AssetError.busy(path: partial) }
        return file
    }

    /// All bytes of something small, within `smallFileTimeout`.
    /// - Parameter limit: in bytes; what is longer is a finding.
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

    /// The same over http and https alone, with the media type that the answer names.
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
        /// A GET with headers of its own: reading back what was sent.
        case get
        /// A POST of a body of this type.
        case post(Data, type: String)
    }

    /// Sends and returns whatever status comes back, with the beginning of the body. Follows no redirect: data is sent
    /// only where it was meant to go.
    /// - Parameter headers: further headers; names and values of ours. What would be a line break is refused.
    /// - Parameter wanted: names of headers of the answer.
    public func send(
        _ sending: Sending, to url: String, headers: [String: String] = [:], wanted: [String] = [],
        bodyLimit: Int = 64 << 10, check: () throws -> Void = {}
    ) throws -> FetchAnswer {
        var request = Transfer.Request(method: .get, headers: headers)
        if case .post(let body, let type) = sending {
            (request.method, request.body) = (.post, body)
            request.headers["Content-Type"] = type
        }
        // RFC 9110, 5.5: a line break in a value would begin a header, or a body, of somebody else's choice.
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

    /// Hands the bytes of what the URL names to `sink`.
    /// - Returns: the media type that the answer names.
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
