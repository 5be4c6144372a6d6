// The wording of everything that can be wrong with a virtual hard disk: one place, so that codes and texts stay stable.
import FoundationEssentials

enum VHDFindings {
    static let convert = "qemu-img convert -O vpc -o subformat=fixed,force_size IMAGE IMAGE.vhd"

    static func noFooter(length: Int64, head: [UInt8]) -> AssetFinding {
        let known: [(magic: String, name: String)] = [
            ("vhdxfile", "a VHDX disk"), ("QFI\u{FB}", "a qcow2 disk"), ("KDMV", "a VMDK disk"),
            ("conectix", "a VHD that was cut short"),
        ]
        let isMagic = { (magic: String) in head.starts(with: magic.unicodeScalars.map { UInt8($0.value) }) }
        guard let format = known.first(where: { isMagic($0.magic) }) else {
            return finding(
                "vhd-no-footer", "The file (\(length) bytes) does not end in a VHD footer (cookie \"conectix\").",
                "Upload the whole file; if it is not a VHD yet, make one: \(convert).")
        }
        return finding("vhd-other-format", "The file is \(format.name), not a fixed VHD.", "Run: \(convert).")
    }

    static func checksum(_ footer: VHDFooter) -> AssetFinding {
        let (stored, computed) = (hex(footer.storedChecksum), hex(footer.computedChecksum))
        return finding(
            "vhd-footer-checksum", "The footer's checksum is \(stored), but its bytes call for \(computed).",
            "Upload the file again; if it is the same, write it anew: \(convert).")
    }

    static func notFixed(_ code: String, _ kind: String) -> AssetFinding {
        finding(code, "The VHD is \(kind); only fixed VHDs can be published.", "Run: \(convert).")
    }

    static let differencing = finding(
        "vhd-differencing", "The VHD is differencing: it holds only what differs from a parent disk.",
        "Merge it into its parent, then run: \(convert).")

    static func unknownType(_ number: UInt32) -> AssetFinding {
        finding("vhd-type-unknown", "The footer's disk type is \(number); 2 (fixed) is expected.", "Run: \(convert).")
    }

    static func version(_ version: UInt32) -> AssetFinding {
        finding(
            "vhd-footer-version", "The footer's format version is \(hex(version)); 0x00010000 is expected.",
            "Run: \(convert).")
    }

    static func dataOffset(_ offset: UInt64) -> AssetFinding {
        finding(
            "vhd-footer-data-offset",
            "The footer's data offset is \(offset); a fixed VHD has none (all bits set).", "Run: \(convert).")
    }

    static let originalSize = finding(
        "vhd-original-size", "The footer's original size is zero.", "Run: \(convert).")

    static func notWholeMiB(_ size: UInt64) -> AssetFinding {
        let rounded = (size >> 20) + 1
        return finding(
            "vhd-size-not-whole-mib", "The virtual size is \(size) bytes, which is not a whole number of MiB.",
            "Resize the raw disk to \(rounded) MiB (qemu-img resize -f raw DISK.raw \(rounded)M), then run: \(convert)."
        )
    }

    static func tooSmall(_ size: UInt64, _ limits: VHDLimits) -> AssetFinding {
        finding(
            "vhd-too-small",
            "The virtual size is \(inMiB(size)); at least \(inMiB(limits.virtualSize.lowerBound)) is needed.",
            "Enlarge the disk to at least \(inMiB(limits.virtualSize.lowerBound)).")
    }

    static func tooLarge(_ size: UInt64, _ limits: VHDLimits) -> AssetFinding {
        finding(
            "vhd-too-large",
            "The virtual size is \(inMiB(size)); at most \(inMiB(limits.virtualSize.upperBound)) is allowed.",
            "Shrink the file systems and the disk to at most \(inMiB(limits.virtualSize.upperBound)).")
    }

    static func fileLength(_ length: Int64, virtualSize: UInt64) -> AssetFinding {
        finding(
            "vhd-file-length",
            "The file has \(length) bytes; virtual size \(virtualSize) and the footer's 512 bytes are expected.",
            "Upload the file again; if it is the same, write it anew: \(convert).")
    }

    static let damagedTable = finding(
        "vhd-partition-table", "The disk's GPT cannot be read: its header's numbers are impossible.",
        "Repair the partition table (gdisk, \"recovery and transformation\"), then upload the disk again.")

    static let noTable = finding(
        "vhd-no-partition-table", "The disk has neither an MBR nor a GPT, so nothing can boot from it.",
        "Install the system on a partitioned disk, and upload that disk.")

    static func earlyPartition(sector: UInt64) -> AssetFinding {
        finding(
            "vhd-partition-early",
            "A partition begins at sector \(sector); the first MiB (2,048 sectors) must be free of partitions.",
            "Move the first partition to sector 2048 or later.")
    }

    private static func finding(_ code: String, _ detail: String, _ remedy: String) -> AssetFinding {
        AssetFinding(code: code, detail: detail, remedy: remedy)
    }

    private static func hex(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }

    private static func inMiB(_ bytes: UInt64) -> String {
        if bytes >= 1 << 30, bytes % (1 << 30) == 0 { return "\(bytes >> 30) GiB" }
        return bytes % (1 << 20) == 0 ? "\(bytes >> 20) MiB" : "\(bytes) bytes"
    }
}
