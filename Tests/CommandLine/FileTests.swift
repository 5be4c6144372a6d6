import Base
import Events
import JSON
import Offers
import Testing

@testable import CommandLine

@Suite struct FileTests {
    @Test func `Malformed JSON is reported with line and column`() throws {
        try withFile("{\n  \"é\": \"b\", \"a\": tru}") { path in
            #expect(
                offerctl("publish", path)
                    == Run(err: ["\(path):2:18: malformed JSON: expected a value"], code: .badFile))
        }
    }

    @Test func `A file that is missing, a folder or too large is refused, and no broker is asked`() throws {
        #expect(
            offerctl("publish", "/nowhere/offer.json")
                == Run(err: ["/nowhere/offer.json: file not found; check the path"], code: .badFile))
        #expect(
            offerctl("publish", "/tmp")
                == Run(err: ["/tmp: cannot be read; check that it is a file and that you may read it"], code: .badFile))
        try withFile([UInt8](repeating: 0x20, count: OfferFile.mostBytes + 1)) { path in
            #expect(
                offerctl("publish", path)
                    == Run(
                        err: ["\(path): larger than 900000 bytes, more than the pipeline takes; make it smaller"],
                        code: .badFile))
        }
    }

    @Test func `A document that names no offer is refused with what is missing`() throws {
        try withFile(#"{"publisher":"contoso","type":"virtual-machine"}"#) { path in
            #expect(
                offerctl("publish", path)
                    == Run(
                        err: [
                            """
                            \(path): not an offer document: publisher, offer and type are needed; types are virtual-machine, \
                            solution-template, container-image
                            """
                        ], code: .badFile))
        }
        try withFile("{\"publisher\": \"contoso\"\n  \"offer\": 1}") { path in
            #expect(
                offerctl("publish", path)
                    == Run(err: ["\(path):2:3: malformed JSON: expected ',' or '}'"], code: .badFile))
        }
    }

    @Test func `An allow-list file has one subscription a line, and a wrong line is named`() throws {
        let guid = "0f8fad5b-d9cb-469f-a165-70867728950e"
        try withFile(offerDocument) { offer in
            try withFile("# who may look\n\(guid)=standard  # me\n\n \(guid)=csp\n") { list in
                let shelf = Shelf()
                #expect(offerctl("publish", offer, "--allow-list", list, "--no-wait", shelf: shelf).code == .done)
                let event = try CloudEvent(structured: try #require(shelf.sent.first?.value))
                #expect(event[Command.Name.allowList] == "\(guid)=standard \(guid)=csp")
            }
            try withFile("\n\(guid)\n") { list in
                #expect(
                    offerctl("publish", offer, "--allow-list", list)
                        == Run(
                            err: ["\(list):2: \"\(guid)\" is not a subscription; write GUID=TYPE, one a line"],
                            code: .badFile))
            }
        }
    }
}
