// What the stages share: settings that are wrong, digests in a fact.

import Base
import Foundation
import Offers
import Testing

@testable import Stages

@Suite struct SharedTests {
    @Test(arguments: ["", "0=sha256:zz", "1=sha256:" + String(repeating: "a", count: 64), "nonsense"])
    func `Digests that are not in the document's order count as none`(text: String) throws {
        #expect(CertifiedImages.digests(text)?.isEmpty ?? true)
    }

    @Test(arguments: [
        ["allow-http": "maybe"], ["allowed-addresses": "10.0.0.0/99"], ["ca-file": "/nowhere/ca.pem"],
        ["fetch-limit-mib": "0"],
    ])
    func `A wrong setting for fetching is named`(settings: [String: String]) throws {
        let scratch = try StageScratch()
        let error = #expect(throws: Settings.Wrong.self) { try TestDriveValidation(scratch.settings(settings)) }
        let name = try #require(settings.keys.first)
        #expect(error?.description.contains("--\(name)") == true)
    }
}
