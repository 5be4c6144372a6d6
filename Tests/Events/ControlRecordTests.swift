// What operators have stopped, as the records of `offers.controls` say it.

import Base
import Events
import Offers
import Testing

@Suite struct ControlRecordTests {
    private let pause = Controls.Pause(since: noon, reason: "The scanner moves.")

    private func taken(_ messages: [Message]) throws -> Controls {
        var controls = Controls()
        for message in messages { try controls.take(key: message.key, value: message.value) }
        return controls
    }

    @Test(arguments: ["pipeline", "stage:certify", "contoso/web", "quarantine:offers.stage.certify/3@17"])
    func `A scope is the key of its record`(_ text: String) {
        #expect(Controls.Scope(text)?.description == text)
    }

    @Test func `A pause holds until its key is released`() throws {
        for scope in [Controls.Scope.pipeline, .stage(.certify), .offer(web)] {
            let stop = Controls.message(scope, pause, id: "c", source: "/s")
            let controls = try taken([stop])
            switch scope {
            case .pipeline:
                #expect(controls.pipeline == pause)
                #expect(controls.pause(of: .goLive) == pause)
            case .stage:
                #expect(controls.pause(of: .certify) == pause)
                #expect(controls.pause(of: .goLive) == nil)
            case .offer: #expect(controls.offers == ["contoso/web": pause])
            case .record: break
            }
            #expect(try taken([stop, Controls.message(scope, nil, id: "d", source: "/s")]) == Controls())
        }
    }

    @Test func `A record has the number of its crashes`() throws {
        let place = "offers.stage.certify/3@17"
        let message = Controls.quarantine(of: place, crashes: 2, at: noon, source: "/s")
        #expect(try taken([message]).quarantined == [place: 2])
        #expect(try taken([message, Controls.release(.record(place))]) == Controls())
    }

    @Test func `What is not a control changes nothing of what was known`() throws {
        var controls = try taken([Controls.message(.pipeline, pause, id: "c", source: "/s")])
        let before = controls
        let other = CloudEvent(id: "1", source: "/s", type: .statusChanged, subject: "pipeline", time: noon)
        #expect(throws: EventError.self) { try controls.take(key: Array("pipeline".utf8), value: other.json) }
        #expect(throws: EventError.self) { try controls.take(key: Array("pipeline".utf8), value: [0x7B]) }
        #expect(throws: EventError.self) { try controls.take(key: Array("Nobody/knows".utf8), value: nil) }
        #expect(throws: EventError.self) { try controls.take(key: nil, value: nil) }
        #expect(controls == before)
    }
}
