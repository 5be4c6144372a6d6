// Every problem of an image layout: codes and measured values.

enum OCIFindings {
    static let noLayout = AssetFinding("oci-no-layout")
    static let dockerSave = AssetFinding("oci-docker-archive")
    static let noImage = AssetFinding("oci-no-image")

    static func version(_ version: String) -> AssetFinding { AssetFinding("oci-layout-version", ["value": version]) }
    static func schema(_ version: Int) -> AssetFinding { AssetFinding("oci-schema-version", ["value": "\(version)"]) }
    static func missing(_ name: String) -> AssetFinding { AssetFinding("oci-blob-missing", ["value": name]) }
    static func malformed(_ name: String) -> AssetFinding { AssetFinding("oci-document", ["value": name]) }
    static func member(_ name: String, _ place: String) -> AssetFinding {
        AssetFinding("oci-member", ["name": name, "value": place.isEmpty ? "/" : place])
    }

    static func tooLong(_ name: String) -> AssetFinding { AssetFinding("oci-document-too-long", ["value": name]) }
    static func tooDeep(_ depth: Int) -> AssetFinding { AssetFinding("oci-too-deep", ["most": "\(depth)"]) }
    static func tooMany(_ count: Int) -> AssetFinding { AssetFinding("oci-too-many", ["most": "\(count)"]) }
    static func tooLarge(_ bytes: Int64) -> AssetFinding { AssetFinding("oci-too-large", ["most": "\(bytes >> 20)"]) }

    static func digestForm(_ descriptor: OCIDescriptor) -> AssetFinding {
        AssetFinding("oci-digest-algorithm", ["value": descriptor.digest])
    }

    static func digest(_ descriptor: OCIDescriptor, _ found: Digest) -> AssetFinding {
        AssetFinding("oci-digest", ["value": found.description, "expected": descriptor.digest])
    }

    static func embedded(_ descriptor: OCIDescriptor) -> AssetFinding {
        AssetFinding("oci-embedded-data", ["value": descriptor.digest])
    }

    static func noLayers(_ digest: String) -> AssetFinding { AssetFinding("oci-no-layers", ["value": digest]) }

    static func remoteLayer(_ layer: OCIDescriptor) -> AssetFinding {
        AssetFinding("oci-layer-not-included", ["value": layer.digest])
    }

    /// - Parameter sign: the annotation or media type that shows it.
    static func otherReading(_ digest: String, _ sign: String) -> AssetFinding {
        AssetFinding("oci-layer-index", ["name": digest, "value": sign])
    }

    static func absent(_ platform: OCIPlatform, _ descriptor: OCIDescriptor) -> AssetFinding {
        AssetFinding(
            "oci-platform-absent",
            [
                "value": "\(platform.os)/\(platform.architecture)", "name": descriptor.digest,
            ])
    }

    static func size(_ descriptor: OCIDescriptor, _ found: Int64) -> AssetFinding {
        AssetFinding(
            "oci-size", ["name": descriptor.digest, "value": "\(found)", "expected": "\(descriptor.size)"])
    }

    static func mediaType(_ type: String, of name: String, expected: Set<String>) -> AssetFinding {
        AssetFinding(
            "oci-media-type",
            ["name": name, "value": type, "choices": expected.sorted().joined(separator: ", ")])
    }

    static func layerCount(_ described: Int, _ named: Int) -> AssetFinding {
        AssetFinding("oci-layer-count", ["value": "\(named)", "expected": "\(described)"])
    }

    static func unpackedDigest(_ layer: OCIDescriptor, _ stated: String, _ found: Digest) -> AssetFinding {
        AssetFinding("oci-diff-id", ["name": layer.digest, "value": stated, "found": found.description])
    }

    static func noPlatform(_ digest: String) -> AssetFinding { AssetFinding("oci-platform-missing", ["value": digest]) }

    static func platform(_ claimed: OCIPlatform, _ own: OCIPlatform) -> AssetFinding {
        AssetFinding(
            "oci-platform",
            [
                "value": "\(claimed.os)/\(claimed.architecture)", "expected": "\(own.os)/\(own.architecture)",
            ])
    }

    static func tagTwice(_ tag: String, _ one: Digest, _ other: Digest) -> AssetFinding {
        AssetFinding("oci-tag-twice", ["value": tag, "first": one.description, "second": other.description])
    }

    static func escapes(_ name: String) -> AssetFinding { AssetFinding("oci-blob-outside", ["value": name]) }
}
