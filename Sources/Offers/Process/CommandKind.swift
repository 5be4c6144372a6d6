// The commands of publishers and operators.

import JSON

/// What is asked.
public enum CommandKind: String, Sendable, CaseIterable, JSONValue {
    case publish
    case goLive = "go-live"
    case cancel
    case stopSelling = "stop-selling"
    case requestSupport = "request-support"
    case approve
    case reject
    case resume
    case pause

    /// Commands that only operators may send.
    public var isOperators: Bool {
        switch self {
        case .approve, .reject, .resume, .pause: true
        case .publish, .goLive, .cancel, .stopSelling, .requestSupport: false
        }
    }
}
