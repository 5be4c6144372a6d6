// Rules that look at more than one field: disks and versions of a virtual machine, tags of a container, prices, and the
// instances of a test drive. A field of the wrong type or form is reported by `FieldRules` and skipped here.

import JSON
import Offers

extension Review {
    mutating func checkPlans() {
        for (index, plan) in (document["plans"]?.items ?? []).enumerated() {
            let pointer = "/plans/\(index)"
            switch type {
            case .virtualMachine:
                checkDiskVersions(of: plan, at: "\(pointer)/images")
                if plan["license"]?.text == "usage-based", (plan["prices"]?.items ?? []).isEmpty {
                    report("prices-missing", at: "\(pointer)/prices")
                }
            case .containerImage: checkContainerImages(of: plan, at: "\(pointer)/images")
            case .solutionTemplate, nil: break
            }
        }
    }

    mutating func checkTestDrive() {
        guard document["testDrive"]?["enabled"] == .boolean(true), let instances = document["testDrive"]?["instances"]
        else { return }
        let counts = ["hot", "warm", "cold"].compactMap { instances[$0]?.integer }
        if counts.count == 3, counts.allSatisfy({ $0 == 0 }) {
            report("test-drive-instances-none", at: "/testDrive/instances")
        }
    }

    /// Versions rise in the order of the list, and each one's data disks are numbered from 0 without gaps.
    private mutating func checkDiskVersions(of plan: JSONNode, at pointer: String) {
        var highest: Version?
        for (index, image) in (plan["images"]?.items ?? []).enumerated() {
            if let text = image["version"]?.text, let version = Version(text) {
                if let highest, version <= highest {
                    let before = highest.numbers.map(String.init).joined(separator: ".")
                    report(
                        "disk-version-not-rising", at: "\(pointer)/\(index)/version", ["value": text, "least": before])
                }
                highest = max(version, highest ?? version)
            }
            let disks = image["dataDisks"]?.items ?? []
            let numbers = disks.compactMap { $0["lun"]?.integer }
            if numbers.count == disks.count, numbers.sorted() != Array(0..<disks.count) {
                report(
                    "data-disk-numbers", at: "\(pointer)/\(index)/dataDisks",
                    ["value": numbers.map(String.init).joined(separator: ", "), "most": "\(disks.count - 1)"])
            }
        }
    }

    /// An image lies in a repository or a layout, and exactly one of its tags is `latest`.
    private mutating func checkContainerImages(of plan: JSONNode, at pointer: String) {
        for (index, image) in (plan["images"]?.items ?? []).enumerated() {
            guard case .object = image else { continue }
            if (image["repository"] == nil) == (image["layout"] == nil) {
                report("image-source", at: "\(pointer)/\(index)")
            }
            guard let tags = image["tags"]?.items, !tags.isEmpty else { continue }
            let latest = tags.count { $0["tag"]?.text == "latest" }
            if latest != 1 { report("latest-tag-count", at: "\(pointer)/\(index)/tags", ["value": "\(latest)"]) }
        }
    }
}
