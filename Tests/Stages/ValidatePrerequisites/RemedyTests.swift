// The remedies of a document's problems, followed exactly: after each of them the document has no problem left.

import Base
import Foundation
import ImageFixtures
import Offers
import TestSupport
import Testing

@testable import Stages
@testable import Validation

/// What makes a sample document wrong, and what its remedy says to do.
struct Remedy: Sendable, CustomTestStringConvertible {
    let code: String
    let sample: String
    let wrong: @Sendable (inout Draft) throws -> Void
    let right: @Sendable (inout Draft, Problem) throws -> Void

    init(
        _ code: String, in sample: String = "offer-vm", wrong: @escaping @Sendable (inout Draft) throws -> Void,
        right: @escaping @Sendable (inout Draft, Problem) throws -> Void
    ) {
        (self.code, self.sample, self.wrong, self.right) = (code, sample, wrong, right)
    }

    /// One value at one place.
    init(
        _ code: String, in sample: String = "offer-vm", _ pointer: String, _ wrong: any Sendable, _ right: any Sendable
    ) {
        self.init(code, in: sample, wrong: { $0.set(pointer, wrong) }, right: { draft, _ in draft.set(pointer, right) })
    }

    var testDescription: String { code }
}

@Suite struct RemedyTests {
    static let logo = "/media/logos/40x40"
    static let disk = "/plans/0/images/0/osDisk/url"
    private static let tags = "/plans/0/images/0/tags"

    private static func png(_ size: Int) -> String {
        "data:image/png;base64," + Data(Picture.png(width: size, height: size)).base64EncodedString()
    }

    /// A picture that is not one in base64.
    private static func text(_ text: String) -> String {
        "data:image/png;base64," + Data(text.utf8).base64EncodedString()
    }

    static func signedURL() -> String {
        "https://account.example/vhds/disk.vhd?sr=c&sp=rl&st=2026-11-01T00:00:00Z&se=2027-11-01T00:00:00Z&sig=abc"
    }

    static func signed(_ change: (String) -> String) -> String { change(signedURL()) }

