// Every problem of a deployment package: codes and measured values.

enum PackageFindings {
    static let notZip = AssetFinding("package-not-zip")
    static let empty = AssetFinding("package-empty")

    static func nameUnreadable(_ name: String) -> AssetFinding { AssetFinding("package-name", ["value": name]) }
    static func unsafeName(_ name: String) -> AssetFinding { AssetFinding("package-path", ["value": name]) }
    static func twice(_ name: String) -> AssetFinding { AssetFinding("package-entry-twice", ["value": name]) }
    /// Two names that are equal for Windows or macOS.
    static func alike(_ name: String, _ other: String) -> AssetFinding {
        AssetFinding("package-entry-alike", ["value": name, "other": other])
    }
    static func encrypted(_ name: String) -> AssetFinding { AssetFinding("package-encrypted", ["value": name]) }
    static func notFile(_ name: String) -> AssetFinding { AssetFinding("package-not-file", ["value": name]) }
    static func tooMany(_ count: Int) -> AssetFinding { AssetFinding("package-too-many", ["most": "\(count)"]) }

    static func method(_ name: String, _ method: UInt16) -> AssetFinding {
        AssetFinding("package-compression", ["value": name, "method": "\(method)"])
    }

    static func entryTooLong(_ name: String, _ bytes: Int) -> AssetFinding {
        AssetFinding("package-entry-too-long", ["value": name, "most": "\(bytes)"])
    }

    static func tooLarge(_ bytes: Int64) -> AssetFinding {
        AssetFinding("package-too-large", ["most": "\(bytes >> 20)"])
    }
    static func ratio(_ ratio: Int64) -> AssetFinding { AssetFinding("package-ratio", ["most": "\(ratio)"]) }

    // Problems after which nothing can be read.

    /// - Parameter name: of the entry; nil for the directory.
    static func damaged(_ name: String? = nil) -> AssetProblem {
        AssetProblem("package-damaged", ["value": name ?? "central directory"])
    }
    static func unsafe(_ name: String) -> AssetProblem { AssetProblem([unsafeName(name)]) }
    /// The local header contradicts the directory.
    static func headers(_ name: String) -> AssetProblem { AssetProblem("package-headers", ["value": name]) }
    static func stray(_ first: Int64, _ last: Int64) -> AssetProblem {
        AssetProblem("package-stray-bytes", ["first": "\(first)", "last": "\(last)"])
    }
    static func overlap(_ name: String, _ other: String?) -> AssetProblem {
        AssetProblem("package-overlap", ["value": name, "other": other ?? "central directory"])
    }
}
