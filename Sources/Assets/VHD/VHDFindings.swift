// Every problem of a virtual hard disk: codes and measured values. Sizes are in bytes or whole MiB. `disk` is how a
// remedy's commands open the file.

enum VHDFindings {
    static let dynamic = AssetFinding("vhd-dynamic")
    static let differencing = AssetFinding("vhd-differencing")
    static let noTable = AssetFinding("vhd-no-partition-table")

    /// A fixed VHD, whatever its footer says: for unknown footers, qemu-img uses the geometry's size.
    static func rawDisk(of size: UInt64) -> String { "driver=raw,size=\(size)" }
    /// Of the size in the footer, not in the geometry.
    static let dynamicDisk = "driver=vpc,force_size_calc=current_size"

    static func noFooter(_ length: Int64) -> AssetFinding { AssetFinding("vhd-no-footer", ["value": "\(length)"]) }
    static func cutShort(_ length: Int64) -> AssetFinding { AssetFinding("vhd-cut-short", ["value": "\(length)"]) }
    static func otherFormat(_ name: String) -> AssetFinding { AssetFinding("vhd-other-format", ["value": name]) }

    static func packed(_ name: String, unpack: String) -> AssetFinding {
        AssetFinding("vhd-packed", ["value": name, "command": unpack])
    }

    static func footerNotLast(at place: Int64, length: Int64) -> AssetFinding {
        let end = place + Int64(VHDFooter.length)
        guard length < end else {
            return AssetFinding("vhd-footer-not-last", ["value": "\(length - end)", "expected": "\(end)"])
        }
        return AssetFinding("vhd-footer-short", ["expected": "\(end)"])
    }

    static func footerTwice(length: Int64) -> AssetFinding {
        AssetFinding("vhd-footer-twice", ["expected": "\(length)"])
    }

    static func checksum(_ footer: VHDFooter, _ disk: String) -> AssetFinding {
        AssetFinding(
            "vhd-footer-checksum",
            ["value": hex(footer.storedChecksum), "expected": hex(footer.computedChecksum), "disk": disk])
    }

    static func unknownType(_ number: UInt32, _ disk: String) -> AssetFinding {
        AssetFinding("vhd-type-unknown", ["value": "\(number)", "disk": disk])
    }

    static func version(_ version: UInt32, _ disk: String) -> AssetFinding {
        AssetFinding("vhd-footer-version", ["value": hex(version), "disk": disk])
    }

    static func dataOffset(_ offset: UInt64, _ disk: String) -> AssetFinding {
        AssetFinding("vhd-footer-data-offset", ["value": "\(offset)", "disk": disk])
    }

    static func originalSize(_ disk: String) -> AssetFinding { AssetFinding("vhd-original-size", ["disk": disk]) }

    static func notWholeMiB(_ size: UInt64, _ disk: String) -> AssetFinding {
        AssetFinding("vhd-size-not-whole-mib", ["value": "\(size)", "least": "\((size >> 20) + 1)", "disk": disk])
    }

    static func tooSmall(_ size: UInt64, _ limits: VHDLimits, _ disk: String) -> AssetFinding {
        AssetFinding(
            "vhd-too-small",
            [
                "value": "\(size >> 20)", "least": "\(roundedUp(limits.virtualSize.lowerBound))", "disk": disk,
            ])
    }

    static func tooLarge(_ size: UInt64, _ limits: VHDLimits, _ disk: String) -> AssetFinding {
        AssetFinding(
            "vhd-too-large",
            ["value": "\(roundedUp(size))", "most": "\(limits.virtualSize.upperBound >> 20)", "disk": disk])
    }

    static func fileLength(_ length: Int64, virtualSize: UInt64) -> AssetFinding {
        AssetFinding(
            "vhd-file-length",
            ["value": "\(length)", "expected": "\(virtualSize)", "disk": rawDisk(of: virtualSize)])
    }

    static func table(_ fault: PartitionTable.Fault, size: UInt64) -> AssetFinding {
        let disk = rawDisk(of: size)
        return switch fault {
        case .unannounced: AssetFinding("vhd-gpt-without-mbr", ["disk": disk])
        case .primary: AssetFinding("vhd-partition-table", ["disk": disk])
        case .backup: AssetFinding("vhd-gpt-backup", ["disk": disk])
        case .lost: AssetFinding("vhd-gpt-lost")
        case .largeSectors: AssetFinding("vhd-gpt-sector-size")
        case .cut(let sectors):
            AssetFinding(
                "vhd-gpt-cut",
                ["value": "\(size >> 20)", "least": "\(roundedUp(saturated(sectors)))", "disk": disk])
        }
    }

    static func earlyPartition(_ partition: Partition, size: UInt64) -> AssetFinding {
        // The tools change entries of the GPT, so an entry of a hybrid MBR can only be removed with the whole hybrid
        // MBR.
        let command =
            partition.isHybrid
            ? "(echo x; echo n; echo w; echo y) | gdisk DISK.raw"
            : "qemu-img resize -f raw DISK.raw \((size >> 20) + 1)M && "
                + "echo 2048, | sfdisk --move-data -N \(partition.number) DISK.raw"
        return AssetFinding(
            "vhd-partition-early",
            ["value": "\(partition.first)", "command": command, "disk": rawDisk(of: size)])
    }

    static func outside(_ partition: Partition, _ table: PartitionTable, size: UInt64) -> AssetFinding {
        AssetFinding(
            "vhd-partition-outside",
            [
                "number": "\(partition.number)", "first": "\(partition.first)", "last": "\(partition.last)",
                "least": "\(table.usable.lowerBound)", "most": "\(table.usable.upperBound)", "disk": rawDisk(of: size),
            ])
    }

    static func overlap(_ one: Partition, _ other: Partition, size: UInt64) -> AssetFinding {
        AssetFinding(
            "vhd-partition-overlap", ["first": "\(one.number)", "number": "\(other.number)", "disk": rawDisk(of: size)])
    }

    private static func saturated(_ sectors: UInt64) -> UInt64 {
        let bytes = sectors.multipliedReportingOverflow(by: 512)
        return bytes.overflow ? .max : bytes.partialValue
    }

    /// In MiB, so that a size above a limit never looks equal to it.
    private static func roundedUp(_ bytes: UInt64) -> UInt64 { (bytes >> 20) + (bytes % (1 << 20) == 0 ? 0 : 1) }

    private static func hex(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
