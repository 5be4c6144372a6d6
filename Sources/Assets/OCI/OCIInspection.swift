// Walks a layout from index.json down: index → manifest → configuration and layers. Collects problems instead of
// throwing, so that the publisher gets all of them at once. Skips documents that are not images: the parts that exist
// are verified and copied, and no other rule applies.
import FoundationEssentials

final class OCIInspection {
    private let blobs: OCIBlobs
    private let limits: OCILimits
    private var images: [Digest: OCIImage] = [:]
    private var order: [Digest] = []
    private var tags: [String: Digest] = [:]
    private var names: [String: String] = [:]
    /// For each manifest and index that was read: whether it leads to an image.
    private var leadsToImage: [Digest: Bool] = [:]
    private var descriptors = 0
    /// Digests of missing parts that do not belong to an image.
    private var absent: Set<String> = []
    private var findings: [AssetFinding] = []

    init(
        root: String, limits: OCILimits, layers: LayerReading?, also: [any ImageConsumer],
        check: @escaping () throws -> Void
    ) {
        self.limits = limits
        blobs = OCIBlobs(root: root, limits: limits, layers: layers, also: also, check: check)
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
        return OCIReport(
            images: order.compactMap { images[$0] }, tags: tags, names: names, findings: findings,
            root: index?.digest, asset: asset,
            absent: absent.isEmpty ? nil : try Digest.of(Array(absent.sorted().joined(separator: "\n").utf8)))
    }

    private func readTop() throws -> Asset.Blob {
        guard let layout = try blobs.file("oci-layout") else {
            throw AssetProblem([
                try blobs.file("manifest.json") == nil ? OCIFindings.noLayout : OCIFindings.dockerSave
            ])
        }
        let version = try object(layout.bytes, "oci-layout").required("imageLayoutVersion")
        guard version.hasPrefix("1.") else { throw AssetProblem([OCIFindings.version(version)]) }
        guard let index = try blobs.file(OCILayout.index) else {
            throw AssetProblem([OCIFindings.missing(OCILayout.index)])
        }
        for descriptor in try OCIIndex(object(index.bytes, OCILayout.index), type: nil).manifests {
            // Only names here count: those of a nested index belong to another registry.
            try collect {
                let tag = descriptor.tag
                guard try self.walk(descriptor, tags: tag.map { [$0] } ?? [], depth: 1), let tag else { return }
                try self.note(tag, descriptor)
            }
        }
        return Asset.Blob(digest: try Digest.of(index.bytes), size: Int64(index.bytes.count), source: .file(index.path))
    }

    /// Whether it leads to an image.
    private func walk(_ descriptor: OCIDescriptor, tags: [String], depth: Int) throws -> Bool {
        try count(descriptor)
        switch descriptor.mediaType {
        case let type where OCIMediaType.indexes.contains(type):
            let digest = try blobs.digest(of: descriptor)
            guard depth < limits.depth else { throw AssetProblem([OCIFindings.tooDeep(limits.depth)]) }
            var leads = false
            for inner in try OCIIndex(object(blobs.document(descriptor), descriptor.digest), type: type).manifests {
                try collect { if try self.walk(inner, tags: tags, depth: depth + 1) { leads = true } }
            }
            leadsToImage[digest] = leads
            return leads
        case let type where OCIMediaType.manifests.contains(type):
            return try manifest(descriptor, tags)
        case let type where OCIMediaType.isOfImages(type):
            let expected = OCIMediaType.manifests.union(OCIMediaType.indexes)
            throw AssetProblem([OCIFindings.mediaType(type, of: descriptor.digest, expected: expected)])
        default:
            try passOver(descriptor)
            return false
        }
    }

    private func manifest(_ descriptor: OCIDescriptor, _ tags: [String]) throws -> Bool {
        let isThere = try blobs.has(descriptor)
        if !isThere, descriptor.saysArtifact {
            absent.insert(descriptor.digest)
            return false
        }
        let digest = try blobs.digest(of: descriptor)
        if !isThere, let platform = descriptor.platform {
            throw AssetProblem([OCIFindings.absent(platform, descriptor)])
        }
        if let known = leadsToImage[digest] {
            try blobs.verify(descriptor)
            if let image = images[digest] { images[digest] = image.named(tags) }
            return known
        }
        let manifest = try OCIManifest(
            object(blobs.document(descriptor), descriptor.digest), type: descriptor.mediaType)
        if let sign = manifest.otherReading { throw AssetProblem([OCIFindings.otherReading(descriptor.digest, sign)]) }
        let isConfig = OCIMediaType.configs.contains(manifest.config.mediaType)
        try count(manifest.config)
        let config = try isConfig ? OCIConfig(object(blobs.document(manifest.config), manifest.config.digest)) : nil
        guard manifest.isImage(config), let config else {
            leadsToImage[digest] = false
            for blob in [manifest.config] + manifest.layers where blob != manifest.config || !isConfig {
                try count(blob)
                try collect { try self.passOver(blob, mayBeLayer: isConfig) }
            }
            return false
        }
        leadsToImage[digest] = true
        if manifest.layers.isEmpty { add([OCIFindings.noLayers(descriptor.digest)]) }
        var unpacked: [Digest?] = []
        for layer in manifest.layers {
            try count(layer)
            unpacked.append(nil)
            try collect { unpacked[unpacked.count - 1] = try self.layer(layer) }
        }
        compare(config, manifest, descriptor)
        compare(config, unpacked: unpacked, manifest)
        order.append(digest)
        images[digest] = OCIImage(
            tags: tags, manifest: digest, platform: config.platform, config: manifest.config, layers: manifest.layers)
        return true
    }

