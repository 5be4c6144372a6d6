import JSON
import Testing

private struct House: JSONRecord, Equatable {
    struct Room: JSONRecord, Equatable {
        var name = ""
        var size: Int?

        mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
            try v.member("name", &name)
            try v.member("size", &size)
        }
    }

    var street = ""
    var rooms: [Room] = []
    var notes: [String: String] = [:]

    mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("street", &street)
        try v.member("rooms", &rooms, default: [])
        try v.member("notes", &notes, default: [:])
    }
}

@Suite struct TreeReaderTests {
    private func read(_ json: String) throws -> (House?, TreeReader) {
        var tree = TreeReader()
        return (House.read(try JSONNode(Array(json.utf8)), &tree), tree)
    }

    @Test func `A tree that fits is read as the bytes are`() throws {
        let json = #"{"rooms":[{"size":4.0e0,"name":"kitchen"}],"street":"Main","notes":{"a":"b"}}"#
        let (house, tree) = try read(json)
        #expect(house == (try House(json: Array(json.utf8))))
        #expect(house?.rooms.first?.size == 4)
        #expect(tree.mismatches.isEmpty && tree.strangers.isEmpty)
    }

    @Test func `Everything that does not fit is found, each at its place`() throws {
        let (house, tree) = try read(#"{"rooms":[{"size":"4"},5,{"name":"a","size":4.5}],"notes":{"a/b":1}}"#)
        #expect(house == nil)
        #expect(
            tree.mismatches.map(\.pointer) == [
                "/street", "/rooms/0/name", "/rooms/0/size", "/rooms/1", "/rooms/2/size", "/notes/a~1b",
            ])
        #expect(tree.mismatches.first?.found == nil)
        #expect(tree.mismatches[2].found == "4")
    }

    @Test func `Members that no record has are named with those it has`() throws {
        let (house, tree) = try read(#"{"street":"Main","rooms":[{"name":"a","sise":4}],"x":null}"#)
        #expect(house != nil)
        #expect(tree.strangers.map(\.pointer) == ["/rooms/0/sise", "/x"])
        #expect(tree.strangers.first?.known == ["name", "size"])
    }

    @Test(arguments: [
        ("443", 443), ("443.0", 443), ("4.43e2", 443), ("-0", 0), ("44.3", nil), ("1e400", nil), ("1e16", nil),
        ("9007199254740993", 9_007_199_254_740_993),
    ])
    func `A whole number may be written with a point or an exponent`(_ digits: String, _ number: Int?) {
        #expect(JSONNode.number(digits).integer == number)
        #expect((try? Int(json: Array(digits.utf8))) == number)
    }
}
