// What is replicated: a list of blobs, each with its digest, size and source, and the digest of the whole. A virtual
// hard disk is one blob; an OCI image layout is all its blobs and its index. Both are copied in the same way.
import FoundationEssentials

/// Something to copy to regions, addressed by digest.
public struct Asset: Hashable, Sendable {
    /// What the blobs are together.
    public enum Kind: String, Sendable, Codable {
        case virtualMachineImage = "virtual-machine-image"
        case containerImage = "container-image"
        case deploymentPackage = "deployment-package"
    }

    /// One file of an asset.
    public struct Blob: Hashable, Sendable {
        /// Of all bytes of the file.
        public let digest: Digest
        /// In bytes.
        public let size: Int64
        /// Where the bytes are.
        public let source: Source
        /// The digest of its content without zeros (`DataDigestStream`), by which copies are compared; nil if unknown.
        public var data: Digest?

        /// A blob; nothing is read or checked here.
        public init(digest: Digest, size: Int64, source: Source, data: Digest? = nil) {
            self.digest = digest
            self.size = size
            self.source = source
            self.data = data
        }
    }

    /// The source of a blob's bytes.
    public struct Source: Hashable, Sendable {
        enum Place: Hashable {
            /// A file that others may write to.
            case file(String)
            /// Our own file whose digest was read and that nobody changes any more.
            case settled(String)
            /// A file in a store on this machine.
            case copy(String)
            case blob(BlobContainer, name: String)
        }

        let place: Place

        /// A file that others may write to: its copy is compared with the digest.
        public static func file(_ path: String) -> Source { Source(place: .file(path)) }
        /// Our own file whose digest was read and that nobody changes any more: a store on the same file system takes
        /// it over.
        public static func settled(_ path: String) -> Source { Source(place: .settled(path)) }

        /// The file; nil if it is not on this machine.
        public var path: String? {
            switch place {
            case .file(let path), .settled(let path), .copy(let path): path
            case .blob: nil
            }
        }
    }

    /// What it is.
    public let kind: Kind
    /// In the order in which they are copied; no digest twice.
    public let blobs: [Blob]
    /// The digest of the whole: the disk's, or that of a layout's `index.json`. One of `blobs`.
    public let root: Digest

    /// An asset of these blobs; a repeated digest counts once.
    public init(kind: Kind, blobs: [Blob], root: Digest) {
        self.kind = kind
        var seen: Set<Digest> = []
        self.blobs = blobs.filter { seen.insert($0.digest).inserted }
        self.root = root
    }

    /// The same, for our own files that nobody changes any more.
    public var settled: Asset {
        let blobs = blobs.map { blob in
            guard let path = blob.source.path else { return blob }
            return Blob(digest: blob.digest, size: blob.size, source: .settled(path), data: blob.data)
        }
        return Asset(kind: kind, blobs: blobs, root: root)
    }

    /// The same disk, with the digest of its data.
    public func with(data: Digest?) -> Asset {
        let blobs = blobs.map { blob in
            var blob = blob
            if blob.digest == root { blob.data = data }
            return blob
        }
        return Asset(kind: kind, blobs: blobs, root: root)
    }

    /// The digest of a disk's data; nil if unknown.
    public var data: Digest? { blobs.first { $0.digest == root }?.data }

    /// Of all blobs, in bytes.
    public var size: Int64 { blobs.reduce(0) { $0 + $1.size } }
}

/// The record of a complete asset in a region: `assets/sha256/<root>.json`, written last.
struct AssetRecord: Codable, Equatable {
    struct Entry: Codable, Hashable {
        let digest: Digest
        let size: Int64

        init(_ blob: Asset.Blob) { (digest, size) = (blob.digest, blob.size) }
    }

    let kind: Asset.Kind
    let root: Digest
    let blobs: [Entry]

    /// - Parameter more: additional blobs that belong to it.
    init(_ asset: Asset, and more: [Entry] = []) {
        (kind, root) = (asset.kind, asset.root)
        let own = asset.blobs.map { Entry($0) }
        blobs = own + more.filter { !own.contains($0) }
    }

    /// Whether it contains all blobs of an asset.
    func names(all asset: Asset) -> Bool { Set(blobs).isSuperset(of: asset.blobs.map { Entry($0) }) }
}
