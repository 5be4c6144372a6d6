// What is replicated: a list of blobs, each with its digest, size and the file it comes from, and the digest that names
// the whole. A virtual hard disk is one blob; an OCI image layout is all its blobs and its index. Both go the same way.
import FoundationEssentials

/// Something to be copied to regions, addressed by digest.
public struct Asset: Hashable, Sendable {
    /// What the blobs make up together.
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
        /// Of what it holds besides zeros (`DataDigestStream`), by which copies of it are compared; nil where nobody knows it.
        public var data: Digest?

        /// A blob; nothing is read or checked here.
        public init(digest: Digest, size: Int64, source: Source, data: Digest? = nil) {
            self.digest = digest
            self.size = size
            self.source = source
            self.data = data
        }
    }

    /// Where the bytes of a blob are.
    public struct Source: Hashable, Sendable {
        enum Place: Hashable {
            /// A file that others may write to.
            case file(String)
            /// A file of ours whose digest was read and to which nobody writes any more.
            case settled(String)
            /// A file in a store of this machine.
            case copy(String)
            case blob(BlobContainer, name: String)
        }

        let place: Place

        /// A file that others may write to: what is copied of it is held against the digest.
        public static func file(_ path: String) -> Source { Source(place: .file(path)) }
        /// A file of ours whose digest was read and to which nobody writes any more: a store on the same file system takes it
        /// as it is.
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
    /// Names the whole: the disk's digest, or that of a layout's `index.json`. One of `blobs`.
    public let root: Digest

    /// An asset of these blobs; a digest named twice is taken once.
    public init(kind: Kind, blobs: [Blob], root: Digest) {
        self.kind = kind
        var seen: Set<Digest> = []
        self.blobs = blobs.filter { seen.insert($0.digest).inserted }
        self.root = root
    }

    /// The same, of files of ours to which nobody writes any more.
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

    /// Of the data of a disk; nil where nobody knows it.
    public var data: Digest? { blobs.first { $0.digest == root }?.data }

    /// Of all blobs, in bytes.
    public var size: Int64 { blobs.reduce(0) { $0 + $1.size } }
}

/// The record of an asset that is complete in a region: `assets/sha256/<root>.json`, written last.
struct AssetRecord: Codable, Equatable {
    struct Entry: Codable, Hashable {
        let digest: Digest
        let size: Int64

        init(_ blob: Asset.Blob) { (digest, size) = (blob.digest, blob.size) }
    }

    let kind: Asset.Kind
    let root: Digest
    let blobs: [Entry]

    /// - Parameter more: what else belongs to it.
    init(_ asset: Asset, and more: [Entry] = []) {
        (kind, root) = (asset.kind, asset.root)
        let own = asset.blobs.map { Entry($0) }
        blobs = own + more.filter { !own.contains($0) }
    }

    /// Whether all blobs of an asset are among its own.
    func names(all asset: Asset) -> Bool { Set(blobs).isSuperset(of: asset.blobs.map { Entry($0) }) }
}
