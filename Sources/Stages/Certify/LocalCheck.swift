// Certification's checks for an image on this machine that is not in an offer yet, without a scanner.

import Assets
import Base
import Offers

/// One image, and the result of certification's checks.
package struct LocalCheck {
    /// What an image is for.
    package enum Use: String, CaseIterable, Sendable { case linux, windows, data, container, package }

    /// Each with the path as its place.
    package let problems: [Problem]
    /// What to write into the offer document: the digest, or each tag with its digest. Empty if there are problems.
    package let names: [String]

    /// Reads the image once. Throws `Fault` if it cannot be read.
    package init(of path: String, as use: Use, by policy: CertificationPolicy) throws {
        let kind: OfferImage.Kind =
            switch use {
            case .linux: .operatingSystemDisk(.linux)
            case .windows: .operatingSystemDisk(.windows)
            case .data: .dataDisk
            case .container: .layout([])
            case .package: .package
            }
        let image = OfferImage(kind: kind, url: path, declared: nil, pointer: path, digestPointer: path)
        let scanning = try Scanning(Settings(["require-scanner": "no"]), policy)
        let check = ImageCheck(image: image, policy: policy, scanning: scanning)
        let verdict = try faultingScan { try check.judge(ImageReader(path: path), Meter(index: 0, of: 1) { _ in }) }
        // No document lists them yet.
        problems = verdict.problems.filter { $0.code != "tag-not-listed" }
        let tags = verdict.tags.sorted { $0.key < $1.key }.map { "\($0.key)  \($0.value)" }
        let digest = use == .container ? nil : verdict.digest?.description
        names = problems.isEmpty ? [digest].compactMap(\.self) + tags : []
    }
}
