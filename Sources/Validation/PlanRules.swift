// Rules about more than one field: terms, disks and versions of a virtual machine, tags of a container, prices, and the
// instances of a test drive. Skips fields of the wrong type or form, which `FieldRules` reports.

import JSON
import Offers

extension Review {
    mutating func checkPlans() {
        for (index, plan) in (document["plans"]?.items ?? []).enumerated() {
            let pointer = "/plans/\(index)"
            checkCountries(of: plan, at: "\(pointer)/countries")
            switch type {
            case .virtualMachine:
                checkDiskVersions(of: plan, at: "\(pointer)/images")
                checkPrices(of: plan, at: "\(pointer)/prices")
                checkForms(of: plan["prices"], at: "\(pointer)/prices")
                checkTrial(of: plan, at: "\(pointer)/freeTrialMonths")
            case .containerImage: checkContainerImages(of: plan, at: "\(pointer)/images")
            case .solutionTemplate, nil: break
            }
        }
    }

    /// An offer has terms of its publisher's or is sold under the standard contract, and never both: customers could not
    /// tell which of the two they accept.
    mutating func checkTerms() {
        let (terms, contract) = ("/listing/termsOfUse", "/listing/standardContract")
        let listing = document["listing"]
        switch listing {
        case .object: break
        case nil where missing.contains("/listing"): break
        // Of another type, which is reported.
        default: return
        }
        let hasTerms = listing?["termsOfUse"] != nil
        switch listing?["standardContract"] {
        case .boolean(true) where check.policy.standardContract == nil: report("standard-contract-none", at: contract)
        case .boolean(true): if hasTerms { report("terms-beside-contract", at: terms) }
        case nil, .boolean(false):
            if !hasTerms, missing.insert(terms).inserted { report("field-missing", at: terms, ["value": terms]) }
        // Of another type, which is reported.
        default: break
        }
    }

    /// Logos are shown by their size, so one of another size would never be shown.
    mutating func checkLogos() {
        let place = "/media/logos/"
        let known = check.policy.fields.map(\.at.description).filter { $0.hasPrefix(place) }
        guard case .object(let logos)? = document["media"]?["logos"] else { return }
        for logo in logos where !known.contains(place + logo.name) {
            let sizes = known.map { String($0.dropFirst(place.count)) }.joined(separator: ", ")
            report(
                "logo-size-unknown", at: JSONNode.pointer("/media/logos", to: logo.name),
                ["value": logo.name, "choices": sizes])
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

    /// A plan is sold only in countries of the offer.
    private mutating func checkCountries(of plan: JSONNode, at pointer: String) {
        let offered = Set((document["audience"]?["countries"]?.items ?? []).compactMap(\.text))
        for (index, country) in (plan["countries"]?.items ?? []).enumerated() {
            guard let country = country.text, Form.holds(.country, country), !offered.contains(country) else {
                continue
            }
            report("plan-country-not-offered", at: "\(pointer)/\(index)", ["value": country])
        }
    }

    /// A usage-based plan has a price, and no other plan has one.
    private mutating func checkPrices(of plan: JSONNode, at pointer: String) {
        let isEmpty = (plan["prices"]?.items ?? []).isEmpty
        guard let license = plan["license"]?.text else { return }
        if license == "usage-based", isEmpty { report("prices-missing", at: pointer) }
        if license != "usage-based", !isEmpty { report("prices-without-use", at: pointer, ["value": license]) }
    }

    /// Only what is paid for can be free for some months.
    private mutating func checkTrial(of plan: JSONNode, at pointer: String) {
        guard let license = plan["license"]?.text, license != "usage-based",
            let months = plan["freeTrialMonths"]?.integer, months > 0
        else { return }
        report("free-trial-without-use", at: pointer, ["value": license])
    }

    /// A price is one for all machines, or one for each number of cores.
    private mutating func checkForms(of prices: JSONNode?, at pointer: String) {
        for (index, price) in (prices?.items ?? []).enumerated() {
            guard case .object = price else { continue }
            let place = "\(pointer)/\(index)"
            let isByCores = price["byCores"].map { $0 != .array([]) } ?? false
            if isByCores, price["perHour"] != nil || price["perCore"] == .boolean(true) {
                report("price-forms-both", at: "\(place)/byCores")
            } else if !isByCores, price["perHour"] == nil, missing.insert("\(place)/perHour").inserted {
                report("field-missing", at: "\(place)/perHour", ["value": "\(place)/perHour"])
            }
        }
    }

    /// Versions rise in the order of the list, and the data disks of each are numbered from 0 without gaps.
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

    /// An image is in a repository or a layout, and exactly one of its tags is `latest`.
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
