import Base
import Foundation
import JSON
import Localization
import Offers
import TestSupport
import Testing

@Suite struct ProfileTests {
    private func shipped() throws -> [String: PublishingProfile] {
        try PublishingProfile.read(folder: Repository.root.appending(path: "deploy/profiles").path)
    }

    @Test func `The four processes ship, and each offer type has exactly one of its own`() throws {
        let profiles = try shipped()
        #expect(profiles.keys.sorted() == ["container-2018", "vm-2017", "vm-2018", "vm-staging-2016"])
        for type in OfferType.allCases {
            #expect(profiles.values.filter { $0.defaultFor.contains(type) }.count == 1, "\(type)")
        }
        #expect(profiles["container-2018"]?.defaultFor == [.containerImage])
    }

    @Test func `Each process checks first, certifies before any preview, and goes live after its publisher's word`()
        throws
    {
        for (name, profile) in try shipped() {
            let stages = profile.steps.map { Stage(rawValue: $0.stage) }
            #expect(stages.first == .validatePrerequisites, "\(name)")
            #expect(stages.last == .goLive, "\(name)")
            let certified = try #require(stages.firstIndex(of: .certify))
            let signedOff = try #require(stages.firstIndex(of: .publisherSignOff))
            for (index, stage) in stages.enumerated() {
                if [.provisionPreview, .package].contains(stage) { #expect(certified < index && index < signedOff) }
                if [.provisionProduction, .goLive].contains(stage) { #expect(signedOff < index, "\(name)") }
            }
            #expect(profile.steps[signedOff].longest == nil)
            #expect(profile.cancel == .atSignOff)
        }
    }

    @Test func `What differs between processes is data`() throws {
        let profiles = try shipped()
        #expect(profiles.values.filter(\.requiresNotificationAddress).map(\.name) == ["vm-2017"])
        #expect(profiles["vm-staging-2016"]?.reviewLabel[.english] == "Staged")
        let approvals = profiles["vm-staging-2016"]?.steps.filter { $0.approval == true }.map(\.stage)
        #expect(approvals == ["publisher-sign-off"])
        let certification = profiles["container-2018"]?.steps.first { $0.stage == "certify" }
        #expect(certification?.longest == .init(duration: "P5D", calendar: .business))
        #expect(profiles["vm-2018"]?.steps[4].name[.japanese] == "パッケージ化とリード生成の登録")
    }

    @Test func `A profile that cannot be used says why`() {
        func fault(_ steps: String) -> String? {
            let name = #"{"en":"a","fr":"b","ja":"c"}"#
            let json =
                #"{"name":"x","title":\#(name),"defaultFor":[],"requiresNotificationAddress":false,"cancel":"at-sign-off","#
                + #""reviewLabel":\#(name),"steps":\#(steps.replacing("NAME", with: name))}"#
            return #expect(throws: PublishingProfile.Invalid.self) {
                try PublishingProfile(json: Data(json.utf8), file: "x.json")
            }?.description
        }
        #expect(fault("[]") == "profile x.json: a profile has 1 to 32 steps, this one 0")
        #expect(fault(#"[{"stage":"sing","name":NAME}]"#)?.contains("unknown stage \"sing\"") == true)
        #expect(
            fault(#"[{"stage":"certify","name":NAME,"longest":{"duration":"soon","calendar":"elapsed"}}]"#)
                == "profile x.json: step 1: \"soon\" is no ISO 8601 duration such as PT15M or P3D")
        #expect(
            fault(#"[{"stage":"certify"}]"#)
                == "profile x.json: /steps/0/name is missing. See schemas/profile.schema.json")
        #expect(
            fault(#"[{"stage":"publisher-sign-off","name":NAME},{"stage":"publisher-sign-off","name":NAME}]"#)
                == "profile x.json: publisher-sign-off may stand only once")
    }
}
