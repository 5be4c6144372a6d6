// The wording of everything that can be wrong with a deployment package: one place, so that codes and texts stay stable.
import FoundationEssentials

enum PackageFindings {
    static let notZip = finding("package-not-zip", "The package is no zip archive.", "Pack the files as a zip archive.")

    static let empty = finding("package-empty", "The package holds no files.", "Pack the template and what it needs.")

    static let damaged = finding(
        "package-damaged", "The package cannot be read to its end.", "Pack and upload it again.")

    static let nameUnreadable = finding(
        "package-name", "The name of an entry cannot be read.", "Use names in ASCII or UTF-8.")

    static func unsafeName(_ name: String) -> AssetFinding {
        finding(
            "package-path", "The entry \(Hostile.quoted(name)) has a path that leads, or may lead, out of the package.",
            "Use relative names with \"/\", without \"..\", drive letters or control characters.")
    }

    static func twice(_ name: String) -> AssetFinding {
        finding("package-entry-twice", "The entry \(Hostile.quoted(name)) is there twice.", "Pack it once.")
    }

    static func encrypted(_ name: String) -> AssetFinding {
        finding("package-encrypted", "The entry \(Hostile.quoted(name)) is encrypted.", "Pack it without a password.")
    }

    static func notFile(_ name: String) -> AssetFinding {
        finding(
            "package-not-file", "The entry \(Hostile.quoted(name)) is a link or device.", "Pack the file it stands for."
        )
    }

    static func tooMany(_ count: Int) -> AssetFinding {
        finding("package-too-many", "The package holds more than \(count) entries.", "Pack only what deployment needs.")
    }

    static func entryTooLong(_ name: String, _ bytes: Int) -> AssetFinding {
        finding(
            "package-entry-too-long", "The entry \(Hostile.quoted(name)) is longer than \(bytes) bytes.", "Shorten it.")
    }

    static func tooLarge(_ bytes: Int64) -> AssetFinding {
        finding(
            "package-too-large", "The package unpacks to more than \(bytes >> 20) MiB.",
            "Pack only what deployment needs.")
    }

    static func ratio(_ ratio: Int64) -> AssetFinding {
        finding(
            "package-ratio", "The package unpacks to more than \(ratio) times its size.",
            "Leave out files that are padding.")
    }

    private static func finding(_ code: String, _ detail: String, _ remedy: String) -> AssetFinding {
        AssetFinding(code: code, detail: detail, remedy: remedy)
    }
}
