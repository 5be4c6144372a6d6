// Every record of the offers: no property is forgotten, what is written is read back, and what is usual is not written.

import JSON
import Offers
import TestSupport
import Testing

@Suite struct RecordTests {
    static let records: [RecordCheck] = [
        // The record around the status has three of these; the process follows from its reference.
        RecordCheck(
            OfferStatus.self,
            renamed: [
                "key": "", "changed": "", "trace": "", "process": "", "processReference": "process",
                "submissions": "submission", "currentStep": "step",
                "transitions": "history",
            ]),
        RecordCheck(OfferStatus.Answer.self), RecordCheck(OfferStatus.Paused.self), RecordCheck(OfferStatus.Live.self),
        RecordCheck(OfferStatus.Certified.self), RecordCheck(StepStatus.self, renamed: ["plan": ""]),
        RecordCheck(
            Transition.self,
            renamed: ["key": "", "time": "", "submissionNumber": "submission", "isAnswered": "answered"]),
        RecordCheck(Transition.Step.self), RecordCheck(Actor.self), RecordCheck(Problem.self), RecordCheck(Remark.self),
        RecordCheck(Fault.self, renamed: ["description": "message"]), RecordCheck(StepOutputs.self),
        RecordCheck(Progress.self), RecordCheck(Progress.Region.self), RecordCheck(PublishingProfile.self),
        RecordCheck(PublishingProfile.Step.self), RecordCheck(PublishingProfile.Longest.self),
        RecordCheck(PublishingProfile.Retry.self), RecordCheck(LocalizedText.self), RecordCheck(StepLimits.self),
        RecordCheck(OfferDocument.self), RecordCheck(OfferDocument.Listing.self), RecordCheck(OfferDocument.Link.self),
        RecordCheck(OfferDocument.Media.self), RecordCheck(OfferDocument.Video.self),
        RecordCheck(OfferDocument.Contacts.self), RecordCheck(OfferDocument.Contact.self),
        RecordCheck(OfferDocument.Audience.self), RecordCheck(OfferDocument.Subscription.self),
        RecordCheck(OfferDocument.Notifications.self), RecordCheck(OfferDocument.Leads.self),
        RecordCheck(OfferDocument.TestDrive.self), RecordCheck(OfferDocument.Instances.self), RecordCheck(Plan.self),
        RecordCheck(Plan.DiskVersion.self), RecordCheck(Plan.Disk.self), RecordCheck(Plan.DataDisk.self),
        RecordCheck(Plan.ContainerImage.self), RecordCheck(Plan.Tag.self), RecordCheck(Plan.Package.self),
        RecordCheck(Plan.OperatingSystem.self), RecordCheck(Plan.Port.self), RecordCheck(Plan.Price.self),
        RecordCheck(Plan.CorePrice.self),
        RecordCheck(
            Policy.self,
            given: ["/fields/0/at": "/a", "/fields/0/when/at": "/a/*", "/technicalKeys/0": "/plans"]),
        RecordCheck(Policy.Signature.self), RecordCheck(Policy.StandardContract.self),
        RecordCheck(Policy.Field.self, given: ["/at": "/a", "/when/at": "/a/*"]),
        RecordCheck(Policy.When.self, given: ["/at": "/a"]), RecordCheck(CertificationPolicy.self),
        RecordCheck(CertificationPolicy.Sizes.self), RecordCheck(CertificationPolicy.Disks.self),
        RecordCheck(CertificationPolicy.Unpacking.self), RecordCheck(CertificationPolicy.Scanning.self),
        RecordCheck(MailPolicy.self), RecordCheck(MailPolicy.Publisher.self),
        RecordCheck(Quotas.self),
    ]

    @Test(arguments: records) func `No stored property is forgotten`(_ record: RecordCheck) {
        #expect(record.forgotten() == [])
    }

    @Test(arguments: records) func `A record with every member comes back as it was written`(_ record: RecordCheck)
        throws
    {
        #expect(try record.lost() == [])
    }

    @Test(arguments: records) func `A record with the members alone that must be there is written so`(
        _ record: RecordCheck
    ) throws {
        #expect(try record.superfluous() == [])
    }

    @Test func `Every record of the module is checked`() throws {
        #expect(try RecordCheck.declared(in: "Offers") == Self.records.map(\.description).sorted())
    }

    @Test func `A problem carries its English text for people, and it is not believed`() throws {
        let problem = Problem(at: "/listing/title", "title-too-long", ["most": "50"])
        let text = String(decoding: problem.json, as: UTF8.self)
        #expect(
            text.hasPrefix(#"{"code":"title-too-long","pointer":"/listing/title","values":{"most":"50"},"message":""#))
        #expect(text.contains(#","remedy":""#))
        #expect(try Problem(json: problem.json) == problem)
        #expect(try Problem(json: Array(#"{"code":"c","pointer":"","message":7}"#.utf8)) == Problem(at: "", "c"))
    }
}
