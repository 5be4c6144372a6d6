// Every record of the events: no property is forgotten, what is written is read back, and what is usual is not written.

import Base
import Events
import JSON
import Offers
import TestSupport
import Testing

@Suite struct RecordTests {
    private static let envelope = ["envelope": "id", "trace": "traceparent", "number": "submission"]

    private static func given(_ type: EventType) -> [String: JSONNode] {
        ["/specversion": "1.0", "/type": .string(type.rawValue)]
    }

    static let records: [RecordCheck] = [
        RecordCheck(ScheduledStep.self, renamed: envelope, given: given(.stepScheduled)),
        RecordCheck(
            HistoryEntry.self, renamed: envelope.merging(["transition": "data"]) { $1 },
            given: given(.transitionRecorded)),
        RecordCheck(PreviewLink.self, renamed: ["envelope": "id", "id": "link"], given: given(.previewLinked)),
    ]

    /// What they hold depends on one of their members, so `StatusRecordTests` and `StepResultTests` make the values.
    static let others: [RecordCheck] = [
        RecordCheck(
            StatusRecord.self, renamed: ["envelope": "id", "status": "data"], given: given(.statusChanged)),
        RecordCheck(
            StepResult.self, renamed: envelope.merging(["stop": "stage", "outcome": "data"]) { $1 },
            given: given(.outcome(.started))),
    ]

    @Test(arguments: records + others) func `No stored property is forgotten`(_ record: RecordCheck) {
        #expect(record.forgotten() == [])
    }

    @Test(arguments: records) func `A record with every member comes back as it was written`(_ record: RecordCheck)
        throws
    {
        #expect(try record.lost() == [])
    }

    @Test(arguments: records + others) func `A record with the members alone that must be there is written so`(
        _ record: RecordCheck
    ) throws {
        #expect(try record.superfluous() == [])
    }

    @Test func `Every record of the module is checked`() throws {
        #expect(
            try RecordCheck.declared(in: "Events") == (Self.records + Self.others).map(\.description).sorted())
    }
}
