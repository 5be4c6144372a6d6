// Recognizes a file that was given instead of an image layout's folder: an archive by `docker save`, an archive of a
// layout, or something else. Reads only names, and only a limited number of them.
import FoundationEssentials

/// The kind of an archive that was given as a container image.
public enum ImageArchive: Sendable, Equatable {
    /// `docker save` before version 25: `manifest.json` and no `oci-layout`.
    case dockerSave
    /// A layout, packed.
    case layout
    case unknown

    /// Throws whatever `check` throws; a file that is not an archive is `unknown`.
    public init(path: String, check: () throws -> Void = {}) throws {
        let names = try NameReader(path: path)
        do { try ImageReader(path: path).read(into: [names], check: check) } catch is NameReader.Enough {
        } catch is DamagedArchive {} catch is AssetProblem {}
        self = names.found
    }

    /// The finding about a `docker save` archive, with the command to run instead.
    public static let dockerSaveFinding = OCIFindings.dockerSave
}

/// Reads the names in a tar, plain or in gzip, until they reveal what it is.
private final class NameReader: ImageConsumer, TarVisitor {
    struct Enough: Error {}

    private static let mostEntries = 10_000

    private(set) var found = ImageArchive.unknown
    private let unpacker: any Unpacker
    private var tar: TarReader?
    private var entries = 0

    init(path: String) throws {
        let file = try OpenFile.reading(path)
        let count = min(LayerPacking.headLength, Int(clamping: try file.length()))
        let head = try file.bytes(at: 0, count: count)
        unpacker = try (LayerPacking.gzip.fits(head[...]) ? LayerPacking.gzip : .tar).unpacker()
        tar = TarReader(place: "", visitor: self)
    }

    func take(_ chunk: ImageChunk) throws { try unpacker.take(chunk.bytes) { try tar?.take($0) } }

    func begin(_ entry: TarEntry) throws {
        entries += 1
        switch entry.name {
        case "oci-layout", "./oci-layout":
            found = .layout
            throw Enough()
        case "manifest.json", "./manifest.json": found = .dockerSave
        default: break
        }
        guard entries < Self.mostEntries else { throw Enough() }
    }

    func content(_ bytes: UnsafeRawBufferPointer) {}
    func end() {}
}
