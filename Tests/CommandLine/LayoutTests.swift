import Base
import Offers
import Testing

@testable import CommandLine

@Suite struct LayoutTests {
    @Test(arguments: [
        ("abc", 3), ("é", 1), ("e\u{301}", 1), ("認定", 4), ("ﾊﾝｶｸ", 4), ("Ａ", 2), ("한국", 4), ("🚀", 2), ("", 0),
    ])
    func `A text takes the columns a terminal gives it`(text: String, columns: Int) {
        #expect(displayWidth(text) == columns)
    }

    @Test func `A text is cut by columns and says so`() {
        #expect(clipped("認定認定", to: 8) == "認定認定")
        #expect(clipped("認定認定", to: 7) == "認定認…")
        #expect(clipped("認定認定", to: 6) == "認定…")
        #expect(clipped("abcdef", to: 4) == "abc…")
    }

    @Test func `Columns are aligned left or right, without blanks at the end`() {
        var table = Table(["Name", "N", ""], rightAligned: [1])
        table.add([.init("認定"), .init("7"), .init("")], below: ["  under it"])
        table.add([.init(""), .init("12"), .init("x\u{1B}y")])
        #expect(table.lines(.plain) == ["Name   N", "認定   7", "  under it", "      12  x\u{FFFD}y"])
    }

    @Test(arguments: [
        ("PT15M", PublishingProfile.Longest.Calendar.elapsed, "15 min"), ("PT1H", .elapsed, "1 h"),
        ("P1D", .elapsed, "1 day"), ("P1W", .elapsed, "7 days"), ("P5D", .business, "5 business days"),
        ("PT90M", .elapsed, "90 min"), ("PT1S", .elapsed, "1 s"), ("soon", .elapsed, "soon"),
    ])
    func `A longest time is shown in its largest whole unit`(
        iso: String, calendar: PublishingProfile.Longest.Calendar, words: String
    ) {
        #expect(PublishingProfile.Longest(duration: iso, calendar: calendar).text(in: .english) == words)
    }

    @Test func `Of the ids seen, as many are kept as doubles can be apart`() {
        var seen = SeenIDs()
        for number in 0..<10_000 where !seen.take("\(number)") { Issue.record("\(number) was new") }
        let taken = ["0", "10000", "0", "2"].map { seen.take($0) }
        #expect(taken == [false, true, true, false])
    }
}
