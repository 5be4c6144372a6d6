import Foundation
import Offers
import Testing

@testable import Stages

@Suite struct PlanRulesTests {
    let images = "/plans/0/images"

    @Test func `Disk versions only rise`() throws {
        #expect(
            try findings { $0.set("\(images)/1/version", "1.0.0") } == ["\(images)/1/version disk-version-not-rising"])
        #expect(try findings { $0.set("\(images)/1/version", "1.0.10") } == [])
        #expect(try findings { $0.set("\(images)/1/version", "1.0") } == ["\(images)/1/version version-malformed"])
    }

    @Test func `Data disks are numbered from 0 without gaps`() throws {
        #expect(
            try findings { $0.set("\(images)/0/dataDisks/0/lun", 1) } == ["\(images)/0/dataDisks data-disk-numbers"])
        #expect(try findings { $0.set("\(images)/0/dataDisks", nil) } == [])
    }

    @Test func `No more than eight disk versions and fifteen data disks`() throws {
        let url = signedURL()
        func disks(_ count: Int) -> [[String: Any]] { (0..<count).map { ["lun": $0, "url": url] } }
        func versions(_ count: Int) -> [[String: Any]] {
            (0..<count).map { ["version": "1.0.\($0)", "osDisk": ["url": url]] }
        }
        #expect(try findings { $0.set(images, versions(8)) } == [])
        #expect(try findings { $0.set(images, versions(9)) } == ["\(images) disk-versions-count"])
        #expect(try findings { $0.set("\(images)/0/dataDisks", disks(15)) } == [])
        #expect(
            try findings { $0.set("\(images)/0/dataDisks", disks(16)) } == [
                "\(images)/0/dataDisks data-disks-count",
                "\(images)/0/dataDisks/15/lun data-disk-number-out-of-range",
            ])
    }

    @Test func `Sizes, ports and prices have their limits`() throws {
        #expect(
            try findings { $0.set("/plans/0/sizes", (0..<7).map { "size-\($0)" }) } == ["/plans/0/sizes sizes-count"])
        #expect(try findings { $0.set("/plans/0/ports/0/port", 65_536) } == ["/plans/0/ports/0/port port-out-of-range"])
        #expect(
            try findings { $0.set("/plans/0/prices/0/perHour", -1) } == ["/plans/0/prices/0/perHour number-negative"])
        #expect(try findings { $0.set("/plans/0/prices", nil) } == ["/plans/0/prices prices-missing"])
        #expect(
            try findings {
                $0.set("/plans/0/prices", nil)
                $0.set("/plans/0/license", "bring-your-own")
            } == [])
    }

    @Test func `Plans, prices and tags that appear twice are named`() throws {
        #expect(
            try findings { $0.set("/plans/0/prices/1/country", "US") } == ["/plans/0/prices/1 duplicate"])
        #expect(
            try findings("offer-container") { $0.set("/plans/0/images/0/tags/2/tag", "1.0-slim") } == [
                "/plans/0/images/0/tags/2 duplicate"
            ])
    }

    @Test func `A container has exactly one latest tag`() throws {
        let tags = "/plans/0/images/0/tags"
        #expect(
            try findings("offer-container") { $0.set("\(tags)/0/tag", "1.0-x") } == ["\(tags) latest-tag-count"])
        #expect(
            try findings("offer-container") { $0.set("\(tags)/1/tag", "latest") } == [
                "\(tags) latest-tag-count", "\(tags)/1 duplicate",
            ])
    }

    private func signedURL(
        name: String = "disk.vhd", sr: String = "c", sp: String = "rl", st: String = "2026-11-01T00:00:00Z",
        se: String = "2027-11-01T00:00:00Z", sig: String = "abc"
    ) -> String {
        "https://account.example/vhds/\(name)?sr=\(sr)&sp=\(sp)&st=\(st)&se=\(se)&sig=\(sig)"
    }

    @Test func `An image URL has the form of a signed one`() throws {
        let cases: [(String, [String])] = [
            (signedURL(), []), (signedURL(sp: "lr"), []), (signedURL(st: "2026-11-01T00%3A00%3A00Z"), []),
            (signedURL(sr: "b"), ["signature-resource"]), (signedURL(sp: "rwl"), ["signature-permissions"]),
            (signedURL(st: "2026-11-20T10:00:00Z"), ["signature-start-late"]),
            (signedURL(st: "2026-11-01"), ["signature-start-form"]),
            (signedURL(se: "2026-12-11T08:59:59Z"), ["signature-end-early"]),
            (signedURL(se: "2026-12-11T09:00:00Z"), []),
            (signedURL(st: "2026-11-01T00:00Z", se: "2027-11-01T00:00Z"), []),
            ("\(signedURL())&sp=rl", ["signature-parameter-twice"]),
            (signedURL(se: "2026-12-12T09:00:00Z"), []), (signedURL(sig: ""), ["signature-missing"]),
            (signedURL(name: "disk.vhdx"), ["image-url-not-vhd"]),
            (signedURL(name: "my%20disk.vhd"), ["image-name-characters"]),
            (signedURL(name: "disk'.vhd"), ["image-name-characters"]),
            (signedURL().replacing("https", with: "http"), ["image-url-malformed"]),
            ("https://user:word@account.example/vhds/a.vhd", ["image-url-malformed"]),
            (
                "https://account.example/a.vhd?sr=c&sp=rl&st=2026-11-01T00:00:00Z&se=2027-11-01T00:00:00Z&sig=x",
                ["image-url-no-container"]
            ),
            ("file:///srv/images/a.vhd", []), ("file:///etc/passwd", ["file-url-not-allowed"]),
            ("file:///srv/images/../../etc/passwd", ["file-url-not-allowed"]),
            ("file:///srv/images/%2e%2e/passwd", ["file-url-not-allowed"]),
            ("file:///srv/imagesque/a.vhd", ["file-url-not-allowed"]),
        ]
        for (url, codes) in cases {
            let place = "\(images)/0/osDisk/url"
            #expect(try findings { $0.set(place, url) } == codes.map { "\(place) \($0)" }, "\(url)")
        }
    }

    @Test func `A problem never tells a signature or a password`() throws {
        var draft = try Draft()
        draft.set("\(images)/0/osDisk/url", "http://account.example/vhds/a.vhd?sig=c2VjcmV0")
        draft.set("/testDrive/packageUrl", "http://user:c2VjcmV0@account.example/a.zip")
        draft.set("/listing/privacyPolicyUrl", "ftp://user:c2VjcmV0@account.example/a?key=c2VjcmV0")
        let problems = try draft.problems()
        #expect(problems.count == 3)
        for problem in problems {
            #expect(!String(decoding: problem.json, as: UTF8.self).contains("c2VjcmV0"), "\(problem.code)")
            #expect(problem.message(in: .english).contains("account.example"))
        }
    }
}
