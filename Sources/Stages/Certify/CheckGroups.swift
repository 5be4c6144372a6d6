// The checks of an image in its report: groups of problem codes. A code belongs to one group, and groups that an
// earlier failure made impossible are `not-made`, never `passed`.

import Assets
import JSON
import Offers

/// A check in the report.
struct CheckResult: Sendable, Equatable {
    enum Result: String, Sendable, CaseIterable, JSONValue {
        case passed, failed
        case notMade = "not-made"
    }

    var check: String
    var result: Result
    /// Of the problems behind a failure.
    var codes: [String]
}

struct CheckGroup {
    let name: String
    let codes: Set<String>
    /// If this fails, the groups after it cannot be checked.
    var isGate = false

    static let malwareCodes: Set<String> = [
        "malware-found", "scan-encrypted", "scan-compression", "scan-length", "scan-limit",
    ]
    /// Codes of a layout whose bytes do not match its index.
    static let damage: Set<String> = ["oci-blob-missing", "oci-digest", "oci-size"]
    /// Codes of a package that was nevertheless read completely.
    static let afterReading: Set<String> = [
        "digest-differs", "package-file-missing", "package-file-elsewhere", "package-file-malformed",
        "test-drive-package-changed",
    ]

    static let disk = [
        CheckGroup(
            name: "vhd-format",
            codes: [
                "vhd-no-footer", "vhd-other-format", "vhd-packed", "vhd-cut-short", "vhd-footer-not-last",
                "vhd-footer-short", "vhd-footer-twice", "vhd-footer-checksum", "vhd-dynamic", "vhd-differencing",
                "vhd-type-unknown", "image-not-a-file",
            ], isGate: true),
        CheckGroup(name: "vhd-footer", codes: ["vhd-footer-version", "vhd-footer-data-offset", "vhd-original-size"]),
        CheckGroup(
            name: "vhd-sizes",
            codes: ["vhd-size-not-whole-mib", "vhd-too-small", "vhd-too-large", "vhd-file-length"]),
        CheckGroup(
            name: "partition-table",
            codes: [
                "vhd-partition-table", "vhd-gpt-backup", "vhd-gpt-without-mbr", "vhd-gpt-lost", "vhd-gpt-sector-size",
                "vhd-gpt-cut", "vhd-no-partition-table", "vhd-partition-early", "vhd-partition-outside",
                "vhd-partition-overlap",
            ]),
        CheckGroup(name: "declared-digest", codes: ["digest-differs"]),
    ]

    static let container = [
        CheckGroup(
            name: "image-layout",
            codes: [
                "oci-no-layout", "oci-docker-archive", "layout-not-a-folder", "oci-no-image",
                "oci-layout-version", "oci-schema-version", "oci-document", "oci-member", "oci-document-too-long",
                "oci-too-deep", "oci-too-many", "oci-too-large",
            ], isGate: true),
        CheckGroup(
            name: "digests-and-sizes",
            codes: [
                "oci-blob-missing", "oci-platform-absent", "oci-layer-not-included", "oci-blob-outside",
                "oci-digest-algorithm", "oci-digest", "oci-size", "oci-embedded-data",
            ],
            isGate: true),
        CheckGroup(name: "media-types", codes: ["oci-media-type", "oci-no-layers", "oci-layer-count"], isGate: true),
        CheckGroup(
            name: "layers",
            codes: [
                "oci-diff-id", "oci-layer-index", "layer-packing", "layer-damaged", "layer-window",
                "layer-link-content",
                "layer-file-name",
                "layer-sparse",
                "layer-device", "layer-headers", "layer-name-outside", "layer-entry-type", "unpack-too-many",
                "unpack-too-large", "unpack-ratio",
            ]),
        CheckGroup(name: "platforms", codes: ["oci-platform-missing", "oci-platform"], isGate: true),
        CheckGroup(
            name: "tags",
            codes: [
                "oci-tag-twice", "tag-not-in-layout", "tag-not-in-registry", "tag-not-listed", "tag-moved",
                "digest-differs",
            ]),
    ]

    static let package = [
        CheckGroup(
            name: "package",
            codes: [
                "package-not-zip", "package-empty", "package-damaged", "package-name", "package-path",
                "package-headers", "package-stray-bytes", "package-overlap", "package-compression",
                "package-entry-twice", "package-entry-alike", "package-encrypted", "package-not-file",
                "package-too-many",
                "package-entry-too-long", "package-too-large", "package-ratio", "image-not-a-file",
            ]),
        CheckGroup(
            name: "required-files",
            codes: ["package-file-missing", "package-file-elsewhere", "package-file-malformed"]),
        CheckGroup(name: "declared-digest", codes: ["digest-differs"]),
    ]

    static func of(_ kind: OfferImage.Kind) -> [CheckGroup] {
        switch kind {
        case .operatingSystemDisk, .dataDisk: disk
        case .layout, .repository: container
        case .package, .testDrive: package
        }
    }

    /// Every check of an image with its result. `isScanned`: a scanner got the whole image. `isAgain`: the other checks
    /// passed at an earlier certification and were not repeated.
    static func results(
        _ kind: OfferImage.Kind, codes: [String], wasRead: Bool, isScanned: Bool, isAgain: Bool = false
    ) -> [CheckResult] {
        let groups = of(kind)
        let known = groups.reduce(into: malwareCodes) { $0.formUnion($1.codes) }
        let others = codes.filter { !known.contains($0) }
        var results = [
            CheckResult(check: "reading", result: wasRead && others.isEmpty ? .passed : .failed, codes: others)
        ]
        var isOpen = wasRead && !isAgain
        for group in groups {
            let own = codes.filter(group.codes.contains)
            let result: CheckResult.Result = own.isEmpty ? (isOpen ? .passed : .notMade) : .failed
            results.append(CheckResult(check: group.name, result: result, codes: own))
            if group.isGate, result == .failed { isOpen = false }
        }
        let malware = codes.filter(malwareCodes.contains)
        let scan: CheckResult.Result = malware.isEmpty ? (isScanned ? .passed : .notMade) : .failed
        return results + [CheckResult(check: "malware", result: scan, codes: malware)]
    }
}
