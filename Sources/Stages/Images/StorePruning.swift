// Which images an offer still needs in the certified store; removes all others.

import Assets
import Base
import FoundationEssentials
import Offers

/// The certified store of the settings `regions`, `data-dir` and `ca-file`.
package struct StorePruning {
    private let store: Region

    /// Throws `Settings.Wrong`.
    package init(_ settings: Settings) throws { store = try RegionSettings(settings).certified }

    /// Removes images that no running submission and no live offer names, if they were certified before `time`. Throws
    /// `AssetError`.
    package func run(_ offers: [OfferStatus], olderThan time: Timestamp, isRehearsal: Bool) throws -> Pruned {
        let named = Set(offers.flatMap(\.neededImages))
        let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)
        return try store.prune(keeping: named, olderThan: date, isRehearsal: isRehearsal)
    }
}

extension OfferStatus {
    /// Digests of the images of its running submission and of the live offer.
    var neededImages: [Digest] {
        var texts = [live?.images]
        if case .finished = Phase(self) {} else { texts.append(facts[Fact.images]) }
        return texts.compactMap(\.self).flatMap { CertifiedImages.images($0) ?? [] }.map(\.digest)
    }
}
