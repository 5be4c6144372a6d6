// The pictures of an offer: fetched, checked to be PNGs of the policy's sizes, and stored by digest. The page shows
// them from our store, so that it does not change when a publisher's host does.

import Assets
import FoundationEssentials
import Glibc
import JSON
import Offers

/// Pictures by digest, in the document's order.
package struct Media: Sendable, Equatable {
    /// By size: `115x115`.
    package var logos: [Picture] = []
    package var screenshots: [Picture] = []
    package var videos: [Video] = []

    package init() {}

    package struct Picture: Sendable, Equatable {
        package var title = ""
        package var digest = ""

        package init() {}

        package init(title: String, digest: String) { (self.title, self.digest) = (title, digest) }
    }

    package struct Video: Sendable, Equatable {
        package var title = ""
        package var url = ""
        package var thumbnail = ""

        package init() {}

        package init(title: String, url: String, thumbnail: String) {
            (self.title, self.url, self.thumbnail) = (title, url, thumbnail)
        }
    }
}

extension Media: JSONRecord {
    package mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("logos", &logos)
        try v.member("screenshots", &screenshots)
        try v.member("videos", &videos)
    }
}

extension Media.Picture: JSONRecord {
    package mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("title", &title)
        try v.member("digest", &digest)
    }
}

extension Media.Video: JSONRecord {
    package mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("title", &title)
        try v.member("url", &url)
        try v.member("thumbnail", &thumbnail)
    }
}

/// The policy's rules for pictures.
struct PictureRules: Sendable {
    /// `40x40` for `/media/logos/40x40`, and so on; also for patterns such as `/media/screenshots/*/url`.
    private let fields: [String: Policy.Field]

    init(_ policy: Policy) {
        let pictures = policy.fields.filter { $0.kind == .picture }.map { ($0.at.description, $0) }
        fields = Dictionary(pictures) { first, _ in first }
    }

    /// The required size at a place, if any.
    func size(at pattern: String) -> String? { fields[pattern]?.pixels }

    /// Required logos, by size.
    var requiredLogos: [String] {
        fields.values.filter { $0.required == true }.map { $0.at.tokens }.filter {
            $0.count == 3 && $0[0] == "media" && $0[1] == "logos"
        }.map { $0[2] }.sorted()
    }
}

struct MediaReading {
    let fetch: GuardedFetch
    let store: PackageStore
    let rules: PictureRules

    /// Bytes of a picture.
    static let largest = 4 << 20
    /// The limit of an offer's pictures, whatever validation accepted.
    static let most = 32

    /// All usable pictures, and the problems of the others.
    func read(_ media: OfferDocument.Media) throws -> (Media, [Problem]) {
        var read = Media()
        // An empty address counts as absent, as in validation.
        let logos = media.logos.filter { !$0.value.isEmpty }
        var problems = rules.requiredLogos.filter { logos[$0] == nil }.map { size in
            Problem(at: "/media/logos/\(size)", "field-missing", ["value": "/media/logos/\(size)"])
        }
        for (size, url) in logos.sorted(by: { $0.key < $1.key }).prefix(Self.most) {
            let pointer = JSONNode.pointer("/media/logos", to: size)
            guard let digest = try picture(url, pointer, rules.size(at: pointer), &problems) else { continue }
            read.logos.append(Media.Picture(title: size, digest: digest))
        }
        for (index, shot) in media.screenshots.prefix(Self.most).enumerated() {
            let wanted = rules.size(at: "/media/screenshots/*/url")
            guard let digest = try picture(shot.url, "/media/screenshots/\(index)/url", wanted, &problems)
            else { continue }
            read.screenshots.append(Media.Picture(title: shot.title, digest: digest))
        }
        for (index, video) in media.videos.prefix(Self.most).enumerated() {
            let wanted = rules.size(at: "/media/videos/*/thumbnail")
            guard let digest = try picture(video.thumbnail, "/media/videos/\(index)/thumbnail", wanted, &problems)
            else { continue }
            read.videos.append(Media.Video(title: video.title, url: video.url, thumbnail: digest))
        }
        return (read, problems)
    }

    /// The digest of the stored picture; nil for a picture that the policy does not know, and, with one more problem,
    /// for anything but a PNG of the required size.
    private func picture(
        _ url: String, _ pointer: String, _ wanted: String?, _ problems: inout [Problem]
    ) throws -> String? {
        guard let wanted else { return nil }
        do {
            let bytes = try picture(url, wanted).clean
            let digest = try Digest.of(bytes)
            try store.keep(bytes, digest, "png")
            return digest.description
        } catch let problem as AssetProblem { problems += problem.problems(at: pointer) }
        return nil
    }

    private func picture(_ url: String, _ size: String) throws -> PNGPicture {
        if url.hasPrefix(PNGPicture.dataPrefix) { return try PNGPicture(data: url, size: size) }
        let bytes = try fetch.read(url, limit: Self.largest, check: Task<Never, Never>.checkCancellation)
        return try PNGPicture([UInt8](bytes), size: size)
    }
}
