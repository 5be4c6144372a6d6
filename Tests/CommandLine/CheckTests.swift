// lint, compare and preview: what publishers ask before and beside publishing.

import Base
import Events
import Foundation
import JSON
import Offers
import Testing

@testable import CommandLine

private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
private func path(_ file: String) -> String { root.appending(path: file).path }
private let policy = path("deploy/policy/policy.json")
private let subscription = "11111111-1111-1111-1111-111111111111"

/// An event of the catalog or preview as the line writes it.
private func event(_ topic: Topic, _ type: EventType, _ data: String, submission: Int = 3) -> Message {
    var event = CloudEvent(
        id: "contoso/web-server/\(submission)/\(type)", source: "/offers/test", type: type,
        subject: "contoso/web-server",
        time: time("2026-11-21T09:00:00Z"), data: Array(data.utf8))
    event.set("submission", .integer(submission))
    return Message(topic: topic, event: event)
}

@Suite struct LintTests {
    @Test func `A sound document has no problems, and no broker is asked`() {
        let file = path("schemas/samples/offer-solution-template.json")
        let run = offerctl("lint", file, "--policy", policy)
        #expect(run == Run(out: "\(file): no problems\n"))
    }

    @Test func `All problems are printed with place, sentence and remedy`() throws {
        try withFile(#"{"publisher":"contoso","offer":"web-server","type":"virtual-machine","version":-1}"#) { file in
            let run = offerctl("lint", file, environment: ["OFFERS_POLICY": policy])
            #expect(run.code == .badFile)
            let lines = run.out.split(separator: "\n")
            #expect(lines.contains("\(file):1:1: error: /listing  field-missing"))
            #expect(run.err == ["\(file): \(lines.count / 3) problems; fix them and lint again"])
            let json = offerctl("lint", file, "--policy", policy, "--json").out.split(separator: "\n")
            #expect(json.count == lines.count / 3)
            let first = try Problem(json: Array(json[0].utf8))
            #expect(lines[0] == "\(file):1:1: error: \(first.pointer)  \(first.code)")
        }
    }

