// The package is named by its content, holds nothing hostile, and the test lead arrives once or is said to have not.

import Events
import Foundation
import ImageFixtures
import JSON
import Offers
import Testing

@testable import Assets
@testable import Stages

@Suite struct PackagingTests {
    private let scratch: StageScratch
    private let certified: [String: String]
    private var offer: SampleOffer

    init() throws {
        scratch = try StageScratch()
        certified = ["images": "0=sha256:" + String(repeating: "a", count: 64)]
        offer = .container(scratch.url("layout"), tags: [:])
    }

    private func package(
        _ offer: SampleOffer, submission: Int = 1, _ more: [String: String] = [:], facts: [String: String] = [:]
    ) async throws -> StageOutcome {
        let settings = scratch.settings(["allowed-addresses": "127.0.0.1", "allow-http": "yes"].merging(more) { $1 })
        return try await Packaging(settings)
            .perform(stageJob(offer.json, at: .package, submission: submission, certified.merging(facts) { $1 }))
    }

    @Test func `The same content is the same package, whichever submission it came with`() async throws {
        let first = try #require(outputs(try await package(offer))?.facts["package"])
        let second = try #require(outputs(try await package(offer, submission: 2))?.facts["package"])
        #expect(first == second)
        let hex = try #require(Digest(first)).hex
        #expect(try Digest.ofFile(at: scratch.file("var/packages/\(hex).json")).description == first)
        #expect(scratch.names("var/packages").filter { $0.hasPrefix(hex) } == ["\(hex).json"])
    }

    @Test func `Another title is another package`() async throws {
        var other = offer
        other.title = "Another"
        #expect(outputs(try await package(offer)) != outputs(try await package(other)))
    }

    @Test func `Another address of the standard contract is another package`() async throws {
        var other = offer
        other.terms = #""standardContract": true"#
        func page(_ address: String) async throws -> JSONNode {
            let outcome = try await package(other, facts: [Fact.standardContract: address])
            let hex = try #require(outputs(outcome)?.facts["package"].flatMap { Digest($0) }).hex
            return try JSONNode([UInt8](Data(contentsOf: URL(filePath: scratch.file("var/packages/\(hex).json")))))
        }
        for address in ["https://www.contoso.example/contract/1", "https://www.contoso.example/contract/2"] {
            #expect(try await page(address)["listing"]?["termsOfUse"]?.text == address)
        }
    }

    @Test func `A picture is kept under its digest, and one that cannot be had is a problem`() async throws {
        let outcome = try #require(outputs(try await package(offer)))
        #expect(outcome.notes.isEmpty)
        #expect(scratch.names("var/packages").count { $0.hasSuffix(".png") } == 3)

        var bad = offer
        try scratch.write("fake.png", "<html>")
        bad.logos = #"{"40x40": "\#(scratch.url("fake.png"))", "90x90": "\#(scratch.url("none.png"))"}"#
        let found = try #require(problems(try await package(bad)))
        #expect(found.map(\.code) == ["field-missing", "picture-not-png", "fetch-file-missing"])
        #expect(found.map(\.pointer) == ["/media/logos/115x115", "/media/logos/40x40", "/media/logos/90x90"])
    }

    /// A picture of 40 x 40 and what an address may have of it.
    private static let pictures: [(name: String, change: @Sendable ([UInt8]) -> [UInt8], code: String?)] = [
        ("a line break behind it", { $0 + [10] }, nil),
        ("zeros behind it", { $0 + [UInt8](repeating: 0, count: 4_000) }, nil),
        ("a zip behind it", { $0 + ZipArchive.stored([("run.com", EICAR.bytes)]) }, nil),
        ("cut off", { Array($0.dropLast(30)) }, "picture-damaged"),
        ("a wrong byte", { $0[..<60] + [$0[60] ^ 1] + $0[61...] }, "picture-damaged"),
        ("a JPEG", { _ in [0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10] + Array("JFIF".utf8) }, "picture-not-png"),
        ("of another size", { _ in Picture.png(width: 48, height: 48) }, "picture-size"),
    ]

