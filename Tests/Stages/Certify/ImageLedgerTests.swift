// How many bytes of images one publisher has read in a day.

import Base
import Foundation
import Offers
import Testing

@testable import Stages

@Suite struct ImageLedgerTests {
    private let morning = Timestamp("2026-11-21T09:30:00Z") ?? Timestamp(milliseconds: 0)

    @Test func `A publisher's day is full when its bytes are read, another's and the next day are not`() {
        let ledger = ImageLedger(most: 100)
        #expect(ledger.hasRoom("contoso", at: morning))
        ledger.add(99, of: "contoso", at: morning)
        #expect(ledger.hasRoom("contoso", at: morning))
        ledger.add(1, of: "contoso", at: morning)
        #expect(!ledger.hasRoom("contoso", at: morning))
        #expect(ledger.hasRoom("fabrikam", at: morning))
        #expect(!ledger.hasRoom("contoso", at: morning + .seconds(14 * 3_600)))
        #expect(ledger.hasRoom("contoso", at: morning + .seconds(15 * 3_600)))
    }

    @Test func `Certification reads no image above the quota, and says when it will`() async throws {
        let bench = try CertifyBench()
        let path = bench.folder.file("policy.json")
        var rules = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: path))) as? [String: Any])
        var quotas = try #require(rules["quotas"] as? [String: Any])
        quotas["imageGiBPerDay"] = 1
        rules["quotas"] = quotas
        try JSONSerialization.data(withJSONObject: rules).write(to: URL(filePath: path))
        try bench.folder.run("truncate -s 512M image.vhd")
        let draft = try bench.machine("image.vhd")
        let certification = try Certification(Settings(bench.settings))
        // Not a disk, but it was read: twice half of the quota.
        for _ in 0..<2 {
            let outcome = try await bench.certify(draft, by: certification)
            #expect(!outcome.problems.isEmpty && !outcome.problems.map(\.code).contains("image-bytes-too-many"))
        }
        let problem = try #require(try await bench.certify(draft, by: certification).problems.first)
        #expect(problem.code == "image-bytes-too-many" && problem.pointer == "/plans/0/images/0/osDisk/url")
        #expect(problem.remedy(in: .english).hasPrefix("Publish again tomorrow (UTC)"))
    }
}