    /// The digest of the unpacked layer; nil if layers are not unpacked.
    private func layer(_ layer: OCIDescriptor) throws -> Digest? {
        guard layer.isLayer else {
            throw AssetProblem([OCIFindings.mediaType(layer.mediaType, of: layer.digest, expected: OCIMediaType.layers)]
            )
        }
        if OCIMediaType.remoteLayers.contains(layer.mediaType), try !blobs.has(layer) {
            throw AssetProblem([OCIFindings.remoteLayer(layer)])
        }
        return try verified(layer).unpacked
    }

    private func verified(_ blob: OCIDescriptor) throws -> OCIBlobs.Content {
        if blob.isLayer, let sign = blob.otherReading {
            throw AssetProblem([OCIFindings.otherReading(blob.digest, sign)])
        }
        return try blobs.verify(blob)
    }

    /// Something that is not an image. It may be missing, but if it exists, it must match its descriptor.
    /// - Parameter mayBeLayer: its manifest has an image's configuration, so some runtimes unpack it if they can.
    private func passOver(_ descriptor: OCIDescriptor, mayBeLayer: Bool = false) throws {
        guard descriptor.isLayer || !OCIMediaType.isOfImages(descriptor.mediaType) else {
            throw AssetProblem([
                OCIFindings.mediaType(descriptor.mediaType, of: descriptor.digest, expected: OCIMediaType.layers)
            ])
        }
        guard try blobs.has(descriptor) else {
            absent.insert(descriptor.digest)
            return
        }
        if try verified(descriptor).isArchive, mayBeLayer {
            throw AssetProblem([
                OCIFindings.mediaType(descriptor.mediaType, of: descriptor.digest, expected: OCIMediaType.layers)
            ])
        }
    }

    private func compare(_ config: OCIConfig, _ manifest: OCIManifest, _ descriptor: OCIDescriptor) {
        if !manifest.layers.isEmpty, config.diffIDs.count != manifest.layers.count {
            add([OCIFindings.layerCount(config.diffIDs.count, manifest.layers.count)])
        }
        guard config.platform.isKnown else { return add([OCIFindings.noPlatform(descriptor.digest)]) }
        if let claimed = descriptor.platform, !claimed.fits(config.platform) {
            add([OCIFindings.platform(claimed, config.platform)])
        }
    }

    /// Compares, as runtimes do, the digest of each unpacked layer with the one in the configuration.
    private func compare(_ config: OCIConfig, unpacked: [Digest?], _ manifest: OCIManifest) {
        guard config.diffIDs.count == unpacked.count else { return }
        for (index, (stated, found)) in zip(config.diffIDs, unpacked).enumerated() {
            guard let found, stated != found.description else { continue }
            add([OCIFindings.unpackedDigest(manifest.layers[index], stated, found)])
        }
    }

    private func note(_ tag: String, _ descriptor: OCIDescriptor) throws {
        let digest = try blobs.digest(of: descriptor)
        if let other = tags[tag], other != digest { throw AssetProblem([OCIFindings.tagTwice(tag, other, digest)]) }
        tags[tag] = digest
        names[tag] = descriptor.name
    }

    private func count(_ descriptor: OCIDescriptor) throws {
        descriptors += 1
        guard descriptors <= limits.descriptors else { throw AssetProblem([OCIFindings.tooMany(limits.descriptors)]) }
    }

    /// A problem in one branch must not hide problems in others.
    private func collect(_ branch: () throws -> Void) throws {
        do { try branch() } catch let problem as AssetProblem { add(problem.findings) }
    }

    private func add(_ more: [AssetFinding]) { findings += more.filter { !findings.contains($0) }.prefix(100) }

    private func object(_ bytes: [UInt8], _ name: String) throws -> OCIObject {
        try OCIObject(bytes, name, limit: limits.documentBytes)
    }

    private func whole(index: Asset.Blob) -> Asset {
        Asset(kind: .containerImage, blobs: blobs.verified + [index], root: index.digest)
    }
}

extension OCIImage {
    fileprivate func named(_ more: [String]) -> OCIImage {
        OCIImage(
            tags: tags + more.filter { !tags.contains($0) }, manifest: manifest, platform: platform, config: config,
            layers: layers)
    }
}
