// The operators' calls under `/api/operations`, equal to their pages.

import Base
import BrokerClient
import Events
import HTTP
import JSON
import Offers

struct OperationsAPI {
    let desk: OperationsDesk
    private let words = Words(.english)
    /// Characters of a reason.
    private static let longest = 2_000

    init(_ desk: CommandDesk) { self.desk = OperationsDesk(desk) }

    /// `path` is what follows `/api/operations`.
    func answer(_ request: HTTPRequest, _ path: [String]) throws -> HTTPResponse {
        guard desk.desk.principal?.isOperator == true else { throw APIError.operatorsOnly }
        switch (path.count, path.first) {
        case (1, "needs"):
            try only(request, "GET")
            return .json(200, .array(desk.needs(try filter(request.query), words).map(node)))
        case (2, "needs"):
            try only(request, "POST")
            return try act(path[1], request)
        case (1, "stages"):
            try only(request, "GET")
            return .json(
                200,
                .members([
                    "pipeline": .members(["paused": desk.pipelinePause.map(node)]),
                    "stages": .array(desk.stages().map(node)),
                ]))
        case (2, "pipeline"), (3, "stages"):
            try only(request, "POST")
            return try control(path, request)
        case (1, "dead-letters"):
            try only(request, "GET")
            return .json(200, .array(desk.desk.model.operations.letters.map { node($0) }))
        case (3, "dead-letters"):
            try only(request, "GET")
            guard let letter = try DeadLetterID("\(path[1])/\(path[2])").flatMap(desk.letter) else {
                throw APIError.unknownDocument("dead letter")
            }
            return .json(200, node(letter, isWhole: true))
        case (4, "dead-letters"):
            try only(request, "POST")
            return try handle(path, request)
        case (1, "audit"):
            try only(request, "GET")
            return .json(200, .array(desk.desk.model.operations.lines.prefix(AuditPage.most).map(node)))
        default: throw APIError.unknownPath
        }
    }

    private func only(_ request: HTTPRequest, _ method: String) throws {
        guard request.method == method else { throw APIError.method(allowed: [method]) }
    }

    /// The body, which must contain a reason.
    private func body(_ request: HTTPRequest) throws -> (node: JSONNode, reason: String) {
        let node = try desk.desk.object(request.body)
        guard let reason = node["reason"]?.text, !reason.isEmpty else {
            throw APIError.malformed("reason must say why, for operators")
        }
        for name in ["notice", "value"] where node[name] != nil && node[name]?.text == nil {
            throw APIError.malformed("\(name) must be a text")
        }
        for text in [reason, node["notice"]?.text ?? ""] where text.unicodeScalars.count > Self.longest {
            throw APIError.malformed("reason and notice have at most \(Self.longest) characters")
        }
        return (node, reason)
    }

    /// Which offers are chosen, by the query of an address or the members of a body.
    private func filter(_ fields: [String: String]) throws -> NeedFilter {
        guard fields["needs"].map({ needs in NeedsPage.kinds.contains { $0.rawValue == needs } }) ?? true else {
            throw APIError.malformed("needs must be operator, approval, overdue or paused")
        }
        guard fields["hours"].map({ (0...100_000).contains(Int($0) ?? -1) }) ?? true else {
            throw APIError.malformed("hours must be a number from 0 to 100000")
        }
        return NeedFilter(fields)
    }

