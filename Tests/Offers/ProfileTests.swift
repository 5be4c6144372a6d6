// The processes that ship, and what a process file may say.

import Base
import JSON
import Localization
import Offers
import TestSupport
import Testing

@Suite struct ProfileTests {
    private func shipped() throws -> [String: PublishingProfile] {
        try PublishingProfile.read(folder: "\(Repository.root.path)/deploy/profiles")
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
            let stages = profile.steps.map(\.stage)
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
        #expect(approvals == [.publisherSignOff])
        let certification = profiles["container-2018"]?.steps.first { $0.stage == .certify }
        #expect(certification?.longest == .init(duration: "P5D", calendar: .business))
        #expect(profiles["vm-2018"]?.steps[4].name[.japanese] == "パッケージ化とリード生成の登録")
    }

    private func read(_ steps: String) throws -> PublishingProfile {
        let name = #"{"en":"a","fr":"b","ja":"c"}"#
        let json = #"""
            {"name":"x","title":\#(name),"cancel":"at-sign-off","reviewLabel":\#(name),
             "steps":\#(steps.replacing("NAME", with: name))}
            """#
        return try PublishingProfile(json: Array(json.utf8), file: "x.json")
    }

    @Test(arguments: [
        ("[]", "a profile has 1 to 32 steps, this one 0"),
        (#"[{"stage":"sing","name":NAME}]"#, "step 1 names the unknown stage \"sing\""),
        (
            #"[{"stage":"certify","name":NAME,"longest":{"duration":"soon","calendar":"elapsed"}}]"#,
            "step 1: \"soon\" is not an ISO 8601 duration such as PT15M or P3D"
        ),
        (#"[{"stage":"certify"}]"#, "the member \"name\" is missing"),
        (
            #"[{"stage":"publisher-sign-off","name":NAME},{"stage":"publisher-sign-off","name":NAME}]"#,
            "publisher-sign-off may appear only once"
        ),
        (
            #"[{"stage":"certify","name":NAME,"retry":{"tries":0,"first":"PT5S","longest":"PT10M"}}]"#,
            "step 1: a step is tried 1 to 1000 times, not 0"
        ),
        (
            #"[{"stage":"certify","name":NAME,"retry":{"tries":3,"first":"soon","longest":"PT10M"}}]"#,
            "step 1: \"soon\" is not an ISO 8601 duration"
        ),
        (#"[{"stage":"certify","name":NAME,"timeout":"1h"}]"#, "step 1: \"1h\" is not an ISO 8601 duration"),
    ])
    func `A profile that cannot be used says why`(_ steps: String, _ reason: String) {
        let fault = #expect(throws: PublishingProfile.Invalid.self) { try read(steps) }?.description
        #expect(fault?.hasPrefix("profile x.json:") == true)
        #expect(fault?.contains(reason) == true, "\(fault ?? "")")
    }

    @Test func `A step's limits are read from its profile, and none where it says nothing`() throws {
        let profile = try read(
            #"""
            [{"stage":"certify","name":NAME,"retry":{"tries":8,"first":"PT5S","longest":"PT10M"},"timeout":"PT2H"},
             {"stage":"go-live","name":NAME}]
            """#)
        #expect(
            profile.steps[0].limits
                == StepLimits(tries: 8, firstWait: .seconds(5), longestWait: .seconds(600), timeout: .seconds(7200)))
        #expect(profile.steps[1].limits == .none)
    }

    @Test func `A process is referred to by its name and a revision that follows from its content`() throws {
        let profile = try read(#"[{"stage":"certify","name":NAME}]"#)
        let process = PublishingProcess(profile)
        #expect(process.reference.wholeMatch(of: /x@[0-9a-f]{8}/) != nil)
        #expect(PublishingProcess(profile).reference == process.reference)
        #expect(try PublishingProcess(PublishingProfile(json: profile.json)).reference == process.reference)
        var other = profile
        other.steps[0].timeout = "PT1H"
        #expect(PublishingProcess(other).reference != process.reference)
        #expect(Set(try shipped().values.map { PublishingProcess($0).reference }).count == 4)
    }

    @Test func `The process of an offer type is the newest that was announced for it`() throws {
        var revisions: [PublishingProfile] = try (1...6).map {
            var profile = try read(#"[{"stage":"certify","name":NAME}]"#)
            profile.defaultFor = [.virtualMachine]
            profile.steps[0].timeout = "PT\($0)H"
            return profile
        }
        var catalog = ProcessCatalog()
        for (hour, profile) in revisions.enumerated() {
            try catalog.take(value: profile.json, at: Timestamp(milliseconds: Int64(hour)))
            #expect(catalog.own(of: .virtualMachine)?.profile == profile)
        }
        // Topics are not read in the order of their records' times.
        var backwards = ProcessCatalog()
        let newest = revisions.removeLast()
        try backwards.take(value: newest.json, at: Timestamp(milliseconds: 6))
        for profile in revisions { try backwards.take(value: profile.json, at: Timestamp(milliseconds: 1)) }
        #expect(backwards.own(of: .virtualMachine)?.profile == newest)
        #expect(backwards.own(of: .containerImage) == nil)
    }

    @Test func `A status that was read is completed by its process, where that is known and fits`() throws {
        let profile = try read(#"[{"stage":"certify","name":NAME},{"stage":"go-live","name":NAME,"approval":true}]"#)
        var status = OfferStatus(OfferKey(publisher: "contoso", offer: "web"), at: Timestamp(milliseconds: 0))
        let isWhole = status.resolve(ProcessCatalog())
        #expect(isWhole, "without a submission there is nothing to know")
        status.follow(PublishingProcess(profile)) { _ in .notStarted }
        var read = try OfferStatus(json: status.json)
        #expect(read.steps.map(\.stage) == [Stage(rawValue: ""), Stage(rawValue: "")])
        let isKnown = read.resolve(ProcessCatalog())
        #expect(!isKnown)
        #expect(read.process == nil)
        var followed = ProcessCatalog()
        let now = Timestamp(milliseconds: 0)
        try followed.take(value: profile.json, at: now)
        try followed.take(value: nil, at: now)
        let isFollowed = read.resolve(followed)
        #expect(isFollowed)
        #expect(read.steps == status.steps)
        #expect(read.steps[1].name(in: .japanese) == "c")
        #expect(read.steps.map(\.approval) == [false, true])
        read.steps.removeLast()
        let isFitting = read.resolve(followed)
        #expect(!isFitting, "a row with fewer steps than its process was not made by it")
        #expect(throws: JSONError.self) { try followed.take(value: Array("{}".utf8), at: now) }
        #expect(followed.all.map(\.reference) == [PublishingProcess(profile).reference])
    }
}
