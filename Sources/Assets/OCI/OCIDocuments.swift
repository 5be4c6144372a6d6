// The JSON documents of an OCI image layout, as in image specification 1.1; only what is checked or used.

/// The type, size and digest of a blob.
public struct OCIDescriptor: Hashable, Sendable {
    /// What the blob is.
    public let mediaType: String
    /// `<algorithm>:<digits>` as written; only sha256 is accepted.
    public let digest: String
    /// In bytes, as claimed.
    public let size: Int64
    /// For manifests: the platform. Either name may be empty.
    public let platform: OCIPlatform?
    /// For manifests: the type, if it is not an image.
    public let artifactType: String?
    /// For example `org.opencontainers.image.ref.name`, the tag.
    public let annotations: [String: String]
    /// The blob itself in Base64, which a reader may use instead of the file.
    public let data: String?

    /// A layer, which is scanned unpacked; any other blob is a document.
    public var isLayer: Bool {
        OCIMediaType.layers.contains(mediaType) || OCIMediaType.remoteLayers.contains(mediaType)
    }

    /// How a layer is packed; nil if it is not a layer.
    var packing: LayerPacking? {
        guard isLayer else { return nil }
        return mediaType.hasSuffix("gzip") ? .gzip : mediaType.hasSuffix("zstd") ? .zstd : .tar
    }

    /// The name that `index.json` gives it: a tag, or a whole reference.
    var name: String? { annotations["org.opencontainers.image.ref.name"] }

    /// The tag in that name. Podman and crane write `registry/repository:tag`, possibly with `@` and a digest.
    var tag: String? {
        guard let name else { return nil }
        let reference = name.prefix { $0 != "@" }
        let last = reference[(reference.lastIndex(of: "/").map(reference.index(after:)) ?? reference.startIndex)...]
        if let colon = last.firstIndex(of: ":") { return String(last[last.index(after: colon)...]) }
        // Without a colon it is a tag, unless it is the name of a repository.
        return reference.count < name.count || last.count < reference.count ? nil : name
    }

    /// The annotation by which a runtime reads the layer from a list of files in the blob instead of as a tar: nil
    /// without one. Sources: containers/storage, zstd:chunked; containerd, annotations for snapshotters.
    var otherReading: String? {
        annotations.keys.sorted().first { key in
            ["io.github.containers.zstd-chunked.", "containerd.io/snapshot"].contains { key.hasPrefix($0) }
        }
    }

    /// It declares itself not to be an image: an attestation, a signature, an SBOM.
    var saysArtifact: Bool {
        artifactType != nil || platform?.isKnown == false || annotations["vnd.docker.reference.type"] != nil
    }

    init(_ object: OCIObject) throws {
        mediaType = try object.required("mediaType")
        digest = try object.required("digest")
        guard let length = try object.integer("size"), length >= 0 else { throw object.wrong("size") }
        size = Int64(length)
        platform = try object.object("platform").map(OCIPlatform.init)
        artifactType = try object.text("artifactType")
        annotations = try object.table("annotations")
        data = try object.text("data")
    }
}

/// What an image runs on.
public struct OCIPlatform: Hashable, Sendable {
    /// For example `linux`, `windows`; empty if missing.
    public let os: String
    /// For example `amd64`, `arm64`; empty if missing.
    public let architecture: String

    /// A platform by its two names.
    public init(os: String, architecture: String) {
        self.os = os
        self.architecture = architecture
    }

    init(_ object: OCIObject) throws {
        self.init(os: try object.text("os") ?? "", architecture: try object.text("architecture") ?? "")
    }

    /// It may run somewhere: documents that are not images have `unknown` or nothing.
    var isKnown: Bool { ![os, architecture].contains { $0.isEmpty || $0 == "unknown" } }

    /// Nothing here contradicts the other platform.
    func fits(_ other: OCIPlatform) -> Bool {
        (os.isEmpty || os == other.os) && (architecture.isEmpty || architecture == other.architecture)
    }
}

struct OCIIndex {
    let manifests: [OCIDescriptor]

    /// `type`: its type in its descriptor; nil for `index.json`, which has no descriptor.
    init(_ object: OCIObject, type: String?) throws {
        try checkForm(object, type: type, among: OCIMediaType.indexes, without: ["config", "layers"])
        manifests = try object.objects("manifests").map(OCIDescriptor.init)
    }
}

struct OCIManifest {
    let config: OCIDescriptor
    let layers: [OCIDescriptor]
    private let artifactType: String?

    /// Its format, if it lists the files of another image's layers for a runtime; otherwise nil. Source: SOCI.
    var otherReading: String? {
        [artifactType, config.mediaType].compactMap(\.self).first { $0.hasPrefix("application/vnd.amazon.soci.") }
    }

    init(_ object: OCIObject, type: String) throws {
        try checkForm(object, type: type, among: OCIMediaType.manifests, without: ["manifests"])
        guard let config = try object.object("config") else { throw object.wrong("config") }
        self.config = try OCIDescriptor(config)
        artifactType = try object.text("artifactType")
        layers = try object.objects("layers").map(OCIDescriptor.init)
    }

    /// A runtime may unpack it. If neither it nor the layers decide, the configuration's platform does: old
    /// attestations and signatures have an image's configuration without a platform.
    func isImage(_ config: OCIConfig?) -> Bool {
        guard let config else { return false }
        return layers.isEmpty || layers.contains { OCIMediaType.isOfImages($0.mediaType) } || config.platform.isKnown
    }
}

struct OCIConfig {
    let platform: OCIPlatform
    let diffIDs: [String]

    init(_ object: OCIObject) throws {
        platform = try OCIPlatform(object)
        diffIDs = try object.object("rootfs")?.texts("diff_ids") ?? []
    }
}

/// A document that one reader takes for an index and another for a manifest is refused (CVE-2021-41190).
private func checkForm(_ object: OCIObject, type: String?, among types: Set<String>, without others: [String]) throws {
    guard let version = try object.integer("schemaVersion") else { throw object.wrong("schemaVersion") }
    guard version == 2 else { throw AssetProblem([OCIFindings.schema(version)]) }
    if let own = try object.text("mediaType"), type.map({ $0 != own }) ?? !types.contains(own) {
        throw AssetProblem([OCIFindings.mediaType(own, of: object.document, expected: type.map { [$0] } ?? types)])
    }
    if let other = others.first(where: object.has) { throw object.wrong(other) }
}
