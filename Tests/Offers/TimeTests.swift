// Times, spans and working days.

import Base
import Offers
import Testing

@Suite struct TimeTests {
    @Test func `Times are read and written as RFC 3339`() {
        let cases: [(String, Int64, String)] = [
            ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000Z"),
            ("2000-02-29T12:00:00.5Z", 951_825_600_500, "2000-02-29T12:00:00.500Z"),
            ("2026-11-21T00:30:00.1239+01:00", 1_795_217_400_123, "2026-11-20T23:30:00.123Z"),
            ("1969-12-31T23:59:59.999Z", -1, "1969-12-31T23:59:59.999Z"),
            ("0000-03-01T00:00:00Z", -62_162_035_200_000, "0000-03-01T00:00:00.000Z"),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ]
        for (text, milliseconds, written) in cases {
            #expect(Timestamp(text)?.milliseconds == milliseconds, "\(text)")
            #expect(Timestamp(text)?.description == written)
        }
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T09:30:00", "2026-02-30T00:00:00Z", "2100-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-11-21T24:00:00Z", "2026-11-21T09:60:00Z", "2026-11-21 09:30:00Z", "2026-11-21T09:30:00+1:00",
        "2026-11-21T09:30:00Zx", "2026-11-21T09:30:00.", "2026-1é-21T09:30:00Z", "2026-11-21T09:30:00+24:00",
    ])
    func `What is not a time is not read`(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `Times beyond the calendar are brought back to its ends`() {
        #expect(Timestamp(milliseconds: .min).description == "0000-01-01T00:00:00.000Z")
        #expect(Timestamp(milliseconds: .max).description == "9999-12-31T23:59:59.999Z")
        #expect((Timestamp(milliseconds: .max) + .seconds(3600)).description == "9999-12-31T23:59:59.999Z")
    }

    @Test func `Durations are read from ISO 8601`() {
        let cases: [(String, Duration)] = [
            ("PT15M", .seconds(900)), ("P3D", .seconds(259_200)), ("P1W", .seconds(604_800)),
            ("PT24H", .seconds(86_400)),
            ("P1DT2H3M4S", .seconds(93_784)),
        ]
        for (text, duration) in cases { #expect(Duration(iso8601: text) == duration, "\(text)") }
    }

    @Test(arguments: [
        "", "P", "PT", "P1", "1D", "P1M", "P1Y", "PT1D", "P1H", "P-1D", "P1.5D", "P0D", "P1DT", "PTT1H", "P9999999999D",
        "P1000000W",
    ])
    func `What is not a span of days and less is not read`(_ text: String) {
        #expect(Duration(iso8601: text) == nil)
    }

    private func step(_ duration: String, _ calendar: PublishingProfile.Longest.Calendar) -> ProcessStep {
        let name = LocalizedText(en: "", fr: "", ja: "")
        return ProcessStep(.init(stage: .certify, name: name, longest: .init(duration: duration, calendar: calendar)))
    }

    @Test func `Business days leave weekends out`() throws {
        // 2026-11-20 is a Friday.
        let cases = [
            ("2026-11-16T09:00:00Z", "P5D", "2026-11-23T09:00:00.000Z"),
            ("2026-11-20T09:00:00Z", "P1D", "2026-11-23T09:00:00.000Z"),
            ("2026-11-20T18:00:00Z", "PT8H", "2026-11-23T02:00:00.000Z"),
            ("2026-11-21T09:00:00Z", "PT1H", "2026-11-23T01:00:00.000Z"),
            ("2026-11-22T23:59:59Z", "P5D", "2026-11-28T00:00:00.000Z"),
            ("2026-11-18T09:00:00Z", "PT1H", "2026-11-18T10:00:00.000Z"),
        ]
        for (start, span, due) in cases {
            let step = step(span, .business)
            #expect(try step.due(from: #require(Timestamp(start)))?.description == due, "\(start) \(span)")
        }
        let elapsed = step("P1D", .elapsed)
        let friday = try #require(Timestamp("2026-11-20T09:00:00Z"))
        #expect(elapsed.due(from: friday)?.description == "2026-11-21T09:00:00.000Z")
        #expect(friday.weekday == 5)
    }

    @Test func `Business days end with the calendar`() throws {
        let step = step("P3650D", .business)
        for start in ["9999-12-31T23:59:59.999Z", "9999-12-25T12:00:00Z"] {
            #expect(try step.due(from: #require(Timestamp(start)))?.description == "9999-12-31T23:59:59.999Z")
        }
    }
}
