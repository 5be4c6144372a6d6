// What a marketplace demands of a virtual hard disk, checked while the file passes by once: it keeps the first MiB and
// the last 512 bytes of what it sees, and judges at the end. Limits that are policy come in as values.
import FoundationEssentials

/// The numbers of the policy that a disk is held against.
public struct VHDLimits: Sendable, Equatable {
    /// Smallest and largest virtual size, in bytes.
    public var virtualSize: ClosedRange<UInt64>
    /// A disk to boot from must have a partition table.
    public var requiresPartitionTable: Bool

    /// Limits for one kind of disk.
    public init(virtualSize: ClosedRange<UInt64>, requiresPartitionTable: Bool = false) {
        self.virtualSize = virtualSize
        self.requiresPartitionTable = requiresPartitionTable
    }

    /// 20 MiB, below which a platform refuses any disk.
    public static let leastVirtualSize: UInt64 = 20 << 20
    /// What holds for every disk whatever the policy: 20 MiB to 1,023 GiB.
    public static let anyDisk = VHDLimits(virtualSize: leastVirtualSize...(1023 << 30))
}

/// Collects what the checks need while a reader feeds it, and judges once all has been seen.
public final class VHDInspection: ImageConsumer {
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private var length: Int64 = 0

    /// An inspection that has seen nothing.
    public init() {}

    /// Takes the next chunk of the file.
    public func take(_ chunk: ImageChunk) {
        if head.count < DiskHead.length { head.append(contentsOf: chunk.bytes.prefix(DiskHead.length - head.count)) }
        tail.append(contentsOf: chunk.bytes.suffix(VHDFooter.length))
        tail.removeFirst(max(0, tail.count - VHDFooter.length))
        length = chunk.offset + Int64(chunk.bytes.count)
    }

    /// The footer, if the file ends in one.
    public var footer: VHDFooter? { VHDFooter(tail) }

    /// Everything wrong with the file, all at once; empty for a disk that may be published.
    public func findings(limits: VHDLimits) -> [AssetFinding] {
        guard let footer else { return [VHDFindings.noFooter(length: length, head: head)] }
        guard footer.storedChecksum == footer.computedChecksum else { return [VHDFindings.checksum(footer)] }
        switch footer.diskType {
        case .dynamic: return [VHDFindings.dynamic]
        case .differencing: return [VHDFindings.differencing]
        case nil: return [VHDFindings.unknownType(footer.diskTypeNumber)]
        case .fixed: return fixedDiskFindings(footer, limits)
        }
    }

    private func fixedDiskFindings(_ footer: VHDFooter, _ limits: VHDLimits) -> [AssetFinding] {
        var findings: [AssetFinding] = []
        if footer.version != 0x0001_0000 { findings.append(VHDFindings.version(footer.version)) }
        if footer.dataOffset != VHDFooter.noDataOffset { findings.append(VHDFindings.dataOffset(footer.dataOffset)) }
        // The original size may differ from the current one: a resized disk is a good disk.
        if footer.originalSize == 0 { findings.append(VHDFindings.originalSize) }
        findings += sizeFindings(footer.currentSize, limits)
        let disk = DiskHead(head)
        if disk.isDamaged { findings.append(VHDFindings.damagedTable) }
        if disk.table == .none, limits.requiresPartitionTable { findings.append(VHDFindings.noTable) }
        if let early = disk.earlyPartitions.min() { findings.append(VHDFindings.earlyPartition(sector: early)) }
        return findings
    }

    private func sizeFindings(_ size: UInt64, _ limits: VHDLimits) -> [AssetFinding] {
        var findings: [AssetFinding] = []
        if size % (1 << 20) != 0 { findings.append(VHDFindings.notWholeMiB(size)) }
        if size < limits.virtualSize.lowerBound { findings.append(VHDFindings.tooSmall(size, limits)) }
        if size > limits.virtualSize.upperBound { findings.append(VHDFindings.tooLarge(size, limits)) }
        if size.addingReportingOverflow(512) != (UInt64(length), false) {
            findings.append(VHDFindings.fileLength(length, virtualSize: size))
        }
        return findings
    }
}
