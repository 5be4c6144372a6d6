// The product page's content: one package for one content, real pictures only, and nothing of a publisher's that runs.

import Assets
import Events
import Foundation
import JSON
import Offers
import TestSupport
import Testing

@testable import Stages

@Suite struct ProductPageTests {
    private let workshop: Workshop
    private let facts: [String: String]

    init() throws {
        workshop = try Workshop()
        let digest = try Digest.of(Array("image".utf8))
        facts = ["images": "0=\(digest)"]
    }

    /// An offer whose pictures are files of the right sizes.
    private func draft() throws -> Draft {
        var draft = try offer(disk: "file:///none.vhd")
        draft.set("/leads", ["destination": "none"])
        draft.set(
            "/media/logos",
            try Dictionary(
                uniqueKeysWithValues: ["40x40", "90x90", "115x115", "255x115", "815x290"].map {
                    ($0, try picture($0))
                }))
        draft.set("/media/screenshots", [["title": "Start", "url": try picture("533x324")]])
        draft.set("/media/videos", nil)
        return draft
    }

    private func picture(_ size: String) throws -> String {
        let program = """
            import sys, zlib, struct
            w, h = map(int, sys.argv[1].split('x'))
            def chunk(t, d): return struct.pack('>I', len(d)) + t + d + struct.pack('>I', zlib.crc32(t + d))
            open(sys.argv[2], 'wb').write(b'\\x89PNG\\r\\n\\x1a\\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', w, h, 8, 2, 0, 0, 0))
                + chunk(b'IDAT', zlib.compress(b''.join(b'\\0' + bytes(3 * w) for _ in range(h)))) + chunk(b'IEND', b''))
            """
        _ = try output(of: "python3", "-c", program, size, workshop.path(size + ".png"))
        return "file://" + workshop.path(size + ".png")
    }

    private func run(_ draft: Draft, submission: Int = 1) async throws -> StageOutcome {
        try await Packaging(workshop.settings()).perform(workshop.job(draft, at: .package, facts))
    }

    private func page(_ outcome: StageOutcome) throws -> ProductPage {
        let digest = try #require(outcome.outputs?.facts["package"].flatMap { Digest($0) })
        let json = try Data(contentsOf: URL(filePath: workshop.path("packages/\(digest.hex).json")))
        #expect(try Digest.of(json) == digest, "a package is named by its content")
        return try ProductPage(json: [UInt8](json))
    }

    @Test func `The same content is the same package, with its pictures beside it`() async throws {
        let draft = try draft()
        let first = try await run(draft)
        let media = try page(first).media
        #expect(try await run(draft) == first)
        #expect(media.logos.count == 5 && media.screenshots.count == 1)
        for picture in media.logos + media.screenshots {
            let name = picture.digest.dropFirst("sha256:".count) + ".png"
            #expect(FileManager.default.fileExists(atPath: workshop.path("packages/\(name)")))
        }
        var other = draft
        other.set("/listing/title", "Another title")
        #expect(try await run(other).outputs?.facts["package"] != first.outputs?.facts["package"])
    }

    @Test func `A package has descriptions of bare elements only`() async throws {
        var draft = try draft()
        draft.set(
            "/listing/description",
            "<p>Fine</p><p onclick=alert(4)>x<scr<script>ipt><a href=\"javascript:alert(5)\">y</a></p></div></body>")
        let html = try page(try await run(draft)).offer.listing.description
        #expect(html.hasPrefix("<p>Fine</p>"))
        for match in html.matches(of: /<[^>]*>/) {
            #expect(
                match.output.wholeMatch(of: /<\/?(p|br|b|i|ul|ol|li|h[1-6]|div|span|u|em|strong)>/) != nil,
                "\(match.output)")
        }
    }

    @Test func `A picture of another size, no picture and a damaged one are different problems`() async throws {
        var draft = try draft()
        draft.set("/media/logos/40x40", try picture("41x40"))
        draft.set(
            "/media/logos/255x115", "file://" + (try workshop.write("x.png", Data("<svg onload=alert(1)/>".utf8))))
        let good = try Data(contentsOf: URL(filePath: workshop.path("90x90.png")))
        draft.set("/media/logos/90x90", "file://" + (try workshop.write("y.png", good.dropLast(30))))
        draft.set("/media/logos/115x115", nil)
        draft.set("/media/screenshots/0/url", try picture("815x290"))
        #expect(
            try await run(draft).findings == [
                "/media/logos/115x115 field-missing", "/media/logos/255x115 picture-not-png",
                "/media/logos/40x40 picture-size", "/media/logos/90x90 picture-damaged",
                "/media/screenshots/0/url picture-size",
            ])
    }

    @Test func `Pictures are fetched under guard`() async throws {
        var draft = try draft()
        draft.set("/media/logos/40x40", "https://169.254.169.254/latest/meta-data")
        draft.set("/media/logos/90x90", "file:///etc/passwd")
        #expect(
            try await run(draft).findings == [
                "/media/logos/40x40 fetch-address-refused", "/media/logos/90x90 fetch-file-outside",
            ])
    }
}
