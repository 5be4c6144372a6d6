// The images and packages of an offer that are certified and replicated, in the document's order. Facts refer to an
// image by its position in that order.

import Offers

/// One thing to certify and replicate.
package struct OfferImage: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case operatingSystemDisk(Plan.OperatingSystem.Family?)
        case dataDisk
        /// An OCI image layout and its published tags.
        case layout([Plan.Tag])
        /// An image in a registry and its published tags.
        case repository([Plan.Tag])
        /// A solution template's deployment package.
        case package
        /// The deployment package of a test drive.
        case testDrive
    }

    package var kind: Kind
    /// Where it is to be read.
    package var url: String
    /// The digest that its publisher declares, as written.
    package var declared: String?
    /// JSON pointer of the address.
    package var pointer: String
    /// JSON pointer of the declared digest.
    package var digestPointer: String

    /// Whether it is a virtual hard disk.
    var isDisk: Bool {
        switch kind {
        case .operatingSystemDisk, .dataDisk: true
        case .layout, .repository, .package, .testDrive: false
        }
    }

    /// Everything that the document names.
    package static func all(in document: OfferDocument) -> [OfferImage] {
        let all = document.plans.enumerated().flatMap { index, plan in images(of: plan, at: "/plans/\(index)") }
        guard let drive = document.testDrive, drive.enabled, let url = drive.packageUrl else { return all }
        return all + [
            OfferImage(
                kind: .testDrive, url: url, declared: nil, pointer: "/testDrive/packageUrl",
                digestPointer: "/testDrive/packageUrl")
        ]
    }

    private static func images(of plan: Plan, at pointer: String) -> [OfferImage] {
        let images = plan.images.enumerated().flatMap { index, image in
            let place = "\(pointer)/images/\(index)"
            switch image {
            case .disks(let version): return disks(of: version, plan.operatingSystem?.family, at: place)
            case .container(let image): return [container(image, at: place)]
            }
        }
        guard let package = plan.package else { return images }
        return images + [file(.package, package.url, package.digest, at: "\(pointer)/package")]
    }

    private static func disks(
        of version: Plan.DiskVersion, _ family: Plan.OperatingSystem.Family?, at pointer: String
    ) -> [OfferImage] {
        let first = file(
            .operatingSystemDisk(family), version.osDisk.url, version.osDisk.digest, at: "\(pointer)/osDisk")
        return [first]
            + version.dataDisks.enumerated().map { index, disk in
                file(.dataDisk, disk.url, disk.digest, at: "\(pointer)/dataDisks/\(index)")
            }
    }

    private static func container(_ image: Plan.ContainerImage, at pointer: String) -> OfferImage {
        guard let layout = image.layout else {
            return OfferImage(
                kind: .repository(image.tags), url: image.repository ?? "", declared: nil,
                pointer: "\(pointer)/repository",
                digestPointer: "\(pointer)/tags")
        }
        return OfferImage(
            kind: .layout(image.tags), url: layout, declared: nil, pointer: "\(pointer)/layout",
            digestPointer: "\(pointer)/tags")
    }

    private static func file(_ kind: Kind, _ url: String, _ digest: String?, at pointer: String) -> OfferImage {
        OfferImage(
            kind: kind, url: url, declared: digest, pointer: "\(pointer)/url", digestPointer: "\(pointer)/digest")
    }
}
