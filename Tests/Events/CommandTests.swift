import Base
import Events
import Localization
import Offers
import Testing

@Suite struct CommandTests {
    private let arrival = RecordMetadata(
        topic: "offers.commands", partition: 3, offset: 17, partitions: 8, time: Timestamp(milliseconds: 1_000))
    private let offer = #"{"publisher":"contoso","offer":"web","type":"virtual-machine","listing":{"title":"Web"}}"#

    private func read(_ json: String, key: String? = nil, headers: [Message.Header] = []) throws -> Command {
        try Command(
            Command.read(value: Array(json.utf8), headers: headers, key: key.map { Array($0.utf8) }, arrival: arrival))
    }

    private func code(_ json: String, key: String? = nil, headers: [Message.Header] = []) -> String? {
        #expect(throws: Poison.self) { try read(json, key: key, headers: headers) }?.code
    }

    @Test func `A bare offer document is a publish command, its id made from where it was read`() throws {
        let command = try read(offer)
        #expect(command.kind == .publish)
        #expect(command.offer.description == "contoso/web")
        #expect(command.event.id == "offers.commands/3/17")
        #expect(command.event.time == arrival.time)
        #expect(command.event.data == Array(offer.utf8))
        #expect(try read(offer, key: "contoso/web").event == command.event)
    }

    @Test(arguments: ["go-live", "cancel", "request-support", "approve", "reject", "resume"])
    func `A bare command needs two words`(_ verb: String) throws {
        let command = try read(#"{"command":"\#(verb)","offer":"contoso/web","text":"why"}"#)
        #expect(command.kind.rawValue == verb)
        #expect(command.event[Command.Name.text] == "why")
        #expect(command.event.data.isEmpty)
    }

    @Test(arguments: CommandKind.allCases)
    func `Each command has the type that its word makes`(_ kind: CommandKind) throws {
        #expect(kind.type.rawValue == "offers.command.\(kind.rawValue).v1")
        let event = #"{"specversion":"1.0","id":"1","source":"/me","type":"\#(kind.type)","subject":"contoso/web"}"#
        #expect(try read(event).kind == kind)
    }

    @Test func `A CloudEvent takes its subject from the document where it has none`() throws {
        let core = #""specversion":"1.0","id":"1","source":"/me","type":"offers.command.publish.v1""#
        #expect(try read("{\(core),\"data\":\(offer)}").offer.description == "contoso/web")
        #expect(code("{\(core),\"subject\":\"fabrikam/web\",\"data\":\(offer)}") == "wrong-publisher")
        #expect(code("{\(core),\"data\":{\"publisher\":5}}") == "not-an-offer")
    }

    @Test func `A publisher commands only what is its own`() {
        #expect(code(#"{"command":"cancel","offer":"contoso/web","sender":"fabrikam"}"#) == "wrong-publisher")
        #expect(code(#"{"command":"approve","offer":"contoso/web","sender":"contoso"}"#) == "wrong-publisher")
        #expect(code(#"{"command":"cancel","offer":"contoso/web"}"#, key: "fabrikam/web") == "wrong-publisher")
        #expect(code(offer, key: "contoso/other") == "wrong-publisher")
    }

    @Test func `Types and versions that are not known are told apart`() {
        func event(_ type: String) -> String {
            #"{"specversion":"1.0","id":"1","source":"/me","type":"\#(type)","subject":"contoso/web"}"#
        }
        #expect(code(event("offers.command.cancel.v2")) == "unknown-version")
        #expect(code(event("offers.command.sing.v1")) == "unknown-type")
        #expect(code(event("offers.step.started.v1")) == "unknown-type")
    }

    @Test func `What is no command is poison with its reason`() {
        #expect(code("") == "not-an-event")
        #expect(code("hello") == "not-an-event")
        #expect(code("[1]") == "not-an-event")
        #expect(code("{}") == "not-an-offer")
        #expect(code(#"{"command":"publish","offer":"contoso/web"}"#) == "bad-command")
        #expect(code(#"{"command":"cancel","offer":"Contoso/web"}"#) == "bad-command")
        #expect(code(#"{"publisher":"contoso","offer":"web-","type":"virtual-machine"}"#) == "not-an-offer")
        #expect(code(offer, headers: [.init("ce_specversion", "1.0")]) == "not-an-event")
    }

    @Test func `Every byte missing from a document's end is an error, never a crash`() {
        let bytes = Array(offer.utf8)
        for end in bytes.indices {
            #expect(throws: Poison.self) {
                try Command.read(value: Array(bytes[..<end]), headers: [], key: nil, arrival: arrival)
            }
        }
    }

    @Test func `A wrong field behind the identity is its publisher's matter, not a dead letter`() throws {
        let odd = #"{"publisher":"contoso","offer":"web","type":"container-image","listing":7,"testDrive":"yes"}"#
        let summary = try OfferSummary(Array(odd.utf8))
        #expect(summary.title == "")
        #expect(!summary.hasTestDrive)
        #expect(summary.language == .english)
        #expect(try read(odd).kind == .publish)
    }
}
