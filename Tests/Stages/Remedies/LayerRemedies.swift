// How layers are broken, and what their remedies make of them: an image that is built again, by umoci.

extension RemedyCase {
    /// `spoil` are shell commands behind those that make an image in DIRECTORY.
    private static func layer(
        _ code: String, of variant: String = "", result: String = "DIRECTORY", _ spoil: String,
        action: String = "rm -r DIRECTORY; image DIRECTORY", commands: [Int] = []
    ) -> RemedyCase {
        RemedyCase(
            code: code, variant: variant, kind: .container, input: "DIRECTORY", result: result,
            make: "copy; \(spoil)", action: action, commands: commands)
    }

    /// The layer is a tar that Python wrote: `lines` leave it in `out`.
    private static func tar(_ code: String, of variant: String = "", _ lines: String) -> RemedyCase {
        layer(code, of: variant, "spoil '\(lines)'")
    }

    static let layers: [RemedyCase] = [
        layer("oci-diff-id", #"config ".rootfs.diff_ids = [\"sha256:$(printf 0%.0s {1..64})\"]""#),
        layer(
            "oci-layer-index", result: "NEW",
            #"manifest '.layers[0].annotations = {"containerd.io/snapshot/stargz/toc.digest": "sha256:00"}'"#,
            action: ":", commands: [0]),
        layer(
            "oci-layer-index", of: "zstd:chunked", result: "NEW",
            #"manifest '.layers[0].annotations = {"io.github.containers.zstd-chunked.manifest-checksum": "sha256:00"}'"#,
            action: ":", commands: [0]),
        layer(
            "layer-packing",
            #"spoil 'out = file("a", b"x")'; manifest '.layers[0].mediaType = "application/vnd.oci.image.layer.v1.tar+gzip"'"#
        ),
        tar("layer-damaged", of: "cut off", #"out = file("a", bytes(2000))[:700]"#),
        tar("layer-damaged", of: "not a tar", #"out = b"nothing" * 200"#),
        // A frame of unknown length whose header asks for a window of 2 GiB.
        layer(
            "layer-window",
            #"""
            tar -cf tar -C FOLDER .; zstd -q <tar >tar.zst; poke tar.zst 5 '\250'; replace tar
            manifest ".layers = [$(blob tar.zst) + {mediaType: \"application/vnd.oci.image.layer.v1.tar+zstd\"}]"
            """#),
        tar("layer-link-content", of: "a link", #"out = header("a", "2", 5, "b") + padded(b"hello")"#),
        tar("layer-link-content", of: "a folder", #"out = header("a", "5", 5) + padded(b"hello")"#),
        tar("layer-file-name", #"out = header("a/", "0")"#),
        layer(
            "layer-sparse", "truncate -s 1M FOLDER/sparse; tar --sparse -cf tar -C FOLDER .; replace tar",
            action: "tar -cf tar -C FOLDER .; replace tar"),
        tar("layer-device", #"out = header("dev/null", "3")"#),
        tar("layer-headers", #"out = header("pax", "x", 22) + padded(b"11 path=aa\n11 path=bb\n") + file("a", b"x")"#),
        tar("layer-name-outside", #"out = file("../a", b"x")"#),
        tar("layer-entry-type", #"out = header("a", "Z")"#),
        tar("unpack-too-many", #"out = b"".join(file(f"{n}", b"") for n in range(101))"#),
        layer(
            "unpack-ratio",
            #"""
            sed -i 's/"mostMiB":16\b/"mostMiB":1024/' policy.json
            truncate -s 257M FOLDER/zeros; tar -cf tar -C FOLDER .; zstd -q tar; replace tar
            manifest ".layers = [$(blob tar.zst) + {mediaType: \"application/vnd.oci.image.layer.v1.tar+zstd\"}]"
            """#, action: "rm -r DIRECTORY FOLDER/zeros; image DIRECTORY"),
        tar("unpack-too-large", #"out = file("zeros", bytes(17 << 20))"#),
    ]

    /// Functions for layers, behind those for layouts.
    static let layerPrelude = #"""
        # Puts a tar in place of the layer of DIRECTORY's image.
        replace() {
            config ".rootfs.diff_ids = [\"sha256:$(sha256sum <"$1" | cut -d' ' -f1)\"]"
            manifest ".layers = [$(blob "$1") + {mediaType: \"application/vnd.oci.image.layer.v1.tar\"}]"
        }
        # The same with a tar that Python writes.
        spoil() {
            python3 - "$1" <<'END'
        import sys, tarfile
        def header(name, kind, size=0, link=""):
            info = tarfile.TarInfo("x")
            block = bytearray(info.tobuf(tarfile.USTAR_FORMAT))
            block[0:100] = name.encode().ljust(100, b"\0")
            block[124:136] = b"%011o\0" % size
            block[156:157] = kind.encode()
            block[157:257] = link.encode().ljust(100, b"\0")
            block[148:156] = b" " * 8
            block[148:156] = b"%06o\0 " % sum(block)
            return bytes(block)
        def padded(content): return content + bytes(-len(content) % 512)
        def file(name, content): return header(name, "0", len(content)) + padded(content)
        exec(sys.argv[1])
        open("tar", "wb").write(out + bytes(1024))
        END
            replace tar
        }

        """#
}
