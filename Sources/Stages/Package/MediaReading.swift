// The pictures of an offer: fetched, checked to be real PNGs of the sizes that the policy asks for, kept by digest. The
// page shows them from our store, so that it does not change when a publisher's host does.

import Assets
import FoundationEssentials
import Glibc
import JSON
import Offers

/// Pictures by digest, in the document's order.
struct Media: Equatable {
    var logos: [(size: String, digest: Digest)] = []
    var screenshots: [(title: String, digest: Digest)] = []
    var videos: [(title: String, url: String, thumbnail: Digest)] = []

    static func == (a: Media, b: Media) -> Bool { a.json == b.json }

    /// As the package has it.
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

/// The pictures that the policy speaks of.
struct PictureRules: Sendable {
    /// `40x40` for `/media/logos/40x40`, and so on; also of patterns such as `/media/screenshots/*/url`.
    private let fields: [String: Policy.Field]

    init(_ policy: Policy) {
        let pictures = policy.fields.filter { $0.kind == .picture }.map { ($0.at.description, $0) }
        fields = Dictionary(pictures) { first, _ in first }
    }

    /// The size that a place asks for, if any.
    func size(at pattern: String) -> String? { fields[pattern]?.pixels }

    /// Logos that must be there, by size.
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
    /// Pictures of an offer, whatever validation let pass.
    static let most = 32

    /// All pictures that could be had, and what is wrong with the others.
    func read(_ media: OfferDocument.Media) throws -> (Media, [Problem]) {
        var read = Media()
        var problems = rules.requiredLogos.filter { media.logos[$0] == nil }.map { size in
            Problem(at: "/media/logos/\(size)", "field-missing", ["value": "/media/logos/\(size)"])
        }
        for (size, url) in media.logos.sorted(by: { $0.key < $1.key }).prefix(Self.most) {
            let pointer = JSONNode.pointer("/media/logos", to: size)
            guard let digest = try picture(url, pointer, rules.size(at: pointer), &problems) else { continue }
            read.logos.append((size, digest))
        }
        for (index, shot) in media.screenshots.prefix(Self.most).enumerated() {
            let wanted = rules.size(at: "/media/screenshots/*/url")
            guard let digest = try picture(shot.url, "/media/screenshots/\(index)/url", wanted, &problems)
            else { continue }
            read.screenshots.append((shot.title, digest))
        }
        for (index, video) in media.videos.prefix(Self.most).enumerated() {
            let wanted = rules.size(at: "/media/videos/*/thumbnail")
            guard let digest = try picture(video.thumbnail, "/media/videos/\(index)/thumbnail", wanted, &problems)
            else { continue }
            read.videos.append((video.title, video.url, digest))
        }
        return (read, problems)
    }

    /// Nil, and one more problem, for anything but a real PNG of the wanted size.
    private func picture(
        _ url: String, _ pointer: String, _ wanted: String?, _ problems: inout [Problem]
    ) throws -> Digest? {
        do {
            guard let bytes = try bytes(url) else { throw PNGPicture.Fault.notPNG }
            let picture = try PNGPicture(Data(bytes))
            if let wanted, wanted != picture.size {
                let values = ["value": picture.size, "most": wanted]
                problems.append(Problem(at: pointer, "picture-size", values))
                return nil
            }
            let digest = try Digest.of(bytes)
            try store.keep(bytes, digest, "png")
            return digest
        } catch let fault as PNGPicture.Fault {
            problems.append(Problem(at: pointer, fault == .notPNG ? "picture-not-png" : "picture-damaged"))
        } catch let problem as AssetProblem { problems += problem.problems(at: pointer) }
        return nil
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
