// Required files at the top of a solution template's package, where the marketplace expects them. Source: the
// marketplace's article on solution templates, 2017–2020.

import Assets
import JSON

enum SolutionPackage {
    /// Case-sensitive.
    static let required = ["mainTemplate.json", "createUiDefinition.json"]
    /// How much of each is read, in bytes.
    private static let longest = 4 << 20

    /// Missing and unusable files of a package that was read completely.
    static func findings(_ report: PackageReport, required: [String]) -> [AssetFinding] {
        required.compactMap { name in
            guard let bytes = report.contents[name] else { return missing(name, in: report) }
            // Editors leave a byte order mark, and deployment tools skip it.
            let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
            guard let root = try? JSONNode([UInt8](text), largest: longest), case .object = root else {
                return AssetFinding("package-file-malformed", ["value": name])
            }
            return nil
        }
    }

    /// Says where the file is instead: in a folder, or with another case.
    private static func missing(_ name: String, in report: PackageReport) -> AssetFinding {
        let wanted = name.lowercased()
        let other = report.entries.map(\.name).filter { $0.split(separator: "/").last?.lowercased() == wanted }
            .min { $0.split(separator: "/").count < $1.split(separator: "/").count }
        guard let other else { return AssetFinding("package-file-missing", ["value": name]) }
        return AssetFinding("package-file-elsewhere", ["value": name, "found": other])
    }
}
