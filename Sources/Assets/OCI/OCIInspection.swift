// Walks a layout from index.json down: index → manifest → configuration and layers. Each blob is read once, however
// many descriptors name it. What is wrong is collected, not thrown, so that the publisher hears of all of it at once.
import FoundationEssentials
import Glibc

final class OCIInspection {
    private let blobs: OCIBlobs
    private let limits: OCILimits
    private var images: [Digest: OCIImage] = [:]
    private var order: [Digest] = []
    private var tags: [String: Digest] = [:]
    private var descriptors = 0
    private var findings: [AssetFinding] = []

    init(
        root: String, limits: OCILimits, consumers: @escaping (OCIDescriptor) throws -> [any ImageConsumer],
        check: @escaping () throws -> Void
    ) {
        self.limits = limits
        blobs = OCIBlobs(root: root, limits: limits, consumers: consumers, check: check)
    }

    func report() throws -> OCIReport {
        var index: Asset.Blob?
        do {
            index = try readTop()
        } catch let problem as AssetProblem {
            add(problem.findings)
        }
        if findings.isEmpty, images.isEmpty { add([OCIFindings.noImage]) }
        let asset = findings.isEmpty ? index.map(whole) : nil
        return OCIReport(images: order.compactMap { images[$0] }, tags: tags, findings: findings, asset: asset)
    }

    private func readTop() throws -> Asset.Blob {
        guard try blobs.document("oci-layout") != nil else {
            throw AssetProblem([
                try blobs.document("manifest.json") == nil ? OCIFindings.noLayout : OCIFindings.dockerSave
            ])
        }
        let version: OCILayoutVersion = try decode(blobs.document("oci-layout"), "oci-layout")
        guard version.imageLayoutVersion.hasPrefix("1.") else {
            throw AssetProblem([OCIFindings.version(version.imageLayoutVersion)])
        }
        let bytes = try blobs.document("index.json")
        let index: OCIIndex = try decode(bytes, "index.json")
        for descriptor in index.manifests { try collect { try self.walk(descriptor, tags: [], depth: 1) } }
        return Asset.Blob(
            digest: try Digest.of(bytes ?? Data()), size: Int64(bytes?.count ?? 0), source: blobs.root + "/index.json")
    }

    private func walk(_ descriptor: OCIDescriptor, tags above: [String], depth: Int) throws {
        let digest = try blobs.digest(of: descriptor)
        try count(descriptor)
        if let tag = descriptor.tag { try note(tag, digest) }
        let tags = above + [descriptor.tag].compactMap { $0 }
        switch descriptor.mediaType {
        case OCIMediaType.index:
            guard depth < limits.depth else { throw AssetProblem([OCIFindings.tooDeep(limits.depth)]) }
            let index: OCIIndex = try decode(blobs.document(descriptor), descriptor.digest)
            for inner in index.manifests { try collect { try self.walk(inner, tags: tags, depth: depth + 1) } }
        case OCIMediaType.manifest:
            let manifest: OCIManifest = try decode(blobs.document(descriptor), descriptor.digest)
            try read(manifest, of: descriptor, digest, tags)
        default:
            throw AssetProblem([
                OCIFindings.mediaType(descriptor, expected: [OCIMediaType.manifest, OCIMediaType.index])
            ])
        }
    }

    private func read(_ manifest: OCIManifest, of descriptor: OCIDescriptor, _ digest: Digest, _ tags: [String]) throws
    {
        if let known = images[digest] {
            images[digest] = OCIImage(
                tags: known.tags + tags.filter { !known.tags.contains($0) }, manifest: digest, platform: known.platform,
                config: known.config, layers: known.layers)
            return
        }
        guard manifest.schemaVersion == 2 else { throw AssetProblem([OCIFindings.schema(manifest.schemaVersion)]) }
        for layer in manifest.layers {
            try count(layer)
            try collect {
                let isKnown = OCIMediaType.layers.contains(layer.mediaType)
                guard isKnown || descriptor.isAttestation && layer.mediaType == OCIMediaType.attestation else {
                    throw AssetProblem([OCIFindings.mediaType(layer, expected: Array(OCIMediaType.layers))])
                }
                try self.blobs.verify(layer)
            }
        }
        try count(manifest.config)
        guard manifest.config.mediaType == OCIMediaType.config else {
            throw AssetProblem([OCIFindings.mediaType(manifest.config, expected: [OCIMediaType.config])])
        }
        let config: OCIConfig = try decode(blobs.document(manifest.config), manifest.config.digest)
        if descriptor.isAttestation { return }
        compare(config, manifest, descriptor)
        order.append(digest)
        images[digest] = OCIImage(
            tags: tags, manifest: digest,
            platform: OCIPlatform(os: config.os, architecture: config.architecture), config: manifest.config,
            layers: manifest.layers)
    }

    private func compare(_ config: OCIConfig, _ manifest: OCIManifest, _ descriptor: OCIDescriptor) {
        if config.rootfs.diffIDs.count != manifest.layers.count {
            add([OCIFindings.layerCount(config.rootfs.diffIDs.count, manifest.layers.count)])
        }
        let own = OCIPlatform(os: config.os, architecture: config.architecture)
        if own.os.isEmpty || own.architecture.isEmpty { add([OCIFindings.noPlatform(descriptor.digest)]) }
        if let claimed = descriptor.platform, claimed != own { add([OCIFindings.platform(claimed, own)]) }
    }

    private func note(_ tag: String, _ digest: Digest) throws {
        if let other = tags[tag], other != digest { throw AssetProblem([OCIFindings.tagTwice(tag, other, digest)]) }
        tags[tag] = digest
    }

    private func count(_ descriptor: OCIDescriptor) throws {
        descriptors += 1
        guard descriptors <= limits.descriptors else { throw AssetProblem([OCIFindings.tooMany(limits.descriptors)]) }
    }

    /// A problem in one branch does not hide those of the others.
    private func collect(_ branch: () throws -> Void) throws {
        do { try branch() } catch let problem as AssetProblem { add(problem.findings) }
    }

    private func add(_ more: [AssetFinding]) { findings += more.filter { !findings.contains($0) }.prefix(100) }

    private func decode<Document: Decodable>(_ bytes: Data?, _ name: String) throws -> Document {
        guard let bytes else { throw AssetProblem([OCIFindings.missing(name)]) }
        do {
            return try JSONDecoder().decode(Document.self, from: bytes)
        } catch {
            throw AssetProblem([OCIFindings.malformed(name)])
        }
    }

    private func whole(index: Asset.Blob) -> Asset {
        Asset(kind: .containerImage, blobs: blobs.verified + [index], root: index.digest)
    }
}
