// Everything that can be wrong with a deployment package: codes and what was measured.

enum PackageFindings {
    static let notZip = AssetFinding("package-not-zip")
    static let empty = AssetFinding("package-empty")
    static let damaged = AssetFinding("package-damaged")
    static let nameUnreadable = AssetFinding("package-name")

    static func unsafeName(_ name: String) -> AssetFinding { AssetFinding("package-path", ["value": name]) }
    static func twice(_ name: String) -> AssetFinding { AssetFinding("package-entry-twice", ["value": name]) }
    static func encrypted(_ name: String) -> AssetFinding { AssetFinding("package-encrypted", ["value": name]) }
    static func notFile(_ name: String) -> AssetFinding { AssetFinding("package-not-file", ["value": name]) }
    static func tooMany(_ count: Int) -> AssetFinding { AssetFinding("package-too-many", ["most": "\(count)"]) }

    static func entryTooLong(_ name: String, _ bytes: Int) -> AssetFinding {
        AssetFinding("package-entry-too-long", ["value": name, "most": "\(bytes)"])
    }

    static func tooLarge(_ bytes: Int64) -> AssetFinding {
        AssetFinding("package-too-large", ["most": "\(bytes >> 20)"])
    }
    static func ratio(_ ratio: Int64) -> AssetFinding { AssetFinding("package-ratio", ["most": "\(ratio)"]) }
}
