// Commands in every form that people send them.

import Base
import Events
import Foundation
import Localization
import Offers
import Testing

@Suite struct CommandTests {
    private let metadata = RecordMetadata(
        topic: "offers.commands", partition: 3, offset: 17, partitions: 8, time: Timestamp(milliseconds: 1_000))
    private let offer = #"{"publisher":"contoso","offer":"web","type":"virtual-machine","listing":{"title":"Web"}}"#

    private func read(_ json: String, key: String? = nil, headers: [Message.Header] = []) throws -> Command {
        let read = try Command.read(
            value: Array(json.utf8), headers: headers, key: key.map { Array($0.utf8) }, metadata: metadata)
        return try Command(read.event)
    }

    private func code(_ json: String, key: String? = nil, headers: [Message.Header] = []) -> String? {
        #expect(throws: Poison.self) { try read(json, key: key, headers: headers) }?.code
    }

    @Test func `A bare offer document is a publish command, its id made from where it was read`() throws {
        let command = try read(offer)
        #expect(command.kind == .publish)
        #expect(command.offer.description == "contoso/web")
        #expect(command.event.id == "offers.commands/3/17@1000", "a topic that was made again has other times")
        #expect(command.event.time == metadata.time)
        #expect(command.event.data == Array(offer.utf8))
        #expect(try read(offer, key: "contoso/web").event == command.event)
    }

