// The wording of everything that can be wrong with an image layout: one place, so that codes and texts stay stable.
import FoundationEssentials

enum OCIFindings {
    private static let again = "Write the layout anew: skopeo copy --format oci SOURCE oci:DIRECTORY:TAG."

    static let noLayout = finding(
        "oci-no-layout", "The directory holds no file \"oci-layout\", so it is no OCI image layout.", again)

    static let dockerSave = finding(
        "oci-docker-archive", "This is a Docker save archive, not an OCI image layout.",
        "Run: skopeo copy docker-archive:FILE oci:DIRECTORY:TAG.")

    static let noImage = finding("oci-no-image", "The layout's index names no image.", again)

    static func version(_ version: String) -> AssetFinding {
        finding("oci-layout-version", "The layout's version is \(quoted(version)); 1.0.0 is expected.", again)
    }

    static func schema(_ version: Int) -> AssetFinding {
        finding("oci-schema-version", "A manifest's schemaVersion is \(version); 2 is expected.", again)
    }

    static func missing(_ name: String) -> AssetFinding {
        finding("oci-blob-missing", "\(quoted(name)) is named by the layout, but is not there.", again)
    }

    static func malformed(_ name: String) -> AssetFinding {
        finding("oci-document", "\(quoted(name)) is not the JSON document that its place calls for.", again)
    }

    static func tooLong(_ name: String) -> AssetFinding {
        finding("oci-document-too-long", "\(quoted(name)) is longer than an image's document may be (4 MiB).", again)
    }

    static func tooDeep(_ depth: Int) -> AssetFinding {
        finding("oci-too-deep", "Indexes name indexes more than \(depth) levels deep.", "Name the images in one index.")
    }

    static func tooMany(_ count: Int) -> AssetFinding {
        finding("oci-too-many", "The layout names more than \(count) blobs.", "Publish fewer images in one layout.")
    }

    static func tooLarge(_ bytes: Int64) -> AssetFinding {
        finding("oci-too-large", "The blobs together exceed \(bytes >> 20) MiB.", "Publish smaller or fewer images.")
    }

    static func digestForm(_ descriptor: OCIDescriptor) -> AssetFinding {
        finding(
            "oci-digest-algorithm",
            "\(quoted(descriptor.digest)) is no digest of the form sha256: and 64 hexadecimal digits.", again)
    }

    static func digest(_ descriptor: OCIDescriptor, _ found: Digest) -> AssetFinding {
        finding(
            "oci-digest",
            "The blob \(descriptor.digest) has the digest \(found): its bytes are not what was described.",
            "Upload that blob again; if it is the same, write the layout anew.")
    }

    static func size(_ descriptor: OCIDescriptor, _ found: Int64) -> AssetFinding {
        finding(
            "oci-size",
            "The blob \(quoted(descriptor.digest)) has \(found) bytes; its descriptor says \(descriptor.size).",
            "Upload that blob again; if it is the same, write the layout anew.")
    }

    static func mediaType(_ descriptor: OCIDescriptor, expected: String) -> AssetFinding {
        finding(
            "oci-media-type",
            "The media type \(quoted(descriptor.mediaType)) of \(quoted(descriptor.digest)) is not accepted; "
                + "\(expected) is expected.", again)
    }

    static func layerCount(_ described: Int, _ named: Int) -> AssetFinding {
        finding(
            "oci-layer-count", "An image's configuration describes \(described) layers, its manifest names \(named).",
            again)
    }

    static func noPlatform(_ digest: String) -> AssetFinding {
        finding(
            "oci-platform-missing", "The image \(quoted(digest)) does not say which platform it runs on.",
            "Set os and architecture in its configuration, e.g. docker buildx build --platform linux/amd64.")
    }

    static func platform(_ claimed: OCIPlatform, _ own: OCIPlatform) -> AssetFinding {
        finding(
            "oci-platform",
            "The index says \(quoted(claimed.os + "/" + claimed.architecture)), "
                + "the image says \(quoted(own.os + "/" + own.architecture)).", again)
    }

    static func tagTwice(_ tag: String, _ one: Digest, _ other: Digest) -> AssetFinding {
        finding(
            "oci-tag-twice", "The tag \(quoted(tag)) names both \(one) and \(other).",
            "Remove the old one from index.json, or write the layout into an empty directory.")
    }

    static func escapes(_ name: String) -> AssetFinding {
        finding("oci-blob-outside", "The blob \(quoted(name)) leads out of the layout.", "Put the file itself there.")
    }

    private static func finding(_ code: String, _ detail: String, _ remedy: String) -> AssetFinding {
        AssetFinding(code: code, detail: detail, remedy: remedy)
    }

    private static func quoted(_ text: String) -> String { Hostile.quoted(text) }
}