    private func act(_ name: String, _ request: HTTPRequest) throws -> HTTPResponse {
        let kinds: [String: CommandKind] = ["resume": .resume, "approve": .approve, "reject": .reject]
        guard let kind = kinds[name] else { throw APIError.unknownPath }
        let (body, reason) = try body(request)
        let keys: [OfferKey]
        for name in ["needs", "stage", "code", "publisher"] where body[name] != nil && body[name]?.text == nil {
            throw APIError.malformed("\(name) must be a text")
        }
        var fields = ["needs", "stage", "code", "publisher"].reduce(into: [:]) { $0[$1] = body[$1]?.text }
        // What is not a number becomes an empty text, which is refused like any other wrong one.
        fields["hours"] = body["hours"].map { $0.integer.map(String.init) ?? "" }
        let chosen = try filter(fields)
        if let offers = body["offers"] {
            guard case .array(let items) = offers, items.count <= OperationsDesk.mostAtOnce else {
                throw APIError.malformed("offers must be a list of at most \(OperationsDesk.mostAtOnce)")
            }
            keys = try offers.items.map { item in
                guard let key = item.text.flatMap({ OfferKey($0) }) else {
                    throw APIError.malformed("offers must be a list of publisher/offer")
                }
                return key
            }
        } else {
            guard chosen != NeedFilter() else {
                throw APIError.malformed("name offers, or needs, stage, code, publisher or hours")
            }
            keys = desk.needs(chosen, words).map(\.key)
        }
        let results = try desk.act(kind, on: keys, reason: reason).map { result in
            JSONNode.members([
                "offer": .string(result.key.description),
                "result": .string(result.refusal != nil ? "refused" : result.isAnswered ? "accepted" : "unanswered"),
                "code": result.refusal.map { .string($0.code) },
                "message": result.refusal.map { .string($0.refusalText(in: .english, process: result.process)) },
            ])
        }
        return .json(200, .array(results))
    }

    private func control(_ path: [String], _ request: HTTPRequest) throws -> HTTPResponse {
        let action = path[path.count - 1]
        guard ["pause", "resume"].contains(action) else { throw APIError.unknownPath }
        let scope: Controls.Scope = path.count == 2 ? .pipeline : .stage(Stage(rawValue: path[1]))
        let (body, reason) = try body(request)
        try desk.control(scope, pauses: action == "pause", reason: reason, notice: body["notice"]?.text ?? "")
        return HTTPResponse(204)
    }

    private func handle(_ path: [String], _ request: HTTPRequest) throws -> HTTPResponse {
        guard let id = DeadLetterID("\(path[1])/\(path[2])") else { throw APIError.unknownDocument("dead letter") }
        let (body, reason) = try body(request)
        switch path[3] {
        case "discard": try desk.discard([id], reason: reason)
        case "redrive":
            if let refusal = try desk.redrive([id], value: body["value"]?.text.map { Array($0.utf8) }, reason: reason)[
                id]
            {
                throw APIError.notRedriven(words["redrive-refused.\(refusal)"])
            }
        default: throw APIError.unknownPath
        }
        return HTTPResponse(204)
    }

    // MARK: Nodes

    private func node(_ need: Need) -> JSONNode {
        .members([
            "offer": .string(need.key.description), "title": .string(need.title),
            "needs": .string(need.attention.rawValue), "stage": .string(need.stage.rawValue),
            "code": need.code.isEmpty ? nil : .string(need.code), "reason": .string(need.reason),
            "attempts": .number(need.attempts), "since": .string(need.since.description),
        ])
    }

    private func node(_ pause: Controls.Pause) -> JSONNode {
        .members([
            "since": .string(pause.since.description), "by": .string(pause.by),
            "reason": pause.reason.map { .string($0) }, "notice": pause.notice.map { .string($0) },
        ])
    }

    private func node(_ state: OperationsDesk.StageState) -> JSONNode {
        .members([
            "stage": .string(state.stage.rawValue), "workers": state.workers.map { .number($0) },
            "lag": state.lag.map { .number($0) }, "waiting": .number(state.waiting), "running": .number(state.running),
            "oldest": state.oldest.map { .string($0.description) }, "paused": state.pause.map(node),
        ])
    }

    private func node(_ letter: DeadLetter, isWhole: Bool = false) -> JSONNode {
        .members([
            "id": .string(letter.id.description), "time": letter.record.time.map { .string($0.description) },
            "from": .string(letter.origin), "program": .string(letter.program), "code": .string(letter.code),
            "reason": .string(letter.reason), "key": letter.key.map { .string($0) },
            "value": isWhole ? letter.record.value.map { .string(String(decoding: $0, as: UTF8.self)) } : nil,
        ])
    }

    private func node(_ line: AuditLine) -> JSONNode {
        .members([
            "time": .string(line.time.description), "by": .string(line.by.name), "kind": .string(line.by.kind.rawValue),
            "action": .string(line.action), "subject": .string(line.subject),
            "reason": line.reason.map { .string($0) },
        ])
    }
}
