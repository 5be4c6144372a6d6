// The gateway's counts: requests by audience, their status and duration. Labels never contain an address, a token or an
// offer.

import HTTP
import Synchronization
import Telemetry

/// The numbers of one gateway. Any thread.
final class Traffic: Sendable {
    private struct Kind: Hashable, Comparable {
        var surface: String
        var code: Int

        static func < (one: Kind, other: Kind) -> Bool {
            (one.surface, one.code) < (other.surface, other.code)
        }
    }

    private struct Numbers {
        var answers: [Kind: Int] = [:]
        var times = Histogram()
    }

    private let numbers = Mutex(Numbers())

    /// Counts an answered request, or a stream that began.
    func count(_ request: HTTPRequest, _ response: HTTPResponse, milliseconds: Int64) {
        let surface =
            switch request.path.first {
            case "api": "api"
            case "healthz", "readyz": "health"
            default: "pages"
            }
        numbers.withLock { numbers in
            numbers.answers[Kind(surface: surface, code: response.status), default: 0] += 1
            numbers.times.count(milliseconds)
        }
    }

    func openMetrics(_ health: Health.State, version: String, librdkafka: String, _ model: ReadModel, streams: Int)
        -> String
    {
        let numbers = numbers.withLock { $0 }
        var text = OpenMetricsText(program: "offer-gateway")
        text.process(health, version: version, librdkafka: librdkafka)
        text.family(.gatewayRequests)
        for (kind, count) in numbers.answers.sorted(by: { $0.key < $1.key }) {
            text.sample(.gatewayRequests, ["surface": kind.surface, "code": "\(kind.code)"], "\(count)")
        }
        text.histogram(.gatewayRequestSeconds, numbers.times)
        text.single(.gatewayOffers, "\(model.count)")
        text.single(.gatewayDraftBytes, "\(model.draftBytes)")
        text.single(.gatewayDraftsLeftOut, "\(model.leftOut)")
        text.family(.gatewayQuotaRefusals)
        for (quota, count) in model.refusals.totals.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            text.sample(.gatewayQuotaRefusals, ["quota": quota.rawValue], "\(count)")
        }
        text.single(.gatewayStreams, "\(streams)")
        return text.ended
    }
}
