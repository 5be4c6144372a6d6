// Every problem that a publisher can have, in groups, with the source of each rule. The languages' tables have the
// texts; docs/reference/certification.md is generated from both.

/// The problems of one subject.
package struct ProblemGroup: Sendable {
    /// Where a rule comes from.
    package enum Source: String, CaseIterable, Sendable {
        case vhd = "VHD"
        case marketplace = "MKT"
        case oci = "OCI"
        case uefi = "UEFI"
        case png = "PNG"
        case html = "HTML"
        case http = "HTTP"
        case azure = "AZ"
        case json = "JSON"
        case system = "R"
        case ours = "ours"

        /// The source in words.
        package var meaning: String {
            switch self {
            case .vhd: "Virtual Hard Disk Image Format Specification 1.0"
            case .marketplace: "the marketplace’s publishing articles, 2017–2020"
            case .oci: "OCI image specification 1.1"
            case .uefi: "UEFI specification 2.10, section 5.3"
            case .png: "Portable Network Graphics specification, third edition"
            case .html: "HTML standard, section 13"
            case .http: "RFC 9110"
            case .azure: "Azure Storage’s REST API, error codes"
            case .json: "RFC 8259 and the offer’s JSON Schema"
            case .system: "a requirement of this system (docs/internals/requirements.md)"
            case .ours: "a bound or a limit of this system"
            }
        }
    }

    package let title: String
    /// Each code with its source, in the order of the reference.
    package private(set) var codes: [(code: String, source: Source)] = []

    /// Codes that always have a prefix: `title-too-long`.
    package static let endings: Set = ["too-long", "count", "out-of-range", "unknown"]

    /// The prefix that replaces `fetch-…` for a disk's address.
    package static let diskPrefix = "image-"

    /// All groups. Each code is in exactly one.
    package static let all: [ProblemGroup] = {
        var groups: [ProblemGroup] = []
        var source = Source.ours
        for line in table.split(separator: "\n") {
            if line.hasPrefix("# ") {
                groups.append(ProblemGroup(title: String(line.dropFirst(2))))
                continue
            }
            for word in line.split(separator: " ") {
                if word.hasSuffix(":"), let named = Source(rawValue: String(word.dropLast())) {
                    source = named
                } else {
                    groups[groups.count - 1].codes.append((String(word), source))
                }
            }
        }
        return groups
    }()

    /// A group begins with `#`; a source and a colon precede the codes from it.
    private static let table = """
        # The document
        JSON: not-json wrong-type-object wrong-type-list wrong-type-boolean wrong-type-integer wrong-type-decimal
            wrong-type-text number-too-large
        ours: too-many-problems member-of-other-type member-unknown member-unknown-like secret-masked
            text-too-many-bytes text-control-character
        MKT: field-missing duplicate too-long count out-of-range unknown number-negative standard-contract-none
            terms-beside-contract
        MKT: identifier-malformed plan-identifier-malformed email-malformed phone-malformed guid-malformed country-malformed
            currency-malformed version-malformed tag-malformed link-malformed
        OCI: digest-malformed repository-malformed
        R: secure-link-malformed file-url-not-allowed
        MKT: subscription-type-refused lead-destination-unsupported
        R: notification-address-malformed notification-address-missing notification-address-outside
        # Portal documents
        ours: member-without-effect member-unsupported price-form-unsupported
        MKT: price-of-region-missing
        # Plans
        MKT: prices-missing prices-without-use price-forms-both free-trial-without-use plan-country-not-offered
            disk-version-not-rising data-disk-numbers image-source latest-tag-count
        MKT: live-type-changed live-plan-removed live-license-changed live-data-disks-changed
            live-version-not-higher live-price-raised live-currency-changed live-price-basis-changed
        # Signed addresses of disks
        MKT: image-url-malformed image-url-not-vhd image-name-characters signature-missing signature-resource
            signature-permissions signature-start-missing signature-start-form signature-start-late
            signature-end-missing signature-end-form signature-end-early
        AZ: signature-parameter-twice image-url-slash image-url-exported image-url-no-container signature-escaped
            signature-policy signature-account signature-delegation signature-address-bound
        # Pictures and descriptions
        PNG: picture-not-png picture-damaged
        MKT: picture-size description-too-long
        ours: picture-malformed picture-encoding
        HTML: markup-not-allowed
        # Addresses and their answers
        ours: fetch-url fetch-scheme fetch-user-information fetch-header fetch-too-large fetch-too-slow
            fetch-redirects fetch-downgrade
        R: fetch-address-refused fetch-file-outside
        ours: fetch-file-missing fetch-host-unknown fetch-certificate
        HTTP: fetch-not-found fetch-not-authorized fetch-refused fetch-empty fetch-not-whole fetch-content-encoding
            fetch-web-page fetch-changed
        AZ: fetch-container-not-found fetch-signature-refused fetch-signature-permission fetch-signature-address
            fetch-firewall fetch-not-public fetch-keys-disabled fetch-account-disabled fetch-query fetch-archived
        # Every image
        R: nothing-to-certify digest-differs asset-changed malware-found scan-encrypted scan-compression
            scan-length scan-limit
        ours: images-count image-bytes-too-many image-not-a-file unpack-too-many unpack-too-large unpack-ratio
        # Virtual hard disks
        VHD: vhd-no-footer vhd-cut-short vhd-other-format vhd-footer-checksum vhd-type-unknown vhd-footer-version
            vhd-footer-data-offset vhd-original-size vhd-file-length
        MKT: vhd-dynamic vhd-differencing vhd-size-not-whole-mib vhd-too-small vhd-too-large
        VHD: vhd-footer-not-last vhd-footer-short vhd-footer-twice
        UEFI: vhd-partition-table vhd-gpt-backup vhd-gpt-cut vhd-gpt-lost vhd-gpt-sector-size vhd-gpt-without-mbr
            vhd-partition-outside vhd-partition-overlap
        ours: vhd-packed
        MKT: vhd-no-partition-table vhd-partition-early
        # Container images
        OCI: oci-no-layout oci-docker-archive oci-layout-version oci-no-image oci-schema-version oci-document
            oci-blob-missing oci-digest oci-size oci-media-type oci-layer-count oci-platform-missing oci-platform
            oci-member oci-no-layers oci-embedded-data oci-platform-absent oci-layer-not-included
            oci-tag-twice oci-diff-id oci-layer-index layer-packing layer-sparse layer-name-outside
        R: layer-damaged layer-window layer-link-content layer-file-name layer-headers layer-entry-type layer-device
        ours: oci-document-too-long oci-too-deep oci-too-many oci-too-large oci-digest-algorithm oci-blob-outside
            layout-not-a-folder registry-not-public tag-not-in-registry
        MKT: tag-not-in-layout tag-not-listed tag-moved
        # Deployment packages
        ours: package-not-zip package-damaged package-empty package-name package-path package-entry-twice
            package-encrypted package-not-file package-too-many package-too-large package-ratio
            package-entry-too-long package-compression package-entry-alike
        R: package-headers package-stray-bytes package-overlap
        MKT: package-file-missing package-file-elsewhere package-file-malformed
        # Test drives
        MKT: test-drive-instances-none test-drive-region-unknown test-drive-no-region test-drive-empty-guid
            test-drive-no-package template-missing template-malformed template-schema template-contentversion
            template-resources template-parameters
        R: trial-deployment-failed trial-deployment-too-long test-drive-package-changed
        # Leads and approval
        R: lead-destination-refused lead-not-received lead-differs not-approved
        ours: lead-connection-string lead-organization
        """
}
