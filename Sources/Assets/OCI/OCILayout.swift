// A container image as an OCI image layout in a directory (image specification 1.1, "image-layout"): one call reads
// all of it and reports its images and its faults.

/// Bounds on what a layout may make us do.
public struct OCILimits: Sendable, Equatable {
    /// Longest JSON document, in bytes.
    public var documentBytes = 4 << 20
    /// How deep indexes may name indexes.
    public var depth = 4
    /// Most descriptors in all documents together.
    public var descriptors = 2_000
    /// All blobs together, in bytes.
    public var totalBytes: Int64 = 100 << 30

    /// The defaults above.
    public init() {}
}

/// One image of a layout: what a manifest describes.
public struct OCIImage: Sendable, Equatable {
    /// The tags of `index.json` that lead here, through an index or directly.
    public let tags: [String]
    /// The manifest's own digest.
    public let manifest: Digest
    /// As the image's configuration says.
    public let platform: OCIPlatform?
    /// The image's configuration.
    public let config: OCIDescriptor
    /// Lowest first.
    public let layers: [OCIDescriptor]
}

/// What one reading of a layout found out.
public struct OCIReport: Sendable, Equatable {
    /// Every image whose manifest could be read.
    public let images: [OCIImage]
    /// Tag → digest of the manifest or index that it names. What leads to no image has none.
    public let tags: [String: Digest]
    /// Tag → the name in `index.json` that contains it: the tag itself, or a whole reference.
    public let names: [String: String]
    /// Empty for a layout that may be published.
    public let findings: [AssetFinding]
    /// The index's digest, which names the layout; `nil` where it cannot be read.
    public let root: Digest?
    /// All blobs and the index, ready for a region; `nil` when there are findings.
    public let asset: Asset?
    /// Over the digests of what is beside the images, named and not there; `nil` where all of it is there. What is missing was not
    /// scanned, so it must be missing later, too.
    public let absent: Digest?
}

/// Reading of OCI image layouts.
public enum OCILayout {
    static let index = "index.json"

    /// The digest that names a layout: that of its index, which names every manifest, and each of those its blobs. Nil if
    /// the layout has none that can be read.
    public static func root(path: String) throws -> Digest? {
        let blobs = OCIBlobs(root: path, limits: OCILimits(), layers: nil, also: [], check: {})
        return try blobs.file(index).map { try Digest.of($0.bytes) }
    }

    /// Reads every document and every blob, once in each way that runtimes would, verifies every descriptor's digest and size, and unpacks
    /// the layers as runtimes do.
    /// - Parameters:
    ///   - path: a directory. Links inside that lead out of it are findings.
    ///   - layers: how layers are unpacked and scanned; nil if only their digests matter.
    ///   - also: further readers of each blob.
    ///   - check: called between chunks; what it throws ends the reading.
    /// - Throws: `AssetError`, `ScannerError`, and whatever `check` throws. What is wrong with the layout is in the report.
    public static func inspect(
        path: String, limits: OCILimits = OCILimits(), layers: LayerReading? = LayerReading(),
        also: [any ImageConsumer] = [], check: () throws -> Void = {}
    ) throws -> OCIReport {
        try withoutActuallyEscaping(check) { check in
            try OCIInspection(root: path, limits: limits, layers: layers, also: also, check: check).report()
        }
    }
}
