// How single values differ between the portal's form and ours. A value of an unexpected form is passed on unchanged:
// validation reports it.

import Base
import Foundation
import JSON
import Offers

/// How the portal writes a value that our document writes in another way.
enum PortalForm: Sendable {
    case same
    /// Objects with these names for title and address; other members are kept.
    case links(String, String)
    /// One word for another.
    case words([String: String])
    case categories, subscriptions, commaList, disks, package
    /// True or false, which templating tools write as a text.
    case flag
}

/// Translates one of the portal's values into ours.
struct PortalMapping {
    private(set) var node: JSONNode
    /// Pointers inside our value, with their places in the portal's document.
    private(set) var places: [(pointer: String, target: String)] = []
    /// Members inside that have no effect.
    private(set) var idle: [(name: String, target: String)] = []

    init(_ form: PortalForm, _ value: JSONNode, at target: String) {
        node = value
        switch form {
        case .same: break
        case .links(let title, let url):
            node = Self.renamed(value, [title: "title", url: "url"])
            for index in value.items.indices {
                places += [
                    ("/\(index)/title", "\(target)[\(index)].\(title)"),
                    ("/\(index)/url", "\(target)[\(index)].\(url)"),
                ]
            }
        case .words(let words): node = value.text.flatMap { words[$0] }.map { .string($0) } ?? value
        case .flag: node = Self.flag(value)
        case .categories: takeCategories(value, at: target)
        case .subscriptions:
            node = Self.each(value) { item in
                guard case .string(let id) = item else { return item }
                // The portal has no subscription types; validation refuses some types, so the ordinary one is used.
                return .members(["id": .string(id), "type": .string("pay-as-you-go")])
            }
            for (index, item) in value.items.enumerated() where item.text != nil {
                places += ["id", "type"].map { ("/\(index)/\($0)", "\(target)[\(index)]") }
            }
        case .commaList: node = Self.list(value)
        case .disks: takeDisks(value, at: target)
        case .package: takePackage(value, at: target)
        }
    }

    /// Translates one of our values into the portal's. `standing` is the value that ours was made from: its elements
    /// with the same meaning stay unchanged, with everything that ours leaves out.
    static func toPortal(_ form: PortalForm, _ value: JSONNode, standing: JSONNode? = nil) -> JSONNode {
        switch form {
        case .same, .flag: value
        case .links(let title, let url): renamed(value, ["title": title, "url": url])
        case .words(let words):
            value.text.flatMap { text in words.first { $0.value == text }?.key }.map { .string($0) } ?? value
        case .categories:
            each(value) { item in
                if let same = standing?.items.first(where: { ($0["categoryL1"] ?? $0) == item }) { return same }
                return item.text.map { .members(["categoryL1": .string($0)]) } ?? item
            }
        case .subscriptions:
            each(value) { item in
                item["type"]?.text == "pay-as-you-go" && item.members.count == 2 ? item["id"] ?? item : item
            }
        case .commaList:
            if case .array? = standing { value } else { .string(value.items.compactMap(\.text).joined(separator: ",")) }
        case .disks: disksToPortal(value, standing: standing)
        case .package: packageToPortal(value, standing: standing)
        }
    }

    /// `true`, `"true"`, `"True"`; any other value stays.
    static func flag(_ value: JSONNode) -> JSONNode {
        switch value.text?.lowercased() {
        case "true": .boolean(true)
        case "false": .boolean(false)
        default: value
        }
    }

    /// `a@b.example, Ada Lovelace <ada@d.example>` or a list.
    static func list(_ value: JSONNode) -> JSONNode {
        guard case .string(let text) = value else { return value }
        return .texts(Mailbox.split(text))
    }

    private static func each(_ value: JSONNode, _ change: (JSONNode) -> JSONNode) -> JSONNode {
        guard case .array(let items) = value else { return value }
        return .array(items.map(change))
    }

    private static func renamed(_ value: JSONNode, _ names: [String: String]) -> JSONNode {
        each(value) { item in
            guard case .object(let members) = item else { return item }
            return .object(members.map { .init(names[$0.name] ?? $0.name, $0.value) })
        }
    }

    /// Names, or `{"categoryL1", "categoryL2-…"}`; the marketplace only has the first level.
    private mutating func takeCategories(_ value: JSONNode, at target: String) {
        node = Self.each(value) { $0["categoryL1"] ?? $0 }
        for (index, item) in value.items.enumerated() where item["categoryL1"] != nil {
            places.append(("/\(index)", "\(target)[\(index)].categoryL1"))
        }
    }

