// Test Drive: the configuration as a whole, and the template in the package.

import Events
import JSON
import Offers
import Testing

@testable import Assets
@testable import Stages

@Suite struct TestDriveValidationTests {
    private let scratch: StageScratch
    private static let schema = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
    private static let template =
        ##"{"$schema": "\##(schema)", "contentVersion": "1.0.0.0", "resources": [{"type": "a/b"}]}"##

    init() throws {
        scratch = try StageScratch()
        try scratch.regions(production: ["eastus"])
    }

    private func validate(_ package: String?, regions: String = #"["eastus"]"#, hot: Int = 1) async throws
        -> StageOutcome
    {
        var offer = SampleOffer()
        let address = package.map { #", "packageUrl": "\#($0)""# } ?? ""
        offer.testDrive = """
            {"enabled": true, "kind": "azure-resource-manager", "regions": \(regions),
             "instances": {"hot": \(hot), "warm": 0, "cold": 0}, "durationHours": 2\(address),
             "subscription": "9e107d9d-372b-4b6e-8c9f-1d2e3f4a5b6c", "tenant": "\(tenant)"}
            """
        return try await TestDriveValidation(scratch.settings())
            .perform(stageJob(offer.json, at: .validateTestDrive))
    }

    private let tenant = "6ecd8c99-4036-403d-bf84-cf8400f67836"

    private func zip(_ files: [String: String]) throws -> String {
        try scratch.write("package.zip", ZipFile.stored(files.sorted { $0.key < $1.key }))
        return scratch.url("package.zip")
    }

    private func codes(_ files: [String: String]) async throws -> [String]? {
        problems(try await validate(try zip(files)))?.map(\.code)
    }

    @Test func `A good package passes, and the note says that nothing was deployed`() async throws {
        let outcome = try await validate(try zip(["main-template.json": Self.template, "scripts/run.sh": "echo"]))
        #expect(outputs(outcome)?.notes.first?.code == "test-drive-not-deployed")
    }

    @Test func `A template that is missing, misplaced or malformed is reported`() async throws {
        #expect(try await codes(["readme.txt": "hello"]) == ["template-missing"])
        #expect(try await codes(["folder/main-template.json": Self.template]) == ["template-missing"])
        #expect(try await codes(["main-template.json": "{ // comment"]) == ["template-malformed"])
        #expect(try await codes(["main-template.json": "[]"]) == ["template-malformed"])
    }

    @Test func `Every member that a template lacks is said at once`() async throws {
        let found = try await codes(["main-template.json": #"{"parameters": [], "resources": []}"#])
        #expect(found == ["template-schema", "template-contentversion", "template-resources", "template-parameters"])
    }

    private struct Remedy: Sendable, CustomTestStringConvertible {
        let code: String
        /// `main-template.json`; nil: there is none.
        let wrong: String?
        let right: String

        init(_ code: String, _ wrong: String?, _ right: String = TestDriveValidationTests.template) {
            (self.code, self.wrong, self.right) = (code, wrong, right)
        }

        var testDescription: String { code }
    }

    private static let remedies = [
        Remedy("template-missing", nil), Remedy("template-malformed", "{ // comment"),
        Remedy(
            "template-schema", template.replacing("$schema", with: "schema"),
            template.replacing(
                /http[^"]*/,
                with: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#")),
        Remedy("template-contentversion", template.replacing("contentVersion", with: "version")),
        Remedy("template-resources", template.replacing("resources", with: "resource")),
        Remedy("template-parameters", template.replacing("{", with: "{\"parameters\": [], ", maxReplacements: 1)),
    ]

    @Test(arguments: remedies) private func `After its remedy a template passes`(_ remedy: Remedy) async throws {
        let wrong = remedy.wrong.map { ["main-template.json": $0] } ?? ["readme.txt": "hello"]
        #expect(try await codes(wrong) == [remedy.code])
        #expect(outputs(try await validate(try zip(["main-template.json": remedy.right]))) != nil)
    }

    @Test func `A package that is not a zip, leads out of it, or is not there is the publisher's problem`() async throws
    {
        try scratch.write("package.zip", "no zip")
        #expect(problems(try await validate(scratch.url("package.zip")))?.map(\.code) == ["package-not-zip"])
        #expect(problems(try await validate(scratch.url("none.zip")))?.map(\.code) == ["fetch-file-missing"])
        #expect(
            try await codes(["../main-template.json": Self.template, "main-template.json": Self.template])
                == ["package-path"])
        #expect(problems(try await validate(nil))?.map(\.code) == ["test-drive-no-package"])
    }

    @Test func `A configuration that starts nothing is reported`() async throws {
        let package = try zip(["main-template.json": Self.template])
        let found = try await validate(package, regions: #"["eastus", "EastUS"]"#, hot: 0)
        #expect(problems(found)?.map(\.code) == ["duplicate", "test-drive-instances-none"])
        #expect(problems(try await validate(package, regions: "[]"))?.map(\.code) == ["test-drive-no-region"])
        #expect(problems(found)?.map(\.pointer) == ["/testDrive/regions/1", "/testDrive/instances"])
    }

    @Test func `An offer without Test Drive passes untouched`() async throws {
        let outcome = try await TestDriveValidation(scratch.settings())
            .perform(stageJob(SampleOffer().json, at: .validateTestDrive))
        #expect(outputs(outcome) != nil)
    }
}
