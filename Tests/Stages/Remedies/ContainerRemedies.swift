// How layouts are broken, and what their remedies make of them.

extension RemedyCase {
    private static func layout(
        _ code: String, of variant: String = "", input: String = "DIRECTORY", result: String = "DIRECTORY",
        _ make: String,
        action: String = ":", commands: [Int] = [0], tags: [String]? = nil, cleanUp: String = ":"
    ) -> RemedyCase {
        RemedyCase(
            code: code, variant: variant, kind: .container, input: input, result: result, make: make, action: action,
            commands: commands, tags: tags, cleanUp: cleanUp)
    }

    /// A layout that is written again, into an empty directory.
    private static func written(_ code: String, of variant: String = "", _ spoil: String) -> RemedyCase {
        layout(code, of: variant, "copy; \(spoil)", action: "rm -r DIRECTORY")
    }

    /// An image that is built again.
    private static func built(_ code: String, of variant: String = "", _ spoil: String) -> RemedyCase {
        layout(code, of: variant, "copy; \(spoil)", action: "rm -r DIRECTORY; image DIRECTORY", commands: [])
    }

    private static let absent = """
        nest '.manifests[0] |= del(.annotations) + {platform: {os: "linux", architecture: "amd64"}}
            | .manifests += [{mediaType: "application/vnd.oci.image.manifest.v1+json", size: 9, digest: "sha256:\
        00000000000000000000000000000000000000000000000000000000000000ab", platform: {os: "linux", architecture: "arm64"}}]'
        """

    static let containers: [RemedyCase] = [
        written("oci-no-layout", "rm DIRECTORY/oci-layout"),
        layout(
            "oci-docker-archive", of: "a file", input: "FILE",
            "image SOURCE; skopeo copy -q oci:SOURCE:latest docker-archive:FILE:web:latest 2>/dev/null"),
        layout(
            "oci-docker-archive", of: "unpacked", input: "FOLDER",
            """
            image SOURCE; skopeo copy -q oci:SOURCE:latest docker-archive:FILE:web:latest 2>/dev/null
            rm -r FOLDER; mkdir FOLDER; tar -xf FILE -C FOLDER; rm FILE
            """, commands: [1, 0]),
        layout(
            "layout-not-a-folder", input: "FILE",
            "image SOURCE; skopeo copy -q oci:SOURCE:latest oci-archive:FILE:latest 2>/dev/null"),
        written("oci-no-image", of: "null", "index '.manifests = null'"),
        written("oci-no-image", of: "absent", "index 'del(.manifests)'"),
        written("oci-layout-version", #"echo '{"imageLayoutVersion":"2.0.0"}' >DIRECTORY/oci-layout"#),
        written("oci-schema-version", "index '.schemaVersion = 1'"),
        written("oci-document", "echo >DIRECTORY/index.json"),
        written("oci-member", of: "schemaVersion", "index 'del(.schemaVersion)'"),
        written("oci-member", of: "other capitals", "index '.Manifests = []'"),
        written("oci-member", of: "a manifest in an index", "index '.layers = []'"),
        written("oci-document-too-long", "printf '%*s' 4200000 '' >>DIRECTORY/index.json"),
        written("oci-too-deep", "nest; nest; nest; nest"),
        layout(
            "oci-too-many", "copy; index '.manifests = [range(2001) as $n | .manifests[0]]'",
            action: "rm -r DIRECTORY; image DIRECTORY", commands: []),
        built("oci-too-large", #"truncate -s 101G "$(layer)"; manifest ".layers[0].size = $((101 << 30))""#),
        written("oci-blob-missing", #"rm "$(layer)""#),
        written("oci-digest", #"poke "$(layer)" 20 x"#),
        written("oci-size", #"echo >>"$(layer)""#),
        written("oci-embedded-data", #"index '.manifests[0].data = "e30="'"#),
        written("oci-tag-twice", #"index '.manifests += [.manifests[0]]'; manifest '.annotations = {"a": "b"}'"#),
        layout("oci-platform-absent", of: "all platforms", "copy; \(absent)", action: "rm -r DIRECTORY"),
        layout("oci-platform-absent", of: "one platform", result: "NEW", "copy; \(absent)", commands: [1]),
        layout(
            "oci-layer-not-included", result: "NEW",
            """
            copy
            python3 - >/dev/null 2>&1 <<'END' &
            import http.server, os
            os.closerange(3, 4096)  # pipes of other tests, whose readers wait for their end
            server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
            open("port.new", "w").write(str(server.server_port))
            os.rename("port.new", "port")
            server.serve_forever()
            END
            echo $! >server; until [ -f port ]; do sleep 0.1; done
            mv "$(layer)" away
            manifest ".layers[0].mediaType = \\"application/vnd.oci.image.layer.nondistributable.v1.tar+gzip\\"
                | .layers[0].urls = [\\"http://127.0.0.1:$(cat port)/away\\"]"
            """, cleanUp: "kill -9 $(cat server)"),
        layout(
            "oci-no-layers", of: "none",
            """
            umoci init --layout DIRECTORY; umoci new --image DIRECTORY:latest; mkdir FOLDER; echo hello >FOLDER/hello
            umoci config --image DIRECTORY:latest --os linux --architecture amd64
            """),
        layout("oci-no-layers", of: "null", "copy; config '.rootfs.diff_ids = []'; manifest '.layers = null'"),
        layout(
            "oci-digest-algorithm", result: "NEW",
            """
            copy; mkdir DIRECTORY/blobs/sha512; from="$(file "$(jq -r '.manifests[0].digest' DIRECTORY/index.json)")"
            digest=$(sha512sum <"$from" | cut -d' ' -f1); mv "$from" "DIRECTORY/blobs/sha512/$digest"
            index ".manifests[0].digest = \\"sha512:$digest\\""
            """),
        built(
            "oci-media-type", of: "layer",
            #"manifest '.layers[0].mediaType = "application/vnd.oci.image.layer.v1.tar+lz4"'"#),
        built(
            "oci-media-type", of: "manifest",
            #"index '.manifests[0].mediaType = "application/vnd.docker.distribution.manifest.v1+json"'"#),
        built("oci-layer-count", "config '.rootfs.diff_ids = []'"),
        layout("oci-platform-missing", of: "absent", "copy; config 'del(.os)'"),
        layout("oci-platform-missing", of: "null", "copy; config '.architecture = null'"),
        layout("oci-platform-missing", of: "empty", #"copy; config '.os = ""'"#),
        layout(
            "oci-platform", result: "NEW",
            #"copy; index '.manifests[0].platform = {os: "linux", architecture: "arm64"}'"#),
        layout("oci-blob-outside", result: "NEW", #"copy; mv "$(layer)" away; ln -s "$PWD/away" "$(layer)""#),
        layout(
            "oci-blob-outside", of: "index", result: "NEW",
            "copy; mv DIRECTORY/index.json away; ln -s ../away DIRECTORY/index.json"),
        layout("tag-not-in-layout", "copy", tags: ["latest", "1.0-slim"]),
        layout("tag-not-listed", #"copy; umoci tag --image DIRECTORY:latest dev"#, tags: ["latest"]),
        layout(
            "tag-not-listed", of: "in a whole reference",
            #"copy; index '.manifests += [.manifests[0] | .annotations |= map_values("docker.io/contoso/web:dev")]'"#,
            tags: ["latest"]),
    ]
}