    private static let fields = [
        Remedy("field-missing", "/listing/title", "", "Contoso Web"),
        Remedy("duplicate", "/audience/countries", ["US", "FR", "US"], ["US", "FR"]),
        Remedy("wrong-type-object", "/leads", "none", ["destination": "none"]),
        Remedy("wrong-type-list", "/listing/categories", "web", ["web"]),
        Remedy("wrong-type-boolean", "/testDrive/enabled", "false", false),
        Remedy("wrong-type-integer", "/testDrive/durationHours", "2", 2),
        Remedy("wrong-type-decimal", "/plans/0/prices/0/perHour", "0.05", 0.05),
        Remedy("wrong-type-text", "/listing/title", 5, "5"),
        Remedy("number-negative", "/plans/0/prices/0/perHour", -1, 0),
        Remedy(
            "too-long", wrong: { $0.set("/listing/title", String(repeating: "a", count: 51)) },
            right: { $0.set($1.pointer, String(repeating: "a", count: Int($1.values["most"] ?? "") ?? 0)) }),
        Remedy("count", "/listing/categories", ["web", "security", "storage"], ["web", "security"]),
        Remedy(
            "out-of-range", wrong: { $0.set("/testDrive/durationHours", 25) },
            right: { $0.set($1.pointer, Int($1.values["most"] ?? "")) }),
        Remedy(
            "unknown", wrong: { $0.set("/testDrive/kind", "magic") },
            right: { $0.set($1.pointer, String(($1.values["choices"] ?? "").prefix { $0 != "," })) }),
        Remedy("identifier-malformed", "/plans/0/sizes/0", "Standard D2", "standard-d2"),
        Remedy("plan-identifier-malformed", "/plans/0/id", "Basic Plan", "basic_plan"),
        Remedy("email-malformed", "/contacts/support/email", "support", "name@example.com"),
        Remedy("notification-address-malformed", "/notifications/emails/0", "a b@c.example", "name@example.com"),
        Remedy(
            "notification-address-missing",
            wrong: {
                $0.set("/notifications", nil)
                $0.check.requiresNotificationAddress = true
            }, right: { draft, _ in draft.set("/notifications", ["emails": ["name@example.com"]]) }),
        Remedy(
            "notification-address-outside",
            wrong: { draft in
                draft.set("/notifications", ["emails": ["name@example.com"]])
                draft.check.policy.mail = .contoso
            },
            right: { draft, problem in
                draft.set("/notifications", ["emails": ["name@\(problem.values["choices"] ?? "")"]])
            }),
        Remedy("phone-malformed", "/contacts/support/phone", "call us", "+1 425 555 0100"),
        Remedy("guid-malformed", "/testDrive/tenant", "contoso", "00000000-0000-0000-0000-000000000000"),
        Remedy("country-malformed", "/audience/countries/0", "usa", "US"),
        Remedy("currency-malformed", "/plans/0/prices/0/currency", "$", "USD"),
        Remedy("link-malformed", "/listing/privacyPolicyUrl", "www.contoso.example", "https://www.contoso.example"),
        Remedy(
            "secure-link-malformed", "/testDrive/packageUrl", "http://www.contoso.example/a.zip",
            "https://www.contoso.example/a.zip"),
        Remedy("subscription-type-refused", "/audience/previewSubscriptions/0/type", "csp", "pay-as-you-go"),
        Remedy(
            "lead-destination-unsupported", wrong: { $0.set("/leads/destination", "dynamics") },
            right: { draft, _ in draft.set("/leads", ["destination": "none"]) }),
        Remedy("version-malformed", "/plans/0/images/0/version", "1", "0.0.1"),
        Remedy("tag-malformed", in: "offer-container", "\(tags)/1/tag", "slim", "1.0.1-slim"),
        Remedy(
            "digest-malformed", "/plans/0/images/0/osDisk/digest", "sha1:00",
            "sha256:" + String(repeating: "0", count: 64)),
        Remedy(
            "repository-malformed", in: "offer-container", "/plans/0/images/0/repository", "name:latest",
            "registry.example.com/name"),
        Remedy("file-url-not-allowed", disk, "file:///etc/passwd", signedURL()),
        Remedy(
            "prices-missing", "/plans/0/prices", [String](),
            [["country": "US", "currency": "USD", "perHour": 1]] as [[String: any Sendable]]),
        Remedy(
            "test-drive-instances-none", "/testDrive/instances", ["hot": 0, "warm": 0, "cold": 0],
            ["hot": 1, "warm": 0, "cold": 0]),
        Remedy("disk-version-not-rising", "/plans/0/images/1/version", "1.0.0", "1.0.10"),
        Remedy("data-disk-numbers", "/plans/0/images/0/dataDisks/0/lun", 1, 0),
        Remedy(
            "image-source", in: "offer-container",
            wrong: { $0.set("/plans/0/images/0/layout", "https://a.example/layout") },
            right: { draft, _ in draft.set("/plans/0/images/0/repository", nil) }),
        Remedy("latest-tag-count", in: "offer-container", "\(tags)/0/tag", "1.0-new", "latest"),
    ]

    private static let pictures = [
        Remedy("picture-malformed", logo, "www.contoso.example/logo.png", "https://www.contoso.example/logo.png"),
        Remedy("picture-not-png", logo, text("GIF89a"), png(40)),
        Remedy("picture-encoding", logo, png(40) + "\n", png(40)),
        Remedy("picture-damaged", logo, String(png(40).dropLast(80)), png(40)),
        Remedy(
            "picture-size", wrong: { $0.set(logo, png(41)) },
            right: { $0.set($1.pointer, png(Int(($1.values["most"] ?? "").prefix { $0 != "x" }) ?? 0)) }),
        Remedy("markup-not-allowed", "/listing/description", "<table>x</table> a<b", "<p>x</p> a&lt;b"),
    ]

    private static let disks = [
        Remedy("image-url-malformed", disk, "contoso.blob.core.example/vhds/disk.vhd", signedURL()),
        Remedy("image-url-not-vhd", disk, signed { $0.replacing(".vhd?", with: ".vhdx?") }, signedURL()),
        Remedy("image-name-characters", disk, signed { $0.replacing(".vhd?", with: "%20a.vhd?") }, signedURL()),
        Remedy("signature-missing", disk, signed { $0.replacing(/&sig=[^&]*/, with: "") }, signedURL()),
        Remedy("signature-resource", disk, signed { $0.replacing("sr=c", with: "sr=b") }, signedURL()),
        Remedy("signature-permissions", disk, signed { $0.replacing("sp=rl", with: "sp=rwl") }, signedURL()),
        Remedy("signature-parameter-twice", disk, signed { $0 + "&sr=c" }, signedURL()),
        Remedy(
            "signature-start-late",
            wrong: { $0.set(disk, signed { $0.replacing(/st=[^&]*/, with: "st=2026-11-21T08:00:00Z") }) },
            right: { $0.set(disk, signedURL().replacing(/st=[^&]*/, with: "st=\($1.values["most"] ?? "")")) }),
        Remedy(
            "signature-end-early",
            wrong: { $0.set(disk, signed { $0.replacing(/se=[^&]*/, with: "se=2026-11-30T00:00:00Z") }) },
            right: { $0.set(disk, signedURL().replacing(/se=[^&]*/, with: "se=\($1.values["least"] ?? "")")) }),
    ]

