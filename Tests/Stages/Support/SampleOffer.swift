// Documents and scheduled steps for tests: valid as they are, and each part open to be made wrong.

import Base
import Events
import JSON
import Offers
import Testing

@testable import Assets
@testable import Stages

struct SampleOffer {
    var type = "container-image"
    var title = "Web Server"
    var summary = "A web server"
    var description = "<p>Serves.</p>"
    var logos = """
        {"40x40": "\(picture("iVBORw0KGgoAAAANSUhEUgAAACgAAAAoAQAAAACkhYXAAAAADElEQVR42mNgGFkAAADwAAE4aVpRAAAAAElFTkSuQmCC"))",
         "90x90": "\(picture("iVBORw0KGgoAAAANSUhEUgAAAFoAAABaAQAAAAAQ03yvAAAAEklEQVR42mNgGAWjYBSMgsECAASSAAEKgrlLAAAAAElFTkSuQmCC"))",
         "115x115": "\(picture("iVBORw0KGgoAAAANSUhEUgAAAHMAAABzAQAAAACDOABLAAAAF0lEQVR42mNgGAWjYBSMglEwCkYBIQAABzAAAaeYzJgAAAAASUVORK5CYII="))"}
        """
    var terms = #""termsOfUse": "Use it.""#
    var audience = #"[{"id": "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "type": "pay-as-you-go"}]"#
    var leads = #"{"destination": "none"}"#
    var testDrive = #"{"enabled": false}"#
    var plans = "[]"

    /// Black pixels, one bit each.
    private static func picture(_ base64: String) -> String { "data:image/png;base64,\(base64)" }

    var json: [UInt8] {
        Array(
            """
            {"publisher": "contoso", "offer": "web", "type": "\(type)",
             "listing": {"title": "\(title)", "summary": "\(summary)", "description": "\(description)",
              "categories": ["web"], "usefulLinks": [{"title": "Docs", "url": "https://www.contoso.example/docs"}],
              "privacyPolicyUrl": "https://www.contoso.example/privacy", \(terms)},
             "media": {"logos": \(logos)},
             "contacts": {"support": {"name": "S", "email": "s@contoso.example", "phone": "+1 425 555 0100"},
              "engineering": {"name": "E", "email": "e@contoso.example", "phone": "+1 425 555 0101"}},
             "audience": {"previewSubscriptions": \(audience), "countries": ["FR"]},
             "leads": \(leads), "testDrive": \(testDrive), "plans": \(plans)}
            """.utf8)
    }

    /// A virtual machine with one operating system disk and these data disks.
    static func machine(_ disk: (url: String, digest: String?), data: [String] = []) -> SampleOffer {
        let digest = disk.digest.map { #", "digest": "\#($0)""# } ?? ""
        let disks = data.enumerated().map { #"{"lun": \#($0.offset), "url": "\#($0.element)"}"# }
        var offer = SampleOffer()
        offer.type = "virtual-machine"
        offer.plans = """
            [{"id": "basic", "title": "Basic", "summary": "One", "license": "free", "sizes": ["d2"],
              "operatingSystem": {"family": "linux", "type": "Debian 12"},
              "images": [{"version": "1.0.0", "osDisk": {"url": "\(disk.url)"\(digest)},
                          "dataDisks": [\(disks.joined(separator: ","))]}]}]
            """
        return offer
    }

    /// A container with one layout.
    static func repository(_ name: String, tags: [String: Digest]) -> SampleOffer {
        var offer = container(name, tags: tags)
        offer.plans = offer.plans.replacing("\"layout\"", with: "\"repository\"")
        return offer
    }

    static func container(_ layout: String, tags: [String: Digest]) -> SampleOffer {
        let texts = tags.sorted { $0.key < $1.key }.map { #"{"tag": "\#($0.key)", "digest": "\#($0.value)"}"# }
        var offer = SampleOffer()
        offer.plans = """
            [{"id": "basic", "title": "Basic", "summary": "One",
              "images": [{"layout": "\(layout)", "tags": [\(texts.joined(separator: ","))]}]}]
            """
        return offer
    }
}

/// A job at a stage of the route through all stages, with facts of earlier stages.
func stageJob(
    _ document: [UInt8], at stage: Stage, submission number: Int = 1, _ facts: [String: String] = [:],
    certified: OfferStatus.Certified? = nil, report: @escaping @Sendable (Progress) -> Void = { _ in }
) throws -> StageJob {
    var step = try scheduled(document, at: stage, submission: number, facts)
    step.certified = certified
    return StageJob(step: step, now: Timestamp(milliseconds: 1_700_000_000_000), report: report)
}

/// The scheduled step of such a job, as it is read from its topic.
func scheduled(
    _ document: [UInt8], of offer: String = "contoso/web", at stage: Stage, submission number: Int = 1,
    _ facts: [String: String] = [:]
) throws -> ScheduledStep {
    let index = try #require(Stage.all.firstIndex(of: stage))
    var step = ScheduledStep(
        SubmissionID(offer: try #require(OfferKey(offer)), number: number), process: "vm-2018@00000000",
        route: Route(step: index, stages: Array(Stage.all[index...])), source: "/offers/test",
        at: Timestamp(milliseconds: 1_600_000_000_000))
    step.facts = facts
    step.offer = RawJSON(document)
    return step
}

extension StepOutputs {
    /// What the coordinator remembers of a certification.
    func certified(by submission: Int = 1) throws -> OfferStatus.Certified {
        OfferStatus.Certified(
            digest: try #require(facts[Fact.certifiedDigest]), submission: submission,
            scanned: facts[Fact.scanned].flatMap { Timestamp($0) }, signatures: facts[Fact.signatures])
    }
}
