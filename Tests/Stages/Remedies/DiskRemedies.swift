// How disks are broken, and what their remedies make of them.

extension RemedyCase {
    private static func disk(
        _ code: String, of variant: String = "", input: String = "IMAGE.vhd", result: String = "NEW.vhd",
        _ make: String,
        action: String = ":", commands: [Int] = [0], inserted: Int? = nil, mark: (UInt64, UInt64)? = (3 << 20, 3 << 20)
    ) -> RemedyCase {
        RemedyCase(
            code: code, variant: variant, kind: .disk, input: input, result: result, make: make, action: action,
            commands: commands, inserted: inserted, mark: mark)
    }

    private static func packed(_ name: String, _ pack: String) -> RemedyCase {
        disk("vhd-packed", of: name, input: "FILE", result: "IMAGE.vhd", "disk; \(pack) >FILE; rm IMAGE.vhd")
    }

    static let disks: [RemedyCase] = [
        disk(
            "image-not-a-file", input: "IMAGE", "disk; mkdir IMAGE; mv IMAGE.vhd IMAGE",
            action: "mv IMAGE/IMAGE.vhd NEW.vhd", commands: []),
        disk("vhd-no-footer", input: "IMAGE", "raw IMAGE 32; mbr IMAGE"),
        disk(
            "vhd-cut-short", "raw raw 32; mbr raw; vhd raw WHOLE dynamic; head -c 100000 WHOLE >IMAGE.vhd",
            action: "cp WHOLE IMAGE.vhd"),
        disk(
            "vhd-other-format", of: "qcow2", input: "IMAGE",
            "raw raw 32; mbr raw; qemu-img convert -f raw -O qcow2 raw IMAGE"),
        disk(
            "vhd-other-format", of: "vhdx", input: "IMAGE",
            "raw raw 32; mbr raw; qemu-img convert -f raw -O vhdx raw IMAGE"
        ),
        disk(
            "vhd-other-format", of: "vmdk", input: "IMAGE",
            "raw raw 32; mbr raw; qemu-img convert -f raw -O vmdk raw IMAGE"
        ),
        disk(
            "vhd-other-format", of: "vdi", input: "IMAGE",
            "raw raw 32; mbr raw; qemu-img convert -f raw -O vdi raw IMAGE"),
        packed("xz", "xz -c IMAGE.vhd"), packed("gzip", "gzip -c IMAGE.vhd"), packed("zstd", "zstd -qc IMAGE.vhd"),
        packed("tar", "tar -c IMAGE.vhd"),
        disk("vhd-footer-not-last", of: "bytes behind it", result: "IMAGE.vhd", "disk; truncate -s +1M IMAGE.vhd"),
        disk("vhd-footer-not-last", of: "a line behind it", result: "IMAGE.vhd", "disk; echo >>IMAGE.vhd"),
        disk("vhd-footer-short", result: "IMAGE.vhd", "disk; truncate -s -1 IMAGE.vhd"),
        disk("vhd-footer-twice", result: "IMAGE.vhd", "disk; vhd IMAGE.vhd twice; mv twice IMAGE.vhd"),
        disk("vhd-footer-checksum", #"disk; poke IMAGE.vhd $((32 << 20 | 64)) '\0'"#),
        disk("vhd-dynamic", "raw raw 32; mbr raw; vhd raw IMAGE.vhd dynamic"),
        disk(
            "vhd-dynamic", of: "a maker that qemu-img does not know",
            """
            raw raw 32; mbr raw; vhd raw IMAGE.vhd dynamic; end=$(($(stat -c %s IMAGE.vhd) - 512))
            for place in 0 $end; do poke IMAGE.vhd $((place + 28)) vbox; checksum IMAGE.vhd $place; done
            """),
        disk("vhd-type-unknown", #"disk; foot 63 '\011'"#),
        disk("vhd-footer-version", #"disk; foot 13 '\002'"#),
        disk("vhd-footer-data-offset", #"disk; foot 16 '\0\0\0\0\0\0\002\0'"#),
        disk("vhd-original-size", #"disk; foot 40 '\0\0\0\0\0\0\0\0'"#),
        disk(
            "vhd-original-size", of: "a maker that qemu-img does not know",
            #"disk; foot 28 vbox; foot 40 '\0\0\0\0\0\0\0\0'"#),
        disk(
            "vhd-size-not-whole-mib",
            "raw raw 32; mbr raw; qemu-img convert -f raw -O vpc -o subformat=fixed raw IMAGE.vhd"),
        disk("vhd-too-small", "raw raw 6; mbr raw 2048,8192,83; vhd raw IMAGE.vhd"),
        disk("vhd-too-large", "disk 600"),
        disk("vhd-too-large", of: "with a GPT", "raw raw 600; gpt raw; vhd raw IMAGE.vhd", inserted: 1),
        disk(
            "vhd-file-length", of: "too long",
            "disk; tail -c 512 IMAGE.vhd >end; truncate -s 34M IMAGE.vhd; cat end >>IMAGE.vhd"),
        disk(
            "vhd-file-length", of: "too short", result: "IMAGE.vhd",
            "disk; cp IMAGE.vhd WHOLE; tail -c 512 WHOLE >end; truncate -s 30M IMAGE.vhd; cat end >>IMAGE.vhd",
            action: "cp WHOLE IMAGE.vhd", commands: []),
        disk("vhd-partition-table", of: "header", "raw raw 32; gpt raw; zero raw 1; vhd raw IMAGE.vhd"),
        disk("vhd-partition-table", of: "entries", "raw raw 32; gpt raw; zero raw 2; vhd raw IMAGE.vhd"),
        disk("vhd-gpt-backup", of: "header", "raw raw 32; gpt raw; zero raw 65535; vhd raw IMAGE.vhd"),
        disk("vhd-gpt-backup", of: "entries", "raw raw 32; gpt raw; zero raw 65503; vhd raw IMAGE.vhd"),
        disk("vhd-gpt-without-mbr", "raw raw 32; gpt raw; zero raw 0; vhd raw IMAGE.vhd"),
        disk("vhd-gpt-lost", "raw DISK 32; gpt DISK; cp DISK raw; zero raw 1; zero raw 65535; vhd raw IMAGE.vhd"),
        disk(
            "vhd-gpt-sector-size",
            """
            raw raw 32; gpt raw; dd if=raw of=table bs=512 skip=1 count=1 status=none; zero raw 1; zero raw 65535
            dd if=table of=raw bs=4096 seek=1 conv=notrunc status=none; vhd raw IMAGE.vhd
            """,
            action:
                "raw other 32; gpt other; dd if=raw of=other bs=1M skip=1 seek=1 count=8 conv=notrunc status=none; vhd other NEW.vhd",
            commands: []),
        disk("vhd-gpt-cut", "raw raw 32; gpt raw; truncate -s 24M raw; vhd raw IMAGE.vhd"),
        disk(
            "vhd-no-partition-table", "raw raw 32; vhd raw IMAGE.vhd", action: "mbr raw; vhd raw NEW.vhd", commands: []),
        disk(
            "vhd-no-partition-table", of: "an empty GPT", "raw raw 32; sgdisk -o raw >/dev/null; vhd raw IMAGE.vhd",
            action: "gpt raw; vhd raw NEW.vhd", commands: []),
        disk(
            "vhd-no-partition-table", of: "one FAT", "raw raw 32; mkfs.fat --mbr=yes raw >/dev/null; vhd raw IMAGE.vhd",
            action: "raw raw 32; zero raw 0; mbr raw; vhd raw NEW.vhd", commands: []),
        disk(
            "vhd-partition-early", of: "in an MBR", "raw raw 32; mbr raw 63,8192,83; vhd raw IMAGE.vhd",
            mark: (3 << 20, 3 << 20 + (2048 - 63) * 512)),
        disk(
            "vhd-partition-early", of: "in a hybrid MBR",
            #"raw raw 32; gpt raw; poke raw 462 '\0\0\0\0\014\0\0\0\100\0\0\0\100\0\0\0'; vhd raw IMAGE.vhd"#),
        disk(
            "vhd-partition-outside",
            "raw raw 32; mbr raw '2048,8192,83 20480,8192,83'; truncate -s 12M raw; vhd raw IMAGE.vhd"),
        disk(
            "vhd-partition-overlap",
            #"raw raw 32; mbr raw '2048,8192,83 20480,8192,83'; poke raw 470 '\0\020\0\0'; vhd raw IMAGE.vhd"#),
    ]
}