    private static func live(_ change: @escaping @Sendable (inout Draft) -> Void)
        -> @Sendable (inout Draft) throws -> Void
    {
        { draft in
            draft.check.liveTerms = LiveTerms(try OfferDocument(try Draft().bytes()))
            change(&draft)
        }
    }

    private static let lives = [
        Remedy(
            "live-type-changed", wrong: live { $0.set("/type", "solution-template") },
            right: { draft, _ in draft = try Draft("offer-solution-template") }),
        Remedy(
            "live-plan-removed", wrong: live { $0.set("/plans/0/id", "another") },
            right: { draft, _ in draft.set("/plans/0/id", "basic") }),
        Remedy(
            "live-license-changed", wrong: live { $0.set("/plans/0/license", "bring-your-own") },
            right: { $0.set($1.pointer, $1.values["most"]) }),
        Remedy(
            "live-data-disks-changed", wrong: live { $0.set("/plans/0/images/0/dataDisks", nil) },
            right: { draft, _ in draft.set("/plans/0/images/0/dataDisks", [["lun": 0, "url": signedURL()]]) }),
        Remedy(
            "live-price-raised", wrong: live { $0.set("/plans/0/prices/0/perHour", 5) },
            right: { draft, _ in draft.set("/plans/0/prices/0/perHour", 0.01) }),
        Remedy(
            "live-currency-changed", wrong: live { $0.set("/plans/0/prices/0/currency", "EUR") },
            right: { $0.set("\($1.pointer)/currency", $1.values["most"]) }),
        Remedy(
            "live-price-basis-changed", wrong: live { $0.set("/plans/0/prices/0/perCore", true) },
            right: { $0.set("\($1.pointer)/perCore", $1.values["most"] == "perCore") }),
        Remedy(
            "live-version-not-higher",
            wrong: live { $0.set("/plans/0/images", [["version": "0.9.0", "osDisk": ["url": signedURL()]]]) },
            right: { $0.set($1.pointer, ($1.values["least"] ?? "") + "1") }),
    ]

    @Test(arguments: fields + pictures + disks + lives + documents)
    func `After its remedy a document has no problem left`(_ remedy: Remedy) throws {
        var draft = try Draft(remedy.sample)
        let before = try draft.findings()
        #expect(before == [])
        try remedy.wrong(&draft)
        let findings = draft.check.findings(in: try draft.bytes())
        let problems = findings.problems + findings.warnings
        let found = problems.first { $0.code == remedy.code || $0.code.hasSuffix("-\(remedy.code)") }
        let problem = try #require(found, "\(problems.map(\.code))")
        try remedy.right(&draft, problem)
        let left = draft.check.findings(in: try draft.bytes())
        #expect((left.problems + left.warnings).map(\.code) == [])
    }

    @Test func `The command of a remedy writes a picture as a document takes it`() throws {
        let workshop = try Workshop()
        let path = try workshop.write("FILE.png", Data(Picture.png(width: 40, height: 40)))
        let remedy = Problem(at: "", "picture-encoding").remedy(in: .english)
        let command = try #require(remedy.firstMatch(of: /base64 -w.*FILE\.png/)).output.replacing(
            "FILE.png", with: path)
        let text = try output(of: "sh", "-c", String(command))
        #expect(try findings { $0.set(Self.logo, "data:image/png;base64," + text) } == [])
    }

    @Test func `Texts that are not JSON are, once each name appears once`() throws {
        let check = try Draft().check
        let twice = Array(#"{"title": "a", "title": "b"}"#.utf8)
        #expect(check.problems(in: twice).map(\.code) == ["not-json"])
        #expect(!check.problems(in: Array(#"{"title": "b"}"#.utf8)).map(\.code).contains("not-json"))
    }
}
