// Traces as W3C Trace Context has them.

import Events
import Testing

@Suite struct TraceContextTests {
    @Test func `A traceparent as the recommendation has it`() {
        let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        #expect(TraceContext(text)?.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(TraceContext(text)?.description == text)
        #expect(TraceContext("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-later")?.description == text)
    }

    @Test(arguments: [
        "", "x", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
        "00-4bf92f3577b34da6a3ce929d0e0e47\r\n-00f067aa0ba902b7-01",
    ])
    func `What is not a traceparent is not taken`(text: String) {
        #expect(TraceContext(text) == nil)
    }

    @Test func `The same command is always in the same trace, another in another`() {
        let made = TraceContext(of: "command-1")
        #expect(made == TraceContext(of: "command-1"))
        #expect(made.traceID != TraceContext(of: "command-2").traceID)
        #expect(TraceContext(made.description) == made)
    }
}
