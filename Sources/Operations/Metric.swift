// The metrics of all programs. Programs export them from this list, and `docs/reference/metrics.md` is generated from
// it.

/// A family of OpenMetrics.
public enum Metric: String, Sendable, CaseIterable {
    case build = "offers_build"
    case ready = "offers_ready"
    case heartbeat = "offers_heartbeat_timestamp_seconds"

    case events = "offers_events"
    case hop = "offers_hop_seconds"
    case commits = "offers_commits"
    case retries = "offers_retries"
    case paused = "offers_paused"
    case workInProgress = "offers_work_in_progress"
    case openRecords = "offers_open_records"
    case stalledOffset = "offers_stalled_offset"

    case gatewayRequests = "offers_gateway_requests"
    case gatewayRequestSeconds = "offers_gateway_request_seconds"
    case gatewayOffers = "offers_gateway_offers"
    case gatewayDraftBytes = "offers_gateway_draft_bytes"
    case gatewayDraftsLeftOut = "offers_gateway_drafts_left_out"
    case gatewayQuotaRefusals = "offers_gateway_quota_refusals"
    case gatewayStreams = "offers_gateway_streams"

    public enum Kind: String, Sendable { case info, gauge, counter, histogram }

    public var kind: Kind {
        switch self {
        case .build: .info
        case .events, .commits, .retries, .gatewayRequests, .gatewayDraftsLeftOut, .gatewayQuotaRefusals: .counter
        case .hop, .gatewayRequestSeconds: .histogram
        case .ready, .heartbeat, .paused, .workInProgress, .openRecords, .stalledOffset, .gatewayOffers,
            .gatewayDraftBytes, .gatewayStreams:
            .gauge
        }
    }

    /// The name of its samples; for a histogram, the part before `_bucket`, `_count` and `_sum`.
    public var sample: String {
        switch kind {
        case .info: rawValue + "_info"
        case .counter: rawValue + "_total"
        case .gauge, .histogram: rawValue
        }
    }

    public var unit: String? { rawValue.hasSuffix("_seconds") ? "seconds" : nil }

    /// Labels besides `program`.
    public var labels: [String] {
        switch self {
        case .build: ["librdkafka", "version"]
        case .events: ["outcome"]
        case .commits: ["result"]
        case .openRecords: ["topic", "partition"]
        case .stalledOffset: ["topic", "partition", "cause"]
        case .gatewayRequests: ["surface", "code"]
        case .gatewayQuotaRefusals: ["quota"]
        default: []
        }
    }

    /// Its HELP line.
    public var help: String {
        switch self {
        case .build: "Version of the program and of its librdkafka."
        case .ready: "1 while `/readyz` answers 200: the state is restored, and nothing is stalled."
        case .heartbeat: "Time of the last turn of the main loop."
        case .events: "Records finished and committed, by outcome."
        case .hop: "Time from the writing of a record to the commit that finished it."
        case .commits: "Transactions, or commits with at-least-once delivery, by result."
        case .retries: "Faults that were retried."
        case .paused: "1 while an operator has paused the worker's stage or the pipeline."
        case .workInProgress: "Records that were read and are not finished."
        case .openRecords: "Records that are not finished: in work, or not read yet."
        case .stalledOffset: "Offset at which a partition has made no progress for a minute or more."
        case .gatewayRequests: "Requests answered, by surface and status code."
        case .gatewayRequestSeconds: "Time from a request to its answer."
        case .gatewayOffers: "Offers that the gateway knows."
        case .gatewayDraftBytes: "Bytes of documents in the gateway's memory."
        case .gatewayDraftsLeftOut: "Documents that were dropped because the memory for them was full."
        case .gatewayQuotaRefusals: "Requests that were refused because a quota was used up, by quota."
        case .gatewayStreams: "Open pages that follow changes."
        }
    }

    /// An addition to the HELP line; nil if there is none.
    public var note: String? {
        switch self {
        case .events:
            "`completed`, `waiting` (for approval), `rejected` (the publisher must act), `blocked` (an operator must act), `held` (the offer is paused), `dead-letter`, `answered`, `limited` (a limit of mails was reached)"
        case .commits: "`done` or `rolled-back`"
        case .openRecords: "scale by it: finished records that follow an unfinished one do not count"
        case .stalledOffset:
            "only while it is so; `cause` is `open-transaction` or `nothing-read`. `/readyz` then answers 503 and names it"
        case .gatewayRequests: "`surface` is `api`, `pages` or `health`"
        case .gatewayRequestSeconds: "a command waits for its answer"
        default: nil
        }
    }
}
