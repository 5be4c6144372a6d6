// A regions file that cannot be used ends the program with a line that says which and why.

import Base
import JSON
import Offers
import Testing

@testable import Assets
@testable import Stages

@Suite struct RegionSettingsTests {
    private let scratch: StageScratch

    init() throws { scratch = try StageScratch() }

    private func wrong(_ file: String) throws -> String? {
        try scratch.write("regions.json", file)
        return #expect(throws: Settings.Wrong.self) { try RegionSettings(scratch.settings()) }?.description
    }

    @Test func `A file that is not there is named`() {
        let error = #expect(throws: Settings.Wrong.self) {
            try PreviewProvisioning(scratch.settings(["regions": "/nowhere/regions.json"]))
        }
        #expect(error?.description.contains("--regions /nowhere/regions.json") == true)
    }

    @Test func `Malformed JSON, no region, doubled names and unknown stores are different errors`() throws {
        let region = #"{"name": "west", "store": "west"}"#
        #expect(try wrong("{")?.contains("regions.json:1:2: expected a name") == true)
        #expect(
            try wrong(#"{"preview": [\#(region)]}"#)?.contains(#"regions.json:1:1: the member "production" is missing"#)
                == true)
        let nameless = #"{"preview": [{"store": "west"}], "production": []}"#
        #expect(try wrong(nameless)?.contains(#"regions.json:1:14: /preview/0: the member "name" is missing"#) == true)
        #expect(try wrong(#"{"preview": [], "production": [\#(region)]}"#)?.contains("1 to 100 regions") == true)
        #expect(
            try wrong(#"{"preview": [\#(region), \#(region)], "production": [\#(region)]}"#)?.contains(
                "different names")
                == true)
        let cloud = #"{"name": "west", "store": "s3://bucket"}"#
        #expect(try wrong(#"{"preview": [\#(cloud)], "production": [\#(region)]}"#)?.contains("s3://bucket") == true)
    }

    @Test func `The file that ships can be used`() throws {
        let settings = scratch.settings(["regions": StageScratch.repository + "/deploy/regions.json"])
        let regions = try RegionSettings(settings)
        #expect(regions.preview.map(\.name) == ["preview-west", "preview-north"])
        #expect(regions.production.count == 4)
    }

    @Test func `Certified images have a store of their own, in a directory or a container`() throws {
        let sets = #""preview": [{"name": "a", "store": "a"}], "production": [{"name": "b", "store": "b"}]"#
        func store(_ certified: String) throws -> any RegionStore {
            try scratch.write("regions.json", "{\(certified)\(sets)}")
            return try RegionSettings(scratch.settings()).certified.store
        }
        #expect((try store("") as? DirectoryStore)?.root == scratch.file("var/certified"))
        let elsewhere = try store(#""certified": {"store": "file:///srv/certified"}, "#)
        #expect((elsewhere as? DirectoryStore)?.root == "/srv/certified")
        try scratch.write("signature", "sig=secret")
        let container = try store(
            #""certified": {"store": "https://localhost/c", "signatureFile": "\#(scratch.file("signature"))"}, "#)
        #expect((container as? BlobStore)?.container.shown == "https://localhost/c")
        #expect(try wrong(#"{"certified": {"store": "s3://bucket"}, \#(sets)}"#)?.contains("s3://bucket") == true)
    }
}
