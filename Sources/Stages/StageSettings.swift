// Settings that several stages share: from where they may fetch publishers' files, and where their own files are. Read
// in each stage's init, so that a wrong one ends the program before it takes work.

import Assets
import Base
import FoundationEssentials
import Offers

extension Settings {
    /// `data-dir`: the folder of the pipeline's own data; relative paths start there. Absolute; `var` by default.
    var dataDirectory: String { absolute(self["data-dir"] ?? "var") }

    /// One of the pipeline's own folders: the setting, or `usual` under `data-dir`; absolute.
    func directory(_ name: String, default usual: String) -> String {
        self[name].map(absolute) ?? dataDirectory + "/" + usual
    }

    /// `downloads-dir`: the folder of downloads, `downloads` under `data-dir` by default.
    var downloadsFolder: String { directory("downloads-dir", default: "downloads") }

    /// The folder of downloaded images.
    var imagesFolder: String { downloadsFolder + "/images" }

    /// `packages-dir`: the folder of packages, `packages` under `data-dir` by default.
    package var packagesDirectory: String { directory("packages-dir", default: "packages") }

    /// The address of a kind of page in the gateway: the setting, or the folder below `pages-url`.
    func pages(_ name: String, _ folder: String) throws -> String {
        try baseAddress(name, default: "\(pagesAddress())/\(folder)")
    }

    /// The only way to fetch (R33): `file-roots`, `allowed-addresses`, `allow-http`, `ca-file`, `fetch-limit-mib`,
    /// `fetch-limit-minutes`, `fetch-least-kib-per-second`, `download-connections`, `downloads-quota-mib`.
    func guardedFetch() throws -> GuardedFetch {
        var policy = FetchPolicy()
        policy.allowedFileRoots = list("file-roots", separator: ":").map(absolute)
        do {
            policy.allowedNetworks = try list("allowed-addresses", separator: ",").map { try AllowedNetwork($0) }
        } catch let error as AssetError { throw Wrong("--allowed-addresses: \(error)") }
        policy.allowsPlainHTTP = try choice("allow-http", default: YesNo.no) == .yes
        policy.maxBytes = Int64(try number("fetch-limit-mib", default: 1_024 << 10, in: 1...16 << 20)) << 20
        policy.totalTimeout = .seconds(60 * (try number("fetch-limit-minutes", default: 24 * 60, in: 1...10_080)))
        policy.leastRate = Int64(try number("fetch-least-kib-per-second", default: 64, in: 0...1 << 20)) << 10
        policy.connections = try number("download-connections", default: 4, in: 1...64)
        let quota = try number("downloads-quota-mib", default: 0, in: 0...1 << 30)
        policy.folderQuota = quota > 0 ? FolderQuota(folder: downloadsFolder, bytes: Int64(quota) << 20) : nil
        if let file = self["ca-file"] {
            guard FileManager.default.isReadableFile(atPath: file) else {
                throw Wrong("--ca-file \(file): the file cannot be read")
            }
            policy.extraCAFile = absolute(file)
        }
        return GuardedFetch(policy: policy)
    }

    /// `policy`: the marketplace's rules; an unusable file ends the program like any wrong setting.
    func policy() throws -> Policy {
        do { return try Policy(self) } catch let error as Policy.Invalid { throw Wrong("--policy: \(error)") }
    }

    private func list(_ name: String, separator: Character) -> [String] {
        (self[name] ?? "").split(separator: separator).map { $0.trimmed }.filter {
            !$0.isEmpty
        }
    }

    private func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}
