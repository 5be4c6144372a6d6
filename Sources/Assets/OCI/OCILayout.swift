// A container image as an OCI image layout in a directory (image specification 1.1, "image-layout"): one call reads all
// of it and reports its images and problems.

/// Limits for reading a layout.
public struct OCILimits: Sendable, Equatable {
    /// The longest JSON document, in bytes.
    public var documentBytes = 4 << 20
    /// The depth of nested indexes.
    public var depth = 4
    /// The number of descriptors in all documents together.
    public var descriptors = 2_000
    /// All blobs together, in bytes.
    public var totalBytes: Int64 = 100 << 30

    /// The defaults above.
    public init() {}
}

/// One image of a layout, from its manifest.
public struct OCIImage: Sendable, Equatable {
    /// The tags of `index.json` that lead to it, directly or through an index.
    public let tags: [String]
    /// The manifest's own digest.
    public let manifest: Digest
    /// From the image's configuration.
    public let platform: OCIPlatform?
    /// The image's configuration.
    public let config: OCIDescriptor
    /// Lowest first.
    public let layers: [OCIDescriptor]
}

/// The result of reading a layout.
public struct OCIReport: Sendable, Equatable {
    /// Every image with a readable manifest.
    public let images: [OCIImage]
    /// Tag → digest of the manifest or index that it names. What leads to no image has none.
    public let tags: [String: Digest]
    /// Tag → the name in `index.json` that contains it: the tag itself, or a whole reference.
    public let names: [String: String]
    /// Empty for a layout that may be published.
    public let findings: [AssetFinding]
    /// The index's digest, which identifies the layout; `nil` if it cannot be read.
    public let root: Digest?
    /// All blobs and the index, ready for a region; `nil` if there are findings.
    public let asset: Asset?
    /// A digest over the digests of missing parts that do not belong to an image; `nil` if nothing is missing. Missing
    /// parts were not scanned, so they must stay missing.
    public let absent: Digest?
}

/// Reading of OCI image layouts.
public enum OCILayout {
    static let index = "index.json"

    /// The digest that identifies a layout: that of its index, which names every manifest, and each manifest its blobs.
    /// Nil if the index cannot be read.
    public static func root(path: String) throws -> Digest? {
        let blobs = OCIBlobs(root: path, limits: OCILimits(), layers: nil, also: [], check: {})
        return try blobs.file(index).map { try Digest.of($0.bytes) }
    }

    /// Reads every document and every blob, once for each way in which runtimes would, verifies every descriptor's
    /// digest and size, and unpacks the layers as runtimes do.
    /// - Parameters:
    ///   - path: a directory. Links in it that lead outside are findings.
    ///   - layers: how layers are unpacked and scanned; nil if only their digests matter.
    ///   - also: further readers of each blob.
    ///   - check: called between chunks; if it throws, the reading ends.
    /// - Throws: `AssetError`, `ScannerError`, and whatever `check` throws. Problems of the layout are in the report.
    public static func inspect(
        path: String, limits: OCILimits = OCILimits(), layers: LayerReading? = LayerReading(),
        also: [any ImageConsumer] = [], check: () throws -> Void = {}
    ) throws -> OCIReport {
        try withoutActuallyEscaping(check) { check in
            try OCIInspection(root: path, limits: limits, layers: layers, also: also, check: check).report()
        }
    }
}
