// The JSON documents of an OCI image layout, as the image specification 1.1 has them; only what is checked or used.
import FoundationEssentials

/// Media types this module knows.
enum OCIMediaType {
    static let index = "application/vnd.oci.image.index.v1+json"
    static let manifest = "application/vnd.oci.image.manifest.v1+json"
    static let config = "application/vnd.oci.image.config.v1+json"
    static let layer = "application/vnd.oci.image.layer.v1.tar"
    static let layers: Set<String> = [layer, layer + "+gzip", layer + "+zstd"]
    static let attestation = "application/vnd.in-toto+json"
}

/// Says what a blob is, how long it is, and by which digest it is found.
public struct OCIDescriptor: Codable, Hashable, Sendable {
    /// What the blob is.
    public let mediaType: String
    /// `<algorithm>:<digits>` as written; only sha256 is accepted.
    public let digest: String
    /// In bytes, as claimed.
    public let size: Int64
    /// For manifests: what it runs on.
    public let platform: OCIPlatform?
    /// E.g. `org.opencontainers.image.ref.name`, the tag.
    public let annotations: [String: String]?

    /// The tag this descriptor carries.
    public var tag: String? { annotations?["org.opencontainers.image.ref.name"] }

    /// A layer, which is to be scanned unpacked; any other blob is a document.
    public var isLayer: Bool { OCIMediaType.layers.contains(mediaType) }

    /// What `docker buildx` adds beside an image to say how it was made.
    var isAttestation: Bool { annotations?["vnd.docker.reference.type"] == "attestation-manifest" }
}

/// What an image runs on.
public struct OCIPlatform: Codable, Hashable, Sendable {
    /// E.g. `linux`, `windows`.
    public let os: String
    /// E.g. `amd64`, `arm64`.
    public let architecture: String

    /// A platform by its two names.
    public init(os: String, architecture: String) {
        self.os = os
        self.architecture = architecture
    }
}

struct OCIIndex: Decodable {
    let schemaVersion: Int
    var mediaType: String?
    let manifests: [OCIDescriptor]
}

struct OCIManifest: Decodable {
    let schemaVersion: Int
    var mediaType: String?
    let config: OCIDescriptor
    let layers: [OCIDescriptor]
}

struct OCIConfig: Decodable {
    struct RootFS: Decodable {
        let type: String
        let diffIDs: [String]
        private enum CodingKeys: String, CodingKey {
            case type
            case diffIDs = "diff_ids"
        }
    }

    let os: String
    let architecture: String
    let rootfs: RootFS
}

struct OCILayoutVersion: Decodable { let imageLayoutVersion: String }