    private mutating func takePackage(_ value: JSONNode, at target: String) {
        if let found = Self.package(value, at: target) { (node, places, idle) = found }
    }

    // MARK: Disks

    /// `{"1.0.1": {"osVhdUrl", "lunVhdDetails": [{"lun", "vhdUrl"}]}}` and our list of versions.
    private mutating func takeDisks(_ value: JSONNode, at target: String) {
        guard case .object(let versions) = value else { return }
        let sorted = versions.sorted { Self.number($0.name).lexicographicallyPrecedes(Self.number($1.name)) }
        node = .array(
            sorted.enumerated().map { index, version in
                let place = PortalTranslation.place(target, version.name)
                places += [
                    ("/\(index)", place), ("/\(index)/version", place), ("/\(index)/osDisk", "\(place).osVhdUrl"),
                    ("/\(index)/osDisk/url", "\(place).osVhdUrl"),
                    ("/\(index)/osDisk/digest", "\(place).osVhdDigest"),
                    ("/\(index)/dataDisks", "\(place).lunVhdDetails"),
                ]
                guard case .object = version.value else { return version.value }
                return disks(version, "/\(index)/dataDisks", at: place)
            })
    }

    private mutating func disks(_ version: JSONNode.Member, _ pointer: String, at place: String) -> JSONNode {
        let disks = version.value
        var image = JSONNode.members(["version": .string(version.name), "osDisk": .object([])])
        for (name, path) in [("osVhdUrl", ["osDisk", "url"]), ("osVhdDigest", ["osDisk", "digest"])] {
            if let value = disks[name] { image.set(path, to: value) }
        }
        for member in disks.members where !["osVhdUrl", "osVhdDigest", "lunVhdDetails"].contains(member.name) {
            if !member.value.isEmpty { idle.append((member.name, PortalTranslation.place(place, member.name))) }
        }
        guard let details = disks["lunVhdDetails"] else { return image }
        image.set(["dataDisks"], to: data(details, pointer, at: "\(place).lunVhdDetails"))
        return image
    }

    private mutating func data(_ details: JSONNode, _ pointer: String, at place: String) -> JSONNode {
        guard case .array(let items) = details else { return details }
        return .array(
            items.enumerated().map { index, item in
                guard case .object = item else { return item }
                let address = ["vhdUrl", "lunVhdUrl", "url"].first { item[$0] != nil } ?? "vhdUrl"
                places.append(("\(pointer)/\(index)/url", "\(place)[\(index)].\(address)"))
                return .members([
                    "lun": item["lun"] ?? .number(index), "url": item[address], "digest": item["digest"],
                ])
            })
    }

    private static func disksToPortal(_ value: JSONNode, standing: JSONNode?) -> JSONNode {
        guard case .array(let images) = value else { return value }
        let versions = images.map { $0["version"]?.text ?? "" }
        // If one version is gone and one is new, it was renamed.
        let gone = (standing?.members ?? []).filter { !versions.contains($0.name) }
        let new = versions.filter { standing?[$0] == nil }
        let renamed = gone.count == 1 && new.count == 1 ? gone.first?.value : nil
        return .object(
            zip(images, versions).map { image, version in
                let before = standing?[version] ?? renamed
                let known = ["osVhdUrl", "osVhdDigest", "lunVhdDetails"]
                let others = (before?.members ?? []).filter { !known.contains($0.name) }
                let disks = image["dataDisks"].map { data($0, standing: before?["lunVhdDetails"]) } ?? .array([])
                let made = JSONNode.members([
                    "osVhdUrl": image["osDisk"]?["url"], "osVhdDigest": image["osDisk"]?["digest"],
                    "lunVhdDetails": disks,
                ])
                return .init(version, .object(made.members + others))
            })
    }

    private static func data(_ disks: JSONNode, standing: JSONNode?) -> JSONNode {
        each(disks) { disk in
            let before = standing?.items.first { $0["lun"] == disk["lun"] }
            let known = ["lun", "vhdUrl", "lunVhdUrl", "url", "digest"]
            let others = (before?.members ?? []).filter { !known.contains($0.name) }
            let made = JSONNode.members(["lun": disk["lun"], "vhdUrl": disk["url"], "digest": disk["digest"]])
            return .object(made.members + others)
        }
    }

    static func number(_ version: String) -> [Int] {
        version.split(separator: ".").map { Int($0) ?? 0 }
    }
}
