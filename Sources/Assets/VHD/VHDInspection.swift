// The marketplace's requirements for a virtual hard disk, checked while the file is read once: keeps the first MiB, the
// last four MiB and the backup GPT, and decides at the end. The policy's limits are parameters.
import FoundationEssentials

/// The policy's limits for a disk.
public struct VHDLimits: Sendable, Equatable {
    /// Smallest and largest virtual size, in bytes.
    public var virtualSize: ClosedRange<UInt64>
    /// A boot disk must have a partition table.
    public var requiresPartitionTable: Bool

    /// Limits for one kind of disk.
    public init(virtualSize: ClosedRange<UInt64>, requiresPartitionTable: Bool = false) {
        self.virtualSize = virtualSize
        self.requiresPartitionTable = requiresPartitionTable
    }
}

/// Collects what the checks need while a reader feeds it, and decides after the last chunk.
public final class VHDInspection: ImageConsumer {
    /// How far from the end of a file a misplaced footer is searched.
    private static let tailLength: Int64 = (4 << 20) + Int64(VHDFooter.length)

    private let length: Int64
    private var head: KeptRange
    private var tail: KeptRange
    /// Where the primary GPT says that its backup is, if that is before the tail.
    private var middle: KeptRange?

    /// An inspection of a file of this length, before its first chunk.
    public init(length: Int64) {
        self.length = length
        head = KeptRange(0..<min(length, Int64(PartitionTable.headLength)))
        tail = KeptRange(max(0, length - Self.tailLength)..<length)
    }

    /// Takes the next chunk of the file.
    public func take(_ chunk: ImageChunk) {
        if chunk.offset < head.range.upperBound {
            head.take(chunk)
            middle = backupRange.map(KeptRange.init)
            middle?.take(head)
        }
        middle?.take(chunk)
        tail.take(chunk)
    }

    /// The footer, if the file ends in one.
    public var footer: VHDFooter? { VHDFooter(Array(tail.bytes.suffix(VHDFooter.length))) }

    /// All problems of the file; empty for a disk that may be published.
    public func findings(limits: VHDLimits) -> [AssetFinding] {
        guard let footer else { return [FileFormat.finding(head: head.bytes, tail: tail.bytes, length: length)] }
        let disk = VHDFindings.rawDisk(of: UInt64(length) - UInt64(VHDFooter.length))
        guard footer.storedChecksum == footer.computedChecksum else { return [VHDFindings.checksum(footer, disk)] }
        switch footer.diskType {
        case .dynamic: return [VHDFindings.dynamic] + sizeFindings(footer.currentSize, limits, VHDFindings.dynamicDisk)
        case .differencing: return [VHDFindings.differencing]
        case nil: return [VHDFindings.unknownType(footer.diskTypeNumber, disk)]
        case .fixed: return fixedDiskFindings(footer, limits)
        }
    }

    private func fixedDiskFindings(_ footer: VHDFooter, _ limits: VHDLimits) -> [AssetFinding] {
        // A file that was converted as if it were a raw disk: the disk's last sector is another footer.
        let inner = VHDFooter(Array(tail.bytes.suffix(2 * VHDFooter.length).prefix(VHDFooter.length)))
        if let inner, inner.isIntact(at: length - 2 * Int64(VHDFooter.length)) {
            return [VHDFindings.footerTwice(length: length - Int64(VHDFooter.length))]
        }
        var findings: [AssetFinding] = []
        let size = min(footer.currentSize, UInt64(length) - UInt64(VHDFooter.length))
        let disk = VHDFindings.rawDisk(of: size)
        if footer.version != 0x0001_0000 { findings.append(VHDFindings.version(footer.version, disk)) }
        if !VHDFooter.noDataOffsets.contains(footer.dataOffset) {
            findings.append(VHDFindings.dataOffset(footer.dataOffset, disk))
        }
        // The original size may differ from the current one: a resized disk is fine.
        if footer.originalSize == 0 { findings.append(VHDFindings.originalSize(disk)) }
        findings += sizeFindings(footer.currentSize, limits, disk)
        if footer.currentSize.addingReportingOverflow(512) != (UInt64(length), false) {
            findings.append(VHDFindings.fileLength(length, virtualSize: footer.currentSize))
        }
        let table = PartitionTable(head: head.bytes, sectors: size / 512, backup: bytes(of:))
        return findings + tableFindings(table, isRequired: limits.requiresPartitionTable, size: size)
    }

    private func tableFindings(_ table: PartitionTable, isRequired: Bool, size: UInt64) -> [AssetFinding] {
        // On a data disk, a GPT without its MBR is a remainder of earlier use.
        let fault = table.fault == .unannounced && !isRequired ? nil : table.fault
        var findings = fault.map { [VHDFindings.table($0, size: size)] } ?? []
        if isRequired, fault == nil, table.partitions.isEmpty { findings.append(VHDFindings.noTable) }
        if let early = table.early { findings.append(VHDFindings.earlyPartition(early, size: size)) }
        if let outside = table.outside { findings.append(VHDFindings.outside(outside, table, size: size)) }
        if let (one, other) = table.overlapping { findings.append(VHDFindings.overlap(one, other, size: size)) }
        return findings
    }

    private func sizeFindings(_ size: UInt64, _ limits: VHDLimits, _ disk: String) -> [AssetFinding] {
        var findings: [AssetFinding] = []
        if size % (1 << 20) != 0 { findings.append(VHDFindings.notWholeMiB(size, disk)) }
        if size < limits.virtualSize.lowerBound { findings.append(VHDFindings.tooSmall(size, limits, disk)) }
        if size > limits.virtualSize.upperBound { findings.append(VHDFindings.tooLarge(size, limits, disk)) }
        return findings
    }

    private var backupRange: Range<Int64>? {
        guard let primary = GPT(head.bytes, at: 1), primary.alternate < UInt64(length) / 512 else { return nil }
        return bytes(inSectors: GPT.sectors(ofBackupAt: primary.alternate))
    }

    private func bytes(of sectors: Range<UInt64>) -> [UInt8]? {
        let part = bytes(inSectors: sectors)
        return tail.bytes(in: part) ?? middle?.bytes(in: part) ?? head.bytes(in: part)
    }

    private func bytes(inSectors sectors: Range<UInt64>) -> Range<Int64> {
        Int64(sectors.lowerBound) * 512..<Int64(sectors.upperBound) * 512
    }
}