    @Test(arguments: pictures.map(\.name))
    func `A picture at an address is judged as one in the document, and kept as its pixels`(name: String) async throws {
        let picture = try #require(Self.pictures.first { $0.name == name })
        let good = Picture.png(width: 40, height: 40)
        let bytes = picture.change(good)
        try scratch.write("logo.png", bytes)
        let logos = Dictionary(
            uniqueKeysWithValues: ["90x90", "115x115"].map { size in
                let side = Int(size.split(separator: "x")[0]) ?? 0
                return (
                    size, "data:image/png;base64,\(Data(Picture.png(width: side, height: side)).base64EncodedString())"
                )
            })
        func packaged(_ logo: String) async throws -> StageOutcome {
            var offer = offer
            let all = logos.merging(["40x40": logo]) { $1 }
            offer.logos = "{\(all.map { #""\#($0)": "\#($1)""# }.sorted().joined(separator: ","))}"
            return try await package(offer)
        }
        let found = problems(try await packaged(scratch.url("logo.png"))) ?? []
        #expect(found.map(\.code) == [picture.code].compactMap(\.self))
        #expect(found.allSatisfy { $0.pointer == "/media/logos/40x40" })
        let inside = "data:image/png;base64,\(Data(bytes).base64EncodedString())"
        #expect((problems(try await packaged(inside)) ?? []) == found)
        guard picture.code == nil else { return }
        let clean = try PNGPicture(good, size: "40x40").clean
        let kept = try scratch.names("var/packages").filter { $0.hasSuffix(".png") }
            .map { try Data(contentsOf: URL(filePath: scratch.file("var/packages/\($0)"))) }
        #expect(kept.count == 3 && kept.contains(Data(clean)))
    }

    @Test func `A store that cannot be written is a fault`() async throws {
        try scratch.write("file", "no folder")
        let fault = await #expect(throws: Fault.self) {
            try await package(offer, ["packages-dir": scratch.file("file/packages")])
        }
        #expect(fault?.code == "storage-failed")
        #expect(fault?.description.contains("--packages-dir") == true)
    }

    @Test func `The test lead arrives with an id that repeats, and says that it is a test`() async throws {
        let server = try LeadServer(scratch)
        var leads = offer
        leads.leads = server.leads(status: 201)
        let outcome = try #require(outputs(try await package(leads)))
        _ = try await package(leads)
        #expect(outcome.notes.first == Remark("lead-taken", ["lead": "contoso/web/1/test-lead"]))
        #expect(server.received.count == 4)
        #expect(server.received.first == "contoso/web/1/test-lead")
        #expect(server.received[0...1] == server.received[2...3])
        let lead = try JSONNode(Array(try #require(server.received.last).utf8))
        #expect(lead["userDetails"]?["company"]?.text?.contains("Test lead") == true)
        #expect(lead["offerTitle"]?.text == "Web Server")
        #expect(lead["description"]?.text?.contains("contoso/web/1/test-lead") == true)
    }

    @Test func `A lead destination that answers 400 is the publisher's problem`() async throws {
        let server = try LeadServer(scratch)
        var leads = offer
        leads.leads = server.leads(status: 400)
        let found = try #require(problems(try await package(leads)))
        #expect(found.map(\.code) == ["lead-destination-refused"])
        #expect(found.first?.pointer == "/leads/settings/url")
        #expect(found.first?.message(in: .english).contains("400") == true)
    }

    @Test(arguments: [500, 503, 429]) func `A lead destination that answers so is tried again`(status: Int) async throws
    {
        let server = try LeadServer(scratch)
        var leads = offer
        leads.leads = server.leads(status: status)
        let fault = await #expect(throws: Fault.self) { try await package(leads) }
        #expect(fault?.code == "lead-destination-away")
        #expect(fault?.description.contains("\(status)") == true)
    }

    @Test func `A lead destination that nobody listens at is tried again`() async throws {
        var leads = offer
        leads.leads = #"{"destination": "https", "settings": {"url": "http://127.0.0.1:1/lead"}}"#
        let fault = await #expect(throws: Fault.self) { try await package(leads) }
        #expect(fault?.code == "lead-destination-away")
    }

    @Test func `A lead destination inside our network is refused`() async throws {
        let server = try LeadServer(scratch)
        var leads = offer
        leads.leads = server.leads(status: 200)
        let found = try #require(problems(try await package(leads, ["allowed-addresses": ""])))
        #expect(found.map(\.code) == ["fetch-address-refused"])
        #expect(server.received.isEmpty)
    }

    @Test func `A lead destination that we cannot serve is refused, not faked`() async throws {
        var leads = offer
        leads.leads = #"{"destination": "marketo", "settings": {}}"#
        let found = try #require(problems(try await package(leads)))
        #expect(found.map(\.code) == ["lead-destination-unsupported"])
    }
}
