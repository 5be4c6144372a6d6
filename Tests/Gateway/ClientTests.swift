import Base
import Events
import Offers
import Testing

@testable import Gateway

/// What programs in use expect of the API besides its documentation.
@Suite struct ClientTests {
    private func ask(_ fixture: GatewayFixture, _ path: String, _ token: String = Token.contoso) -> [String?] {
        let mark = path.contains("?") ? "&" : "?"
        let answer = fixture.ask("GET", "\(path)\(mark)\(GatewayFixture.version)", token: token)
        #expect(answer.status == 200)
        return answer.node.items.map { $0["id"]?.text }
    }

    @Test func `A token sees its publisher, an operator all of them, and both the types`() throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        try fixture.setStatus(OfferKey(publisher: "fabrikam", offer: "secret")) { $0.title = "Secret" }
        #expect(ask(fixture, "/api/publishers") == ["contoso"])
        #expect(ask(fixture, "/api/publishers/") == ["contoso"])
        #expect(ask(fixture, "/api/publishers", Token.operators) == ["contoso", "fabrikam"])
        let types = ask(fixture, "/api/offerTypes")
        #expect(types.contains("microsoft-azure-virtualmachines") && types.count == OfferType.allCases.count)
        #expect(fixture.ask("POST", "/api/publishers?\(GatewayFixture.version)").status == 405)
    }

    @Test func `A list is narrowed by type, and any other filter is refused`() throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        let list = "/api/publishers/contoso/offers"
        #expect(
            ask(fixture, "\(list)?$filter=offerTypeId%20eq%20'microsoft-azure-virtualmachines'") == ["web-server"])
        #expect(ask(fixture, "\(list)/?$filter=offerTypeId+eq+'microsoft-azure-container'") == [])
        for filter in ["", "offerTypeId", "id%20eq%20'web-server'", "offerTypeId%20eq%20'a'%20or%20id%20eq%20'b'"] {
            let answer = fixture.ask("GET", "\(list)?$filter=\(filter)&\(GatewayFixture.version)")
            #expect(answer.status == 400 && answer.errorCode == "invalidFilter", "\(filter)")
        }
    }

    @Test func `A publish has succeeded when its preview is ready, going live when the offer is live`() throws {
        let fixture = try GatewayFixture()
        try fixture.put()
        let body = Array(#"{"metadata":{"notification-emails":"a@b.example,c@d.example"}}"#.utf8)
        let publish = try #require(fixture.call("POST", "/publish/", body: body)["Operation-Location"])
        let running = fixture.ask("GET", publish).node
        #expect(running["status"]?.text == "running" && running["submissionState"]?.text == "running")
        #expect(running["slot"]?.text == "staging")
        #expect(running["offerId"]?.text == "web-server" && running["publisherId"]?.text == "contoso")
        #expect(running["offerTypeId"]?.text == "microsoft-azure-virtualmachines")
        #expect(running.at(["definition", "metadata", "emails"])?.text == "a@b.example,c@d.example")
        #expect(running["cancellationRequestState"]?.text == "none")
        #expect(fixture.call("GET", "/submissions?submissionState=running").node.items.count == 1)
        #expect(fixture.call("GET", "/submissions?submissionState=succeeded").node.items.isEmpty)

        try tell(fixture, .previewReady, .waitingForPublisherReview)
        #expect(fixture.ask("GET", publish).node["status"]?.text == "succeeded")
        let live = try #require(fixture.call("POST", "/golive")["Operation-Location"])
        #expect(fixture.ask("GET", live).node["status"]?.text == "running")
        #expect(fixture.ask("GET", live).node["slot"]?.text == "production")
        try tell(fixture, .stepRejected, .failed)
        #expect(fixture.ask("GET", live).node["status"]?.text == "failed")
        #expect(fixture.ask("GET", publish).node["status"]?.text == "succeeded")
        #expect(fixture.call("GET", "/submissions").node.items.count == 2)
    }

    @Test func `The id of an operation is a UUID, whatever id another client gave its command`() throws {
        for command in ["kcat-1", "../x", "A8098C1A-F86E-11DA-BD1A-00112444BE1E", "é", ""] {
            let id = OperationID.of(command)
            #expect(OperationID.isWellFormed(id) && id != command, "\(command)")
            #expect(OperationID.of(id) == id)
        }
    }

    @Test func `A cancel that nobody has answered is requested`() throws {
        let fixture = try GatewayFixture(coordinator: { command, status in
            if command.kind != .cancel { GatewayFixture.accept(command, &status) }
        })
        try fixture.put()
        let publish = try #require(fixture.call("POST", "/publish")["Location"])
        fixture.model.change(GatewayFixture.web) {
            $0.asked(.cancel, id: OperationID.of("cancel"), at: fixture.time.value + .seconds(60))
        }
        #expect(fixture.ask("GET", publish).node["cancellationRequestState"]?.text == "requested")
    }

    /// Has the coordinator tell of the submission that it moved on.
    private func tell(_ fixture: GatewayFixture, _ kind: Transition.Kind, _ state: OfferState) throws {
        var moved: OfferStatus?
        try fixture.setStatus { status in
            status.state = state
            status.transitions += 1
            moved = status
        }
        let status = try #require(moved)
        let line = Transition(kind, of: status, by: Actor(.system), cause: "\(kind)", at: fixture.time.value)
        fixture.model.change(GatewayFixture.web) { $0.take(line) }
    }
}
