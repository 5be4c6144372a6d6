// The deployment package of a plan: `{"1.0.0": {"packageVersion": {"packageFile": "https://…"}}}` with the portal.

import JSON

extension PortalMapping {
    private static let version = "packageVersion"
    private static let (file, digest) = ("packageFile", "packageDigest")

    /// Whether a package has a member for each version, and not our members.
    private static func isByVersion(_ value: JSONNode) -> Bool {
        !value.members.isEmpty
            && value.members.allSatisfy { member in
                if case .object = member.value { true } else { false }
            }
    }

    /// The package of the highest version, in our form and with its places. Those of lower ones have no effect.
    static func package(
        _ value: JSONNode, at target: String
    ) -> (node: JSONNode, places: [(pointer: String, target: String)], idle: [(name: String, target: String)])? {
        guard isByVersion(value) else { return nil }
        let sorted = value.members.sorted { number($0.name).lexicographicallyPrecedes(number($1.name)) }
        guard let newest = sorted.last else { return nil }
        let place = PortalTranslation.place(target, newest.name)
        let inner = newest.value[version] ?? newest.value
        let inside = newest.value[version] == nil ? place : PortalTranslation.place(place, version)
        let node = JSONNode.members(["version": .string(newest.name), "url": inner[file], "digest": inner[digest]])
        let places = [
            ("/version", place), ("/url", PortalTranslation.place(inside, file)),
            ("/digest", PortalTranslation.place(inside, digest)),
        ]
        return (node, places, sorted.dropLast().map { ($0.name, PortalTranslation.place(target, $0.name)) })
    }

    /// In the form of what was there before.
    static func packageToPortal(_ value: JSONNode, standing: JSONNode?) -> JSONNode {
        guard let standing, isByVersion(standing), let name = value["version"]?.text else { return value }
        return .members([
            name: .members([version: .members([file: value["url"], digest: value["digest"]])])
        ])
    }
}
