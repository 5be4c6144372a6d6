// Downloads of whole files: continued where an earlier try ended, and read while they arrive.
import FoundationEssentials
import Glibc

extension GuardedFetch {
    /// Downloads to `path`, which appears only when all of it is there. Runs of zeros become holes. What an earlier try has
    /// brought, of this process or another, is not brought again; a file that is whole is left as it is.
    /// - Returns: the length in bytes.
    public func download(
        _ url: String, to path: String, check: () throws -> Void = {}, progress: (FetchProgress) -> Void = { _ in }
    ) throws -> Int64 {
        try download(url, to: path, access: nil, check: check, progress: progress)
    }

    /// The same from a registry, with the token that it demands.
    func download(
        _ url: String, to path: String, access: RegistryAccess?, check: () throws -> Void,
        progress: (FetchProgress) -> Void
    ) throws -> Int64 {
        if let length = try whole(url, at: path) { return length }
        let file = try lock(path + ".partial")
        return try withoutActuallyEscaping(check) { check in
            try withoutActuallyEscaping(progress) { progress in
                try keep(file, as: path) {
                    try Download(
                        url, policy: policy, access: access, to: file, note: DownloadNote.path(beside: path),
                        check: check, progress: progress
                    ).run()
                }
            }
        }
    }

    /// As `fetch`, and reads what it brings: a download while it arrives. Where the file changes meanwhile, `body` is called anew,
    /// and what it made before counts for nothing.
    public func fetch<Made>(
        _ url: String, to path: String, check: () throws -> Void = {}, reading body: (ImageReader) throws -> Made
    ) throws -> (file: FetchedFile, made: Made) {
        if url.lowercased().hasPrefix("file:") {
            let found = try LocalFiles(policy: policy).find(url)
            return (found, try body(ImageReader(path: found.path)))
        }
        if let length = try whole(url, at: path) {
            return (FetchedFile(path: path, length: length, isDownload: true), try body(ImageReader(path: path)))
        }
        let file = try lock(path + ".partial")
        let (arrival, policy) = (Arrival(step: policy.readStep), policy)
        let (length, made) = try keep(file, as: path) {
            try arrival.run {
                try Download(
                    url, policy: policy, access: nil, to: file, note: DownloadNote.path(beside: path), arrival: arrival,
                    check: arrival.check
                ).run()
            }
            defer { arrival.leave() }
            while true {
                do {
                    let reader = ImageReader(path: file.path, arrival: arrival)
                    let made = try body(reader)
                    return (try reader.arrive(check: check), made)
                } catch is Arrival.Restarted {}
            }
        }
        return (FetchedFile(path: path, length: length, isDownload: true), made)
    }

    /// Gives a file that `bring` fills its name. What only the publisher can mend is not kept.
    private func keep<Kept>(_ file: OpenFile, as path: String, _ bring: () throws -> Kept) throws -> Kept {
        do {
            let kept = try bring()
            try file.settle()
            try FileSystem.rename(file.path, to: path)
            return kept
        } catch let problem as AssetProblem {
            unlink(file.path)
            unlink(DownloadNote.path(beside: path))
            throw problem
        }
    }

    /// The length of a download that an earlier try finished; nil if it did not.
    private func whole(_ url: String, at path: String) throws -> Int64? {
        guard let size = try FileSystem.sizeIfThere(path),
            let note = try DownloadNote.read(DownloadNote.path(beside: path)), note.isWhole, note.length == size
        else { return nil }
        return note.address == (try Digest.of(Array(url.utf8)).description) ? size : nil
    }
}
