// The media types of image specification 1.1, and those of Docker's image manifest 2.2 that mean the same (its
// the image specification, "Compatibility Matrix").

/// Known media types.
enum OCIMediaType {
    static let index = "application/vnd.oci.image.index.v1+json"
    static let manifest = "application/vnd.oci.image.manifest.v1+json"
    static let config = "application/vnd.oci.image.config.v1+json"
    static let layer = "application/vnd.oci.image.layer.v1.tar"

    static let indexes: Set = [index, "application/vnd.docker.distribution.manifest.list.v2+json"]
    static let manifests: Set = [manifest, "application/vnd.docker.distribution.manifest.v2+json"]
    static let configs: Set = [config, "application/vnd.docker.container.image.v1+json"]
    static let layers: Set<String> = [
        layer, layer + "+gzip", layer + "+zstd", "application/vnd.docker.image.rootfs.diff.tar",
        "application/vnd.docker.image.rootfs.diff.tar.gzip", "application/vnd.docker.image.rootfs.diff.tar.zstd",
    ]
    /// Layers that a registry may leave out. If its bytes exist, such a layer is like any other.
    static let remoteLayers: Set<String> = [
        "application/vnd.oci.image.layer.nondistributable.v1.tar",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
        "application/vnd.docker.image.rootfs.foreign.diff.tar",
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    ]

    /// Whether a runtime may take it for a part of an image. Some look only at the beginning of the name, so an unknown
    /// type with such a beginning is refused; any other type is not part of an image, and is skipped as the
    /// specification says.
    static func isOfImages(_ type: String) -> Bool {
        let type = type.lowercased()
        return type.hasPrefix("application/vnd.oci.image.") || type.hasPrefix("application/vnd.docker.")
    }
}
