// The two sets of regions, from a file: `{"preview": [{"name": …, "store": …}], "production": […]}`. A store is a
// `file:///` address, or a path that is taken relative to `data-dir`.

import Assets
import Foundation
import Offers

/// Preview and production as the settings file names them.
struct RegionSettings: Sendable {
    let preview: [Region]
    let production: [Region]

    private struct File: Decodable {
        struct Entry: Decodable {
            var name: String
            var store: String
        }
        var preview: [Entry]
        var production: [Entry]
    }

    /// Reads the file of the setting `regions`; throws `Settings.Wrong`.
    init(_ settings: Settings) throws {
        let path = settings["regions"] ?? "deploy/regions.json"
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Settings.Wrong("--regions \(path): the file cannot be read; name the file that lists the regions")
        }
        do {
            let file = try JSONDecoder().decode(File.self, from: bytes)
            preview = try Self.regions(file.preview, below: settings.dataDirectory)
            production = try Self.regions(file.production, below: settings.dataDirectory)
        } catch let error as Settings.Wrong {
            throw Settings.Wrong("--regions \(path): \(error)")
        } catch let error as AssetError {
            throw Settings.Wrong("--regions \(path): \(error)")
        } catch { throw Settings.Wrong("--regions \(path): \(explain(error))") }
    }

    private static func regions(_ entries: [File.Entry], below directory: String) throws -> [Region] {
        guard (1...100).contains(entries.count), Set(entries.map(\.name)).count == entries.count else {
            throw Settings.Wrong("each set needs 1 to 100 regions with different names")
        }
        return try entries.map { entry in
            guard OfferKey.isIdentifier(entry.name) else {
                throw Settings.Wrong("the region name \"\(entry.name)\" is not 1–50 characters of a-z 0-9 -")
            }
            let isAddress = entry.store.contains("://")
            let store =
                isAddress
                ? entry.store
                : URL(fileURLWithPath: entry.store, relativeTo: URL(fileURLWithPath: directory, isDirectory: true))
                    .absoluteURL.absoluteString
            return try Region(name: entry.name, store: store)
        }
    }
}
