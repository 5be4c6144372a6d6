// Finds the bytes of certified images: in the certified store, or in a region that already has them. After
// certification no stage downloads from the publisher.

import Assets
import Base
import Offers

/// A certified image and the store of its bytes.
struct ImageSource: Sendable {
    var asset: Asset
    var store: String

    /// The certified bytes were correct, so the publisher is not to blame for a copy that differs.
    var damaged: Fault {
        Fault(
            "copy-damaged",
            "the store \(store) no longer holds \(asset.root) as it was verified; check its disk, and remove "
                + "assets/sha256/\(asset.root.hex).json and the damaged blob there")
    }
}

/// The certified store and the regions together, to find an image by its digest.
struct CertifiedStore: Sendable {
    private let store: Region
    private let regions: [Region]

    init(_ regions: RegionSettings) {
        store = regions.certified
        self.regions = regions.preview + regions.production
    }

    /// Whether an image is complete in one of them. A region that cannot be asked counts as not having it.
    func holds(_ digest: Digest) -> Bool { ([store] + regions).contains { (try? $0.holds(digest)) == true } }

    /// Stores certified images. Throws `AssetProblem` if the source has changed since then, and `AssetError`.
    func keep(_ asset: Asset) throws {
        let result = try store.copy(asset, check: Task<Never, Never>.checkCancellation)
        // An earlier submission stored it; from now on it counts as new.
        if result == .alreadyThere { try store.renew(asset.root) }
    }

    /// An image and the store of its bytes. Throws a `Fault` if no store has it, and `AssetError` if the certified
    /// store cannot answer.
    func source(_ digest: Digest) throws -> ImageSource {
        if let asset = try store.asset(digest) { return ImageSource(asset: asset, store: store.name) }
        for region in regions {
            // A region that cannot be read now is reported when it is copied to; another one may have the image.
            if let asset = try? region.asset(digest) { return ImageSource(asset: asset, store: region.name) }
        }
        throw Fault(
            "certified-image-gone",
            "neither the certified store nor a region holds \(digest); restore that store, or ask the publisher to publish "
                + "again")
    }
}
