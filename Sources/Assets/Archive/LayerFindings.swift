// Every problem of a container's layer as an archive: codes and measured values.

enum LayerFindings {
    static func packing(_ place: String, _ packing: LayerPacking) -> AssetProblem {
        problem("layer-packing", place, ["expected": packing.rawValue])
    }
    /// - Parameter most: in bytes.
    static func window(_ place: String, _ most: Int) -> AssetProblem {
        problem("layer-window", place, ["most": "\(most >> 20)"])
    }
    /// - Parameter position: in the unpacked bytes.
    static func damaged(_ place: String, at position: Int64) -> AssetProblem {
        problem("layer-damaged", place, ["first": "\(position)"])
    }
    static func size(_ place: String, _ name: String) -> AssetProblem { problem("layer-link-content", place, name) }
    static func folderName(_ place: String, _ name: String) -> AssetProblem { problem("layer-file-name", place, name) }
    static func sparse(_ place: String, _ name: String) -> AssetProblem { problem("layer-sparse", place, name) }
    static func device(_ place: String, _ name: String) -> AssetProblem { problem("layer-device", place, name) }
    static func headers(_ place: String, _ name: String) -> AssetProblem { problem("layer-headers", place, name) }
    static func outside(_ place: String, _ name: String) -> AssetProblem { problem("layer-name-outside", place, name) }
    static func type(_ place: String, _ name: String, _ type: UInt8) -> AssetProblem {
        problem("layer-entry-type", place, ["value": name, "type": String(decoding: [type], as: UTF8.self)])
    }

    static func tooMany(_ count: Int) -> AssetProblem { AssetProblem("unpack-too-many", ["most": "\(count)"]) }
    static func tooLarge(_ bytes: Int64) -> AssetProblem {
        AssetProblem("unpack-too-large", ["most": "\(bytes >> 20)"])
    }
    static func ratio(_ ratio: Int64) -> AssetProblem { AssetProblem("unpack-ratio", ["most": "\(ratio)"]) }

    private static func problem(_ code: String, _ place: String, _ name: String) -> AssetProblem {
        problem(code, place, ["value": name])
    }

    private static func problem(_ code: String, _ place: String, _ values: [String: String]) -> AssetProblem {
        AssetProblem(code, values.merging(["place": place]) { $1 })
    }
}
