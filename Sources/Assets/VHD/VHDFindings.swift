// Everything that can be wrong with a virtual hard disk: codes and what was measured. Sizes are in bytes or whole MiB.

enum VHDFindings {
    static let dynamic = AssetFinding("vhd-dynamic")
    static let differencing = AssetFinding("vhd-differencing")
    static let originalSize = AssetFinding("vhd-original-size")
    static let damagedTable = AssetFinding("vhd-partition-table")
    static let noTable = AssetFinding("vhd-no-partition-table")

    static func noFooter(length: Int64, head: [UInt8]) -> AssetFinding {
        let isMagic = { (magic: String) in head.starts(with: magic.unicodeScalars.map { UInt8($0.value) }) }
        let known: [(magic: String, name: String)] = [("vhdxfile", "VHDX"), ("QFI\u{FB}", "qcow2"), ("KDMV", "VMDK")]
        if let format = known.first(where: { isMagic($0.magic) }) {
            return AssetFinding("vhd-other-format", ["value": format.name])
        }
        return AssetFinding(isMagic("conectix") ? "vhd-cut-short" : "vhd-no-footer", ["value": "\(length)"])
    }

    static func checksum(_ footer: VHDFooter) -> AssetFinding {
        AssetFinding(
            "vhd-footer-checksum", ["value": hex(footer.storedChecksum), "expected": hex(footer.computedChecksum)])
    }

    static func unknownType(_ number: UInt32) -> AssetFinding {
        AssetFinding("vhd-type-unknown", ["value": "\(number)"])
    }
    static func version(_ version: UInt32) -> AssetFinding {
        AssetFinding("vhd-footer-version", ["value": hex(version)])
    }

    static func dataOffset(_ offset: UInt64) -> AssetFinding {
        AssetFinding("vhd-footer-data-offset", ["value": "\(offset)"])
    }

    static func notWholeMiB(_ size: UInt64) -> AssetFinding {
        AssetFinding("vhd-size-not-whole-mib", ["value": "\(size)", "least": "\((size >> 20) + 1)"])
    }

    static func tooSmall(_ size: UInt64, _ limits: VHDLimits) -> AssetFinding {
        AssetFinding(
            "vhd-too-small", ["value": "\(size >> 20)", "least": "\(roundedUp(limits.virtualSize.lowerBound))"])
    }

    static func tooLarge(_ size: UInt64, _ limits: VHDLimits) -> AssetFinding {
        AssetFinding(
            "vhd-too-large", ["value": "\(roundedUp(size))", "most": "\(limits.virtualSize.upperBound >> 20)"])
    }

    static func fileLength(_ length: Int64, virtualSize: UInt64) -> AssetFinding {
        AssetFinding("vhd-file-length", ["value": "\(length)", "expected": "\(virtualSize)"])
    }

    static func earlyPartition(sector: UInt64) -> AssetFinding {
        AssetFinding("vhd-partition-early", ["value": "\(sector)"])
    }

    /// In MiB, so that a size beyond a limit never looks like the limit.
    private static func roundedUp(_ bytes: UInt64) -> UInt64 { (bytes >> 20) + (bytes % (1 << 20) == 0 ? 0 : 1) }

    private static func hex(_ number: UInt32) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
