import Base
import Events
import JSON
import Offers
import Testing

@testable import CommandLine

@Suite struct FileTests {
    @Test(arguments: [
        ("{\n  \"a\": 1,\n}", 3, 1, "expected another item: the last one has no comma behind it"),
        ("{\"a\": tru}", 1, 7, "expected a value"),
        ("{\"a\": 1} x", 1, 10, "there is more after the end"),
        ("", 1, 1, "it ends too early"),
        ("{\"a\": \"b", 1, 9, "it ends too early"),
        ("[1 2]", 1, 4, "expected a comma or ]"),
        ("{\"é\": 01}", 1, 8, "a number has no zero in front"),
        ("{\"a\": 1.}", 1, 9, "expected a digit"),
        ("{a: 1}", 1, 2, "expected a name in double quotes"),
        ("{\"a\" 1}", 1, 6, "expected a colon"),
        ("{\r\n\"a\": \"b\nc\"}", 2, 8, "a line break or control character stands in a text: write it as an escape"),
        ("[\"\\x\"]", 1, 4, "unknown escape"),
        ("[\"\\u12g4\"]", 1, 7, "\\u needs four hexadecimal digits"),
    ])
    func `Malformed JSON is told with line and column`(text: String, line: Int, column: Int, reason: String) {
        #expect(throws: JSONFault(reason: reason, line: line, column: column)) {
            try JSONSyntax.check(Array(text.utf8))
        }
    }

    @Test func `What is JSON passes, whatever is in it`() throws {
        for text in ["{}", " [ ] ", "null", "-0.5e+10", #"{"a":{"b":[1,"\u00e9\n",true,false,null,{}]}}"#, "\"日本\""] {
            try JSONSyntax.check(Array(text.utf8))
        }
    }

    @Test func `Nesting is followed 64 deep and no further`() throws {
        try JSONSyntax.check(Array((String(repeating: "[", count: 64) + String(repeating: "]", count: 64)).utf8))
        #expect(throws: JSONFault(reason: "nested deeper than 64", line: 1, column: 65)) {
            try JSONSyntax.check(Array(String(repeating: "[", count: 100_000).utf8))
        }
    }

    @Test func `Bytes that are no UTF-8 are told with their place`() {
        #expect(throws: JSONFault(reason: "this is not UTF-8", line: 2, column: 2)) {
            try JSONSyntax.check(Array("{\n\"".utf8) + [0xFF] + Array("\":1}".utf8))
        }
    }

    @Test func `A file that is missing, a folder or too large is told, and no broker is asked`() throws {
        #expect(
            offerctl("publish", "/nowhere/offer.json")
                == Run(err: ["/nowhere/offer.json: there is no such file; check the path"], code: .badFile))
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

    @Test func `A document that names no offer is told with what is missing`() throws {
        try withFile(#"{"publisher":"contoso","type":"virtual-machine"}"#) { path in
            #expect(
                offerctl("publish", path)
                    == Run(
                        err: [
                            "\(path): not an offer document: /offer is missing. Needed at least: publisher, offer, type"
                        ], code: .badFile))
        }
        try withFile("{\"publisher\": \"contoso\"\n  \"offer\": 1}") { path in
            #expect(
                offerctl("publish", path)
                    == Run(err: ["\(path):2:3: malformed JSON: expected a comma or }"], code: .badFile))
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