    @Test func `Warnings are shown beside the problems, and keep nobody from publishing`() throws {
        let sample = try String(contentsOfFile: path("schemas/samples/offer-solution-template.json"), encoding: .utf8)
        try withFile(sample.replacing("\"summary\"", with: "\"sumary\": 1, \"summary\"")) { file in
            let run = offerctl("lint", file, "--policy", policy)
            #expect(run.code == .done)
            #expect(run.out.contains("\(file):8:5: warning: /listing/sumary  member-unknown-like\n"))
            #expect(run.out.contains("Did you mean summary?"))
            #expect(run.out.hasSuffix("\(file): no problems\n"))
            let json = offerctl("lint", file, "--policy", policy, "--json").out
            #expect(
                json.hasPrefix(
                    #"{"severity":"warning","line":8,"column":5,"code":"member-unknown-like","pointer":"/listing/sumary""#
                ))
        }
    }

    @Test func `It works without a policy, and takes comments`() throws {
        let sample = try String(contentsOfFile: path("schemas/samples/offer-vm.json"), encoding: .utf8)
        try withFile("// Our offer.\n" + sample.replacing("\"listing\"", with: "  // \"listing\"\n\"listing\"")) {
            file in
            #expect(offerctl("lint", file) == Run(out: "\(file): no problems\n"))
        }
        try withFile(sample.replacing("\"version\": 1,", with: "// A comment\n  \"version\": -1,")) { file in
            #expect(offerctl("lint", file).out.hasPrefix("\(file):6:3: error: /version  version-out-of-range\n"))
        }
    }

    @Test(arguments: ["\"virtual-machines\"", "\"vm\"", "7", "null"])
    func `A wrong type does not hide what is wrong with the plans`(type: String) throws {
        let sample = try String(contentsOfFile: path("schemas/samples/offer-vm.json"), encoding: .utf8)
        let text = sample.replacing("\"type\": \"virtual-machine\"", with: "\"type\": \(type)")
            .replacing("\"license\": \"usage-based\"", with: "\"license\": \"rented\"")
        try withFile(text) { file in
            let lines = offerctl("lint", file, "-o", "json").out.split(separator: "\n")
            let problems = try lines.map { try Problem(json: Array($0.utf8)) }
            #expect(problems.map(\.pointer) == ["/type", "/plans/0/license", "/plans/0/prices"])
        }
    }

    @Test func `Errors and warnings are in the order of the document`() throws {
        let text = """
            {"publisher": "contoso", "ofer": "web-server",
             "plans": [{"idd": "a"}], "version": -1}
            """
        try withFile(text) { file in
            let lines = offerctl("lint", file).out.split(separator: "\n").filter { $0.hasPrefix(file) }
                .map { String($0.dropFirst(file.count)) }
            #expect(
                lines.suffix(6) == [
                    ":1:26: warning: /ofer  member-unknown-like", ":2:12: error: /plans/0/id  field-missing",
                    ":2:12: error: /plans/0/title  field-missing", ":2:12: error: /plans/0/summary  field-missing",
                    ":2:13: warning: /plans/0/idd  member-unknown-like",
                    ":2:27: error: /version  version-out-of-range",
                ], "\(lines)")
        }
    }

    @Test func `The command's allow-list is checked in place of the document's`() {
        let file = path("schemas/samples/offer-solution-template.json")
        let run = offerctl("lint", file, "--policy", policy, "--allow-list", "\(subscription)=csp")
        // It is not in the document, so it has no line.
        #expect(run.out.hasPrefix("error: /audience/previewSubscriptions/0/type  subscription-type-refused\n"))
    }

    @Test func `Malformed JSON is reported by line and column, a policy that cannot be read by its path`() throws {
        try withFile("{\n  \"publisher\": }") { file in
            #expect(
                offerctl("lint", file, "--policy", policy)
                    == Run(err: ["\(file):2:16: malformed JSON: expected a value"], code: .badFile))
        }
        try withFile(offerDocument) { file in
            #expect(
                offerctl("lint", file, "--policy", "/nowhere.json")
                    == Run(err: ["--policy /nowhere.json: the file cannot be read"], code: .badFile))
        }
    }
}

@Suite struct CompareTests {
    private let live =
        #"{"publisher":"contoso","offer":"web-server","type":"virtual-machine","version":1,"plans":[{"id":"a","images":[]}],"listing":{"title":"Old"}}"#
    private let draft =
        #"{"publisher":"contoso","offer":"web-server","type":"virtual-machine","version":1.0,"plans":[{"id":"a","images":[{"version":"1.0.0"}]}],"listing":{"title":"New","summary":"S"}}"#

    private func shelf() -> Shelf {
        let shelf = Shelf()
        for (number, document) in [(2, "{}"), (3, live)] {
            var step = ScheduledStep(
                SubmissionID(offer: webServer, number: number), process: process.reference,
                route: Route(step: 3, stages: [.goLive]), source: "/offers/test", at: time("2026-11-21T09:00:00Z"))
            step.offer.bytes = Array(document.utf8)
            shelf.put(step.message)
        }
        shelf.put(event(.catalog, .listingPublished, "{}"))
        return shelf
    }

