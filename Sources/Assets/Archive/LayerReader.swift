// Unpacks a container's layer while its blob is read for its digest: the media type chooses the filter, the tar is read
// strictly, each file goes to the scanner separately, and the digest of the unpacked bytes is what runtimes compare
// with the configuration. Writes nothing to disk.
import FoundationEssentials

/// How the layers of one image are read.
public final class LayerReading {
    fileprivate let budget: UnpackBudget
    fileprivate let scan: ContentScan

    /// - Parameter limits: for all layers together.
    public init(_ scan: ContentScan = ContentScan(nil), limits: UnpackLimits = UnpackLimits()) {
        (self.scan, budget) = (scan, UnpackBudget(limits))
    }

    /// A scan of a blob that is not a layer; nil if nothing scans.
    func document(_ place: String) -> WindowedScan? { scan.file(place) }

    func finish(_ document: WindowedScan?) throws { try scan.finish(document) }
}

/// Reads one layer's blob. A problem of the layer ends the unpacking, not the reading of the blob.
final class LayerReader: ImageConsumer, TarVisitor {
    private let place: String
    private let packing: LayerPacking
    private let reading: LayerReading
    private let unpacker: any Unpacker
    private let digest: DigestStream
    private var tar: TarReader?
    /// The first bytes of the blob and of the unpacked data, until there are enough to recognize the packing.
    private var head: Head
    private var unpackedHead = Head()
    private var file: WindowedScan?
    private var problem: AssetProblem?
    private var unpackedCount: Int64 = 0

    private struct Head {
        var bytes: [UInt8] = []
        var isWhole = false
    }

    /// - Parameter place: the name for findings: the digest of the blob.
    init(_ place: String, _ packing: LayerPacking, _ reading: LayerReading) throws {
        (self.place, self.packing, self.reading) = (place, packing, reading)
        (unpacker, digest, head) = (try packing.unpacker(), try DigestStream(), Head())
        tar = TarReader(place: place, visitor: self)
    }

    /// Throws `ScannerError` and `AssetError`.
    func take(_ chunk: ImageChunk) throws {
        guard problem == nil else { return }
        try guarding { try unpack(chunk.bytes) }
    }

    /// Call it after the last chunk. Returns the digest of the unpacked bytes. Throws `AssetProblem`, `ScannerError`
    /// and `AssetError`.
    func finish() throws -> Digest {
        try guarding {
            try settle(&head, as: packing)
            try settle(&unpackedHead, as: .tar)
            try unpacker.finish()
            try tar?.finish()
        }
        if let problem { throw problem }
        return try digest.digest()
    }

    private func guarding(_ work: () throws -> Void) throws {
        do { try work() } catch let found as AssetProblem { problem = problem ?? found } catch is DamagedArchive {
            problem = problem ?? LayerFindings.damaged(place, at: unpackedCount)
        } catch let window as WindowTooLarge {
            problem = problem ?? LayerFindings.window(place, window.most)
        }
    }

    private func unpack(_ bytes: UnsafeRawBufferPointer) throws {
        try look(bytes, &head, as: packing)
        reading.budget.add(packed: bytes.count)
        try unpacker.take(bytes) { unpacked in
            try reading.budget.add(unpacked: unpacked.count)
            unpackedCount += Int64(unpacked.count)
            try digest.take(unpacked)
            try look(unpacked, &unpackedHead, as: .tar)
            try tar?.take(unpacked)
        }
    }

    private func look(_ bytes: UnsafeRawBufferPointer, _ head: inout Head, as packing: LayerPacking) throws {
        guard !head.isWhole else { return }
        head.bytes += bytes.prefix(LayerPacking.headLength - head.bytes.count)
        if head.bytes.count == LayerPacking.headLength { try settle(&head, as: packing) }
    }

    private func settle(_ head: inout Head, as expected: LayerPacking) throws {
        guard !head.isWhole else { return }
        head.isWhole = true
        guard expected.fits(head.bytes[...]) else { throw LayerFindings.packing(place, expected) }
    }

    // TarVisitor.

    func begin(_ entry: TarEntry) throws {
        try reading.budget.addEntry()
        guard entry.kind == .file else { return }
        file = reading.scan.file("layer \(place)/\(Hostile.cut(entry.name, 100))")
    }

    func content(_ bytes: UnsafeRawBufferPointer) throws { try file?.take(bytes) }

    func end() throws {
        try reading.scan.finish(file)
        file = nil
    }
}