    @Test(arguments: ["go-live", "cancel", "request-support", "approve", "reject", "resume", "pause"])
    func `A bare command needs two words`(_ verb: String) throws {
        let command = try read(#"{"command":"\#(verb)","offer":"contoso/web","text":"why"}"#)
        #expect(command.kind.rawValue == verb)
        #expect(command.event[Command.Name.text] == "why")
        #expect(command.event.data.isEmpty)
    }

    @Test(arguments: CommandKind.allCases)
    func `Each command has the type that its word makes`(_ kind: CommandKind) throws {
        #expect(EventType.command(kind).rawValue == "offers.command.\(kind.rawValue).v1")
        let event =
            #"{"specversion":"1.0","id":"1","source":"/me","type":"\#(EventType.command(kind))","subject":"contoso/web"}"#
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

    @Test func `Types and versions that are not known have codes of their own`() {
        func event(_ type: String) -> String {
            #"{"specversion":"1.0","id":"1","source":"/me","type":"\#(type)","subject":"contoso/web"}"#
        }
        #expect(code(event("offers.command.cancel.v2")) == "unknown-version")
        #expect(code(event("offers.command.sing.v1")) == "unknown-type")
        #expect(code(event("offers.step.started.v1")) == "unknown-type")
    }

    @Test func `An event is read from structured and binary mode alike`() throws {
        let command = Command(
            .requestSupport, offer: OfferKey(publisher: "contoso", offer: "web"), id: "c", at: metadata.time)
        var event = command.event
        event[Command.Name.text] = "It hangs."
        let message = Message(topic: .commands, event: event)
        #expect(message.key == Array("contoso/web".utf8))
        let structured = try Command.read(
            value: message.value ?? [], headers: message.headers, key: message.key, metadata: metadata)
        #expect(structured.event == event)
        let headers: [Message.Header] = [
            .init("ce_specversion", "1.0"), .init("ce_id", "c"), .init("ce_source", "/offers/client"),
            .init("ce_type", "offers.command.request-support.v1"), .init("ce_subject", "contoso/web"),
            .init("ce_time", metadata.time.description), .init("ce_text", "It hangs."),
        ]
        #expect(try Command.read(value: [], headers: headers, key: nil, metadata: metadata).event == event)
    }

    @Test func `A byte order mark is not a part of the document, and other bytes than JSON are poison`() throws {
        let marked = Array("\u{FEFF}\(offer)".utf8)
        #expect(marked.count == offer.utf8.count + 3)
        var headers: [Message.Header] = [
            .init("ce_specversion", "1.0"), .init("ce_id", "c"), .init("ce_source", "/x"),
            .init("ce_type", "offers.command.publish.v1"), .init("ce_subject", "contoso/web"),
        ]
        for headers in [[], headers] {
            let read = try Command.read(value: marked, headers: headers, key: nil, metadata: metadata)
            #expect(read.event.data == Array(offer.utf8))
            #expect(try CloudEvent(structured: read.event.json).data == read.event.data)
        }
        // Whatever is asked: it would be forwarded as a part of a JSON text.
        headers[3] = .init("ce_type", "offers.command.cancel.v1")
        #expect(code("not json", headers: headers) == "not-an-event")
        #expect(code("{}{}", headers: headers) == "not-an-event")
    }

    @Test func `Data in base64 are the data`() throws {
        let core = #""specversion":"1.0","id":"1","source":"/me","type":"offers.command.publish.v1""#
        func event(_ bytes: [UInt8], _ more: String = "") -> String {
            "{\(core),\"data_base64\":\"\(Data(bytes).base64EncodedString())\"\(more)}"
        }
        let read = try Command.read(
            value: Array(event(Array(offer.utf8)).utf8), headers: [], key: nil, metadata: metadata)
        #expect(read.event.data == Array(offer.utf8) && read.summary?.title == "Web")
        #expect(try self.read(event(Array("\u{FEFF}\(offer)".utf8))).event.data == Array(offer.utf8))
        #expect(code(event(Array(offer.utf8), ",\"data\":\(offer)")) == "not-an-event", "not both")
        #expect(code(event(Array("hello".utf8))) == "not-an-event")
        #expect(code("{\(core),\"data_base64\":\"*\"}") == "not-an-event")
    }

    @Test func `An attribute that is null, or a header without a value, is one that is not there`() throws {
        let core =
            #""specversion":"1.0","id":"1","source":"/me","type":"offers.command.cancel.v1","subject":"contoso/web""#
        #expect(try read("{\(core),\"time\":null,\"data_base64\":null}").kind == .cancel)
        var headers: [Message.Header] = [
            .init("ce_specversion", "1.0"), .init("ce_id", "1"), .init("ce_source", "/me"),
            .init("ce_type", "offers.command.cancel.v1"), .init("ce_subject", "contoso/web"), .init("ce_time", ""),
        ]
        #expect(try read("", headers: headers).kind == .cancel)
        headers.append(.init("ce_id", "2"))
        #expect(reason("", headers: headers).contains(#"the header "ce_id" appears more than once"#))
    }

    private func reason(_ text: String, headers: [Message.Header] = []) -> String {
        reason(Array(text.utf8), headers: headers)
    }

    private func reason(_ value: [UInt8], headers: [Message.Header] = []) -> String {
        do {
            let read = try Command.read(value: value, headers: headers, key: nil, metadata: metadata)
            return "taken: \(read.event.type)"
        } catch { return "\(error)" }
    }

    @Test func `A dead letter says what another program sent, and what to set there`() {
        #expect(reason("").contains("the record is empty"))
        #expect(reason("[\(offer)]").contains("it is an array. Send one record for each element"))
        #expect(reason(#""{\"publisher\":\"contoso\"}""#).contains("it was encoded twice"))
        #expect(reason("{").contains("a piece of a JSON document"))
        #expect(reason(#"  "publisher": "contoso","#).contains("a piece of a JSON document"))
        #expect(reason("}").contains("a piece of a JSON document"))
        #expect(!reason(#"{"publisher":"\ud83d"}"#).contains("a piece"), "it is whole, and wrong within")
        #expect(reason([0, 0, 0, 0, 42] + Array(offer.utf8)).contains("Schema Registry write it (schema id 42)"))
        #expect(reason(Array(offer.utf16).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }).contains("it is UTF-16"))
        #expect(reason([0xFF, 0xFE, 0x7B, 0x00]).contains("it is UTF-16"))
        #expect(reason([0x1F, 0x8B, 8, 0, 0, 0]).contains("compression.type"))
        let latin = Array(#"{"publisher":"contoso","title":"Caf"#.utf8) + [0xE9] + Array(#""}"#.utf8)
        #expect(reason(latin).contains("its byte 35 (0xE9) is not UTF-8; it looks like Latin-1"))
        #expect(reason("{\"schema\":{},\"payload\":\(offer)}").contains("value.converter.schemas.enable=false"))
        #expect(reason("{\"op\":\"c\",\"before\":null,\"after\":\(offer)}").contains("Debezium"))
        #expect(reason(offer, headers: [.init("ce-specversion", "1.0")]).contains("on Kafka it is ce_"))
        let event = #"{"specversion":"1.0","id":"1","source":"/me","type":"offers.command.publish.v1","data":"{}"}"#
        #expect(reason(event).contains("it was encoded twice"))
    }

    @Test func `The media type of an event may have parameters`() throws {
        let event = #"{"specversion":"1.0","id":"1","source":"/me","type":"offers.command.cancel.v1","subject":"a/b"}"#
        let headers = [Message.Header("content-type", "application/cloudevents+json; charset=UTF-8")]
        #expect(try read(event, headers: headers).kind == .cancel)
    }

    @Test func `What the document says is read along with a publish command, and for no other`() throws {
        let core = #""specversion":"1.0","id":"1","source":"/me","subject":"contoso/web""#
        for json in [offer, #"{\#(core),"type":"offers.command.publish.v1","data":\#(offer)}"#] {
            let read = try Command.read(value: Array(json.utf8), headers: [], key: nil, metadata: metadata)
            #expect(read.summary?.title == "Web")
            #expect(read.event.data == Array(offer.utf8), "the document is passed on byte for byte")
        }
        let cancel = #"{\#(core),"type":"offers.command.cancel.v1","data":\#(offer)}"#
        #expect(
            try Command.read(value: Array(cancel.utf8), headers: [], key: nil, metadata: metadata).summary == nil)
    }

    @Test func `Who sends a command is an operator or the publisher, with a name where the command has one`() throws {
        #expect(try read(#"{"command":"cancel","offer":"contoso/web"}"#).actor == Actor(.publisher))
        #expect(try read(#"{"command":"cancel","offer":"contoso/web","sender":"operator"}"#).actor == Actor(.operator))
        #expect(try read(#"{"command":"resume","offer":"contoso/web"}"#).actor == Actor(.operator))
        var command = Command(.cancel, offer: OfferKey(publisher: "contoso", offer: "web"), id: "c", at: metadata.time)
        command.event[Command.Name.sender] = "contoso"
        command.event[Command.Name.principal] = "Ada"
        #expect(try Command(command.event).actor == Actor(.publisher, name: "Ada"))
    }

    @Test func `What is not a command is poison with its reason`() {
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
                try Command.read(value: Array(bytes[..<end]), headers: [], key: nil, metadata: metadata)
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