    @Test func `Differences are printed by pointer, and whether they mean certification`() throws {
        try withFile(draft) { file in
            let run = offerctl("compare", file, "contoso/web-server", "--policy", policy, shelf: shelf())
            #expect(
                run
                    == Run(
                        out: """
                            /plans/0/images/0  added  technical
                              + {"version":"1.0.0"}
                            /listing/title  changed  marketing
                              - "Old"
                              + "New"
                            /listing/summary  added  marketing
                              + "S"

                            3 differences; some are technical, so the images are certified again

                            """))
            let json = offerctl("compare", file, "contoso/web-server", "--policy", policy, "--json", shelf: shelf())
            #expect(
                json.out.split(separator: "\n")[1]
                    == #"{"pointer":"/listing/title","change":"changed","live":"Old","draft":"New","technical":false}"#)
        }
    }

    @Test func `The same document has no differences`() throws {
        try withFile(live) { file in
            let run = offerctl("compare", file, "contoso/web-server", shelf: shelf())
            #expect(run == Run(out: "contoso/web-server: the draft equals what is live\n"))
        }
    }

    @Test func `An offer that is not live, one whose document is gone, and another's draft have different errors`()
        throws
    {
        try withFile(live) { file in
            #expect(
                offerctl("compare", file, "contoso/web-server", shelf: Shelf()).err == [
                    """
                    contoso/web-server is not live, so there is nothing to compare with; \
                    "offerctl status contoso/web-server" says more
                    """
                ])
            let gone = Shelf()
            gone.put(event(.catalog, .listingPublished, "{}"))
            #expect(
                offerctl("compare", file, "contoso/web-server", shelf: gone).err == [
                    """
                    contoso/web-server: the document of submission 3, which is live, has expired on \
                    offers.stage.go-live (90 days); compare with the publisher's own copy
                    """
                ])
            #expect(
                offerctl("compare", file, "contoso/other", shelf: Shelf()).err == [
                    """
                    \(file): a document of contoso/web-server, not of contoso/other; name the draft of that offer, or \
                    contoso/web-server
                    """
                ])
        }
    }
}

@Suite struct PreviewTests {
    private func shelf() -> Shelf {
        let shelf = Shelf()
        let data =
            #"{"submission":3,"link":"https://preview.example/contoso/web-server","allowed":[{"id":"11111111-1111-1111-1111-111111111111","type":"enterprise-agreement"},{"id":"22222222-2222-2222-2222-222222222222","type":"free-trial"}],"listing":{"title":"Web Server","summary":"Serves"},"plans":[{"id":"small","title":"Small","images":[]}],"unlistedPlans":[{"subscriptions":["11111111-1111-1111-1111-111111111111"],"plan":{"id":"own","title":"Own"}},{"subscriptions":["22222222-2222-2222-2222-222222222222"],"plan":{"id":"other","title":"Other"}}],"package":null}"#
        shelf.put(event(.preview, .previewListed, data))
        return shelf
    }

    @Test func `A subscription on the list sees the listing and not who else is on the list`() {
        let run = offerctl("preview", "--subscription", subscription, shelf: shelf())
        #expect(
            run
                == Run(
                    out: """
                        contoso/web-server  Web Server
                          Submission  contoso/web-server/3
                          Link        https://preview.example/contoso/web-server
                          Summary     Serves
                          Plan        small, Small
                          Plan        own, Own

                        """))
        let json = offerctl("preview", "--subscription", subscription, "--json", shelf: shelf())
        #expect(json.out.hasPrefix(#"{"offer":"contoso/web-server","submission":3,"link":"#))
        #expect(!json.out.contains("22222222"))
        #expect(!json.out.contains("allowed"))
    }

    @Test func `Who is not on the list is answered as if nothing were there`() {
        let other = "33333333-3333-3333-3333-333333333333"
        let there = offerctl("preview", "contoso/web-server", "--subscription", other, shelf: shelf())
        #expect(there == offerctl("preview", "contoso/web-server", "--subscription", other, shelf: Shelf()))
        #expect(there.code == .refused)
        #expect(
            there.err == [
                """
                contoso/web-server: this subscription cannot see such a preview; its publisher decides who can, in the \
                allow-list
                """
            ])
        #expect(
            offerctl("preview", "--subscription", other, shelf: shelf()).out == "This subscription sees no preview.\n")
    }

    @Test func `A malformed subscription is refused before a broker is asked`() {
        #expect(
            offerctl("preview", "--subscription", "me")
                == Run(
                    err: ["--subscription \"me\": give a GUID such as 01234567-89ab-cdef-0123-456789abcdef"],
                    code: .usage))
    }
}
