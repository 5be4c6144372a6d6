// Settings that several stages read.

import Base
import Testing

@testable import Stages

@Suite struct StageSettingsTests {
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
