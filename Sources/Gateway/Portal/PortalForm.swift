// How single values differ between the portal's form and ours. What is not of the expected shape goes through as it is:
// it is validation's task to say what is wrong with it.

import Foundation
import JSON
import Offers

/// The ways in which a value is written differently.
enum PortalForm: Sendable {
    case same
    /// Objects whose title and address are called so; other names are kept.
    case links(String, String)
    /// One word for another.
    case words([String: String])
    case categories, subscriptions, commaList, disks

    func toOurs(_ value: JSONNode) -> JSONNode {
        switch self {
        case .same: value
        case .links(let title, let url): Self.renamed(value, [title: "title", url: "url"])
        case .words(let words): value.text.flatMap { words[$0] }.map { .string($0) } ?? value
        case .categories: Self.categories(value)
        case .subscriptions:
            Self.each(value) { item in
                guard case .string(let id) = item else { return item }
                // The portal has no type of subscription; validation refuses types, so the ordinary one is taken.
                return .members(["id": .string(id), "type": .string("pay-as-you-go")])
            }
        case .commaList: Self.list(value)
        case .disks: PortalDisks.toOurs(value)
        }
    }

    func toPortal(_ value: JSONNode) -> JSONNode {
        switch self {
        case .same: value
        case .links(let title, let url): Self.renamed(value, ["title": title, "url": url])
        case .words(let words):
            value.text.flatMap { text in words.first { $0.value == text }?.key }.map { .string($0) } ?? value
        case .categories: Self.each(value) { item in item.text.map { .members(["categoryL1": .string($0)]) } ?? item }
        case .subscriptions:
            Self.each(value) { item in
                item["type"]?.text == "pay-as-you-go" ? item["id"] ?? item : item
            }
        case .commaList: .string(value.items.compactMap(\.text).joined(separator: ","))
        case .disks: PortalDisks.toPortal(value)
        }
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

    private static func categories(_ value: JSONNode) -> JSONNode {
        each(value) { item in item["categoryL1"] ?? item }
    }

    /// `a@b.example,c@d.example` or a list.
    static func list(_ value: JSONNode) -> JSONNode {
        guard case .string(let text) = value else { return value }
        return .texts(
            text.split(whereSeparator: { $0 == "," || $0 == ";" })
                .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty })
    }
}

/// `{"1.0.1": {"osVhdUrl", "lunVhdDetails": [{"lun", "vhdUrl"}]}}` and our list of versions.
enum PortalDisks {
    static func toOurs(_ value: JSONNode) -> JSONNode {
        guard case .object(let versions) = value else { return value }
        return .array(
            versions.sorted { number($0.name).lexicographicallyPrecedes(number($1.name)) }.map { version in
                let disks = version.value
                var image = JSONNode.members(["version": .string(version.name), "osDisk": .object([])])
                for (name, ours) in [("osVhdUrl", "url"), ("osVhdDigest", "digest")] {
                    if let found = disks[name] { image.set(["osDisk", ours], to: found) }
                }
                if let details = disks["lunVhdDetails"] { image.set(["dataDisks"], to: data(details)) }
                return image
            })
    }

    private static func data(_ details: JSONNode) -> JSONNode {
        guard case .array(let items) = details else { return details }
        return .array(
            items.enumerated().map { index, item in
                .members([
                    "lun": item["lun"] ?? .number(index), "url": item["vhdUrl"] ?? item["lunVhdUrl"] ?? item["url"],
                    "digest": item["digest"],
                ])
            })
    }

    static func toPortal(_ value: JSONNode) -> JSONNode {
        guard case .array(let images) = value else { return value }
        return .object(
            images.compactMap { image in
                guard let version = image["version"]?.text else { return nil }
                let details = image["dataDisks"].map { disks in
                    JSONNode.array(
                        disks.items.map {
                            .members(["lun": $0["lun"], "vhdUrl": $0["url"], "digest": $0["digest"]])
                        })
                }
                return .init(
                    version,
                    .members([
                        "osVhdUrl": image["osDisk"]?["url"], "osVhdDigest": image["osDisk"]?["digest"],
                        "lunVhdDetails": details ?? .array([]),
                    ]))
            })
    }

    private static func number(_ version: String) -> [Int] {
        version.split(separator: ".").map { Int($0) ?? 0 }
    }
}
