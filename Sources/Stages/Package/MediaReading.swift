// The pictures of an offer: fetched, held to be PNG, kept by digest. The page shows them from our store, so that it does
// not change when a publisher's host does.

import Assets
import Foundation
import Offers

/// Pictures by digest, in the document's order.
struct Media: Equatable {
    var logos: [(size: String, digest: Digest)] = []
    var screenshots: [(title: String, digest: Digest)] = []
    var videos: [(title: String, url: String, thumbnail: Digest)] = []

    static func == (a: Media, b: Media) -> Bool { a.json == b.json }

    /// As it stands in the package.
    var json: JSONNode {
        .object([
            .init("logos", .texts(logos.map { ($0.size, $0.digest.description) })),
            .init(
                "screenshots",
                .array(screenshots.map { .texts([("title", $0.title), ("digest", $0.digest.description)]) })),
            .init(
                "videos",
                .array(
                    videos.map {
                        .texts([("title", $0.title), ("url", $0.url), ("thumbnail", $0.thumbnail.description)])
                    })),
        ])
    }
}

struct MediaReading {
    let fetch: GuardedFetch
    let store: PackageStore
    let language: Language

    /// Bytes of a picture.
    static let largest = 4 << 20
    /// Pictures of an offer, whatever validation let pass.
    static let most = 32
    private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// All pictures that could be had, and what is wrong with the others.
    func read(_ media: OfferDocument.Media) throws -> (Media, [Problem]) {
        var read = Media()
        var problems: [Problem] = []
        for (size, url) in media.logos.sorted(by: { $0.key < $1.key }).prefix(Self.most) {
            let pointer = JSONNode.pointer("/media/logos", to: size)
            if let digest = try picture(url, pointer, &problems) { read.logos.append((size, digest)) }
        }
        for (index, shot) in media.screenshots.prefix(Self.most).enumerated() {
            let pointer = "/media/screenshots/\(index)/url"
            if let digest = try picture(shot.url, pointer, &problems) { read.screenshots.append((shot.title, digest)) }
        }
        for (index, video) in media.videos.prefix(Self.most).enumerated() {
            let pointer = "/media/videos/\(index)/thumbnail"
            guard let digest = try picture(video.thumbnail, pointer, &problems) else { continue }
            read.videos.append((video.title, video.url, digest))
        }
        return (read, problems)
    }

    private func picture(_ url: String, _ pointer: String, _ problems: inout [Problem]) throws -> Digest? {
        do {
            guard let bytes = try bytes(url), bytes.starts(with: Self.signature) else {
                problems.append(PackagingText.notPNG.problem(at: pointer, in: language))
                return nil
            }
            let digest = try Digest.of(bytes)
            try store.keep(bytes, digest, "png")
            return digest
        } catch let problem as AssetProblem {
            problems += problem.problems(at: pointer, in: language)
            return nil
        }
    }

    /// Nil for a `data:` address (RFC 2397) that is not a PNG in base64.
    private func bytes(_ url: String) throws -> [UInt8]? {
        let prefix = "data:image/png;base64,"
        guard url.hasPrefix("data:") else {
            return [UInt8](try fetch.read(url, limit: Self.largest, check: Task<Never, Never>.checkCancellation))
        }
        guard url.hasPrefix(prefix) else { return nil }
        return Data(base64Encoded: String(url.dropFirst(prefix.count))).map { [UInt8]($0) }
    }
}
