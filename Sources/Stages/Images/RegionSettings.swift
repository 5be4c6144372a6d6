// The stores of images, from a file: `{"certified": {"store": …}, "preview": [{"name": …, "store": …}], "production":
// […]}`. A store is a `file:///` address, a path relative to `data-dir`, or the `https://` address of a blob container
// with its shared access signature. The signature may be in a separate file, such as a secret, named by
// `signatureFile`.

import Assets
import Base
import FoundationEssentials
import JSON
import Offers

/// The stores in the settings file.
struct RegionSettings: Sendable {
    /// The store of certified images.
    let certified: Region
    let preview: [Region]
    let production: [Region]
    /// How many regions one job copies to at the same time.
    let atOnce: Int

    fileprivate struct File: JSONRecord {
        var certified: Store?
        var preview: [Entry] = []
        var production: [Entry] = []

        mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
            try v.member("certified", &certified)
            try v.member("preview", &preview)
            try v.member("production", &production)
        }
    }

    fileprivate struct Store: JSONRecord {
        var store = "certified"
        var signatureFile: String?

        mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
            try v.member("store", &store)
            try v.member("signatureFile", &signatureFile)
        }
    }

    fileprivate struct Entry: JSONRecord {
        var name = ""
        var place = Store()

        mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
            try v.member("name", &name)
            try place.members(&v)
        }
    }

    /// Reads the file of the setting `regions`; throws `Settings.Wrong`.
    init(_ settings: Settings) throws {
        atOnce = try settings.number("regions-at-once", default: 4, in: 1...100)
        let connections = try settings.number("upload-connections", default: 8, in: 1...64)
        let verification = try settings.choice("verify", default: Verification.read)
        let path = settings["regions"] ?? "deploy/regions.json"
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Settings.Wrong("--regions \(path): the file cannot be read; name the file that lists the regions")
        }
        do {
            let file = try File(json: [UInt8](bytes))
            let caFile = settings["ca-file"]
            certified = try Region(
                name: "certified",
                store: (file.certified ?? Store()).address(below: settings.dataDirectory, of: "certified"),
                caFile: caFile, connections: connections, verification: verification)
            let regions = { (entries: [Entry]) in
                try entries.regions(below: settings.dataDirectory, caFile, connections, verification)
            }
            (preview, production) = (try regions(file.preview), try regions(file.production))
        } catch let error as Settings.Wrong {
            throw Settings.Wrong("--regions \(path): \(error)")
        } catch let error as AssetError {
            throw Settings.Wrong("--regions \(path): \(error)")
        } catch let error as JSONError {
            throw Settings.Wrong(
                "--regions \(error.text(in: [UInt8](bytes), of: path)). See schemas/regions.schema.json")
        }
    }
}

extension [RegionSettings.Entry] {
    fileprivate func regions(
        below directory: String, _ caFile: String?, _ connections: Int, _ verification: Verification
    ) throws -> [Region] {
        guard (1...100).contains(count), Set(map(\.name)).count == count else {
            throw Settings.Wrong("each set needs 1 to 100 regions with different names")
        }
        return try map { entry in
            guard OfferKey.isIdentifier(entry.name) else {
                throw Settings.Wrong("the region name \"\(entry.name)\" is not 1–50 characters of a-z 0-9 -")
            }
            return try Region(
                name: entry.name, store: try entry.place.address(below: directory, of: entry.name), caFile: caFile,
                connections: connections, verification: verification)
        }
    }
}

extension RegionSettings.Store {
    fileprivate func address(below directory: String, of name: String) throws -> String {
        guard store.contains("://") else {
            return URL(fileURLWithPath: store, relativeTo: URL(fileURLWithPath: directory, isDirectory: true))
                .absoluteURL.absoluteString
        }
        guard let signatureFile else { return store }
        guard let bytes = FileManager.default.contents(atPath: signatureFile), bytes.count <= 4_096 else {
            throw Settings.Wrong("the signature of \(name) cannot be read from \(signatureFile)")
        }
        let signature = String(decoding: bytes, as: UTF8.self).trimmed
        return store + "?" + (signature.hasPrefix("?") ? String(signature.dropFirst()) : signature)
    }
}
