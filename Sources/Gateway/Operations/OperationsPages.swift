// The operators' addresses: what each shows, and what their forms do. Publishers get 404.

import Base
import BrokerClient
import Events
import HTTP
import Offers

struct OperationsPages {
    let words: Words
    let session: Session
    let desk: OperationsDesk
    /// Open sessions and event streams, by account.
    private let sessions: [String: Int]
    private let streams: [String: Int]
    private var model: ReadModel { desk.desk.model }

    init(_ words: Words, _ session: Session, _ desk: CommandDesk, sessions: [String: Int], streams: [String: Int]) {
        self.words = words
        self.session = session
        self.desk = OperationsDesk(desk)
        self.sessions = sessions
        self.streams = streams
    }

    /// Nil for any other address. Throws the broker's errors.
    func show(_ path: [String], _ query: [String: String]) throws -> HTTPResponse? {
        guard session.principal.isOperator else { return nil }
        switch (path.count, path.count > 1 ? path[1] : "") {
        case (1, _): return needs(NeedFilter(query), done: query["done"])
        case (2, "stages"): return stages(done: query["done"])
        case (2, "dead-letters"): return letters(LetterFilter(query), done: query["done"])
        case (2, "quotas"): return quotas.response(200)
        case (2, "audit"):
            return AuditPage(words: words, session: session, lines: model.operations.lines, who: query["who"] ?? "")
                .html
                .response(200)
        case (4, "dead-letters"):
            guard let id = DeadLetterID("\(path[2])/\(path[3])"), let letter = try desk.letter(id) else { return nil }
            return DeadLetterScreen(words: words, session: session, dead: letter).html.response(200)
        default: return nil
        }
    }

    private var quotas: Page {
        QuotasPage(
            words: words, session: session, quotas: desk.desk.rules.policy.quotas, usage: model.usage,
            refusals: model.refusals.all, sessions: sessions, streams: streams, draftBytes: model.draftBytes,
            leftOut: model.leftOut
        ).html
    }

    private func notice(_ done: String?) -> String {
        done.flatMap { words.text("done", $0) }.map(OperationsFrame.good) ?? ""
    }

    private func needs(_ filter: NeedFilter, done: String?, notice: String? = nil, status: Int = 200) -> HTTPResponse {
        let all = desk.needs(NeedFilter([:]), words)
        let now = desk.desk.world.now()
        return NeedsPage(
            words: words, session: session, filter: filter, all: all,
            shown: all.filter { filter.fits($0, at: now) }, letters: model.operations.letters.count,
            pauses: model.operations.controls.stages.count + (desk.pipelinePause == nil ? 0 : 1),
            tickets: model.operations.lines.filter { $0.action == Transition.Kind.supportRequested.rawValue },
            notice: notice ?? self.notice(done)
        ).html.response(status)
    }

    private func stages(done: String?, notice: String? = nil, status: Int = 200) -> HTTPResponse {
        StagesPage(
            words: words, session: session, stages: desk.stages(), pipeline: desk.pipelinePause,
            notice: notice ?? self.notice(done)
        ).html.response(status)
    }

    private func letters(
        _ filter: LetterFilter, done: String?, notice: String? = nil, status: Int = 200
    ) -> HTTPResponse {
        let (all, now) = (model.operations.letters, desk.desk.world.now())
        return DeadLettersPage(
            words: words, session: session, filter: filter, all: all, shown: all.filter { filter.fits($0, at: now) },
            notice: notice ?? self.notice(done)
        ).html.response(status)
    }

    // MARK: Forms

    func act(_ path: [String], _ form: [String: String]) throws -> HTTPResponse? {
        guard session.principal.isOperator else { return nil }
        let reason = form["reason"] ?? ""
        switch (path.count, path.count > 1 ? path[1] : "") {
        case (1, _): return try bulk(form, reason)
        case (2, "stages"): return try control(form, reason)
        case (2, "dead-letters"): return try letters(form, reason)
        case (4, "dead-letters"):
            guard let id = DeadLetterID("\(path[2])/\(path[3])") else { return nil }
            // Browsers send CR LF line ends, whatever the text had.
            let value =
                form["action"] == "edit" ? form["value"].map { Array($0.replacing("\r\n", with: "\n").utf8) } : nil
            return try handle([id], form["action"] ?? "", value: value, reason, LetterFilter([:]))
        default: return nil
        }
    }

    private func bulk(_ form: [String: String], _ reason: String) throws -> HTTPResponse? {
        let kinds: [String: CommandKind] = ["resume": .resume, "approve": .approve, "reject": .reject]
        let filter = NeedFilter(form)
        guard let kind = kinds[form["action"] ?? ""] else { return nil }
        let keys =
            form["all"] != nil
            ? desk.needs(filter, words).map(\.key)
            : form.keys.filter { $0.hasPrefix("offer:") }.compactMap { OfferKey(String($0.dropFirst(6))) }.sorted {
                $0.description < $1.description
            }
        guard !keys.isEmpty, !reason.isEmpty else {
            return needs(
                filter, done: nil, notice: OperationsFrame.bad(words[keys.isEmpty ? "choose-some" : "reason-missing"]),
                status: 400)
        }
        let results = try desk.act(kind, on: keys, reason: reason)
        let refused = results.filter { $0.refusal != nil }
        let said = OperationsFrame.good(
            words.text("bulk-done", ["count": "\(results.count - refused.count)", "all": "\(results.count)"]))
        let why = refused.prefix(20).map {
            OperationsFrame.bad("\($0.key): \($0.refusal?.refusalText(in: words.language, process: $0.process) ?? "")")
        }
        return needs(filter, done: nil, notice: said + why.joined())
    }

    private func control(_ form: [String: String], _ reason: String) throws -> HTTPResponse? {
        guard let scope = Controls.Scope(form["scope"] ?? "") else { return nil }
        guard !reason.isEmpty else {
            return stages(done: nil, notice: OperationsFrame.bad(words["reason-missing"]), status: 400)
        }
        let pauses = form["action"] == "pause"
        try desk.control(scope, pauses: pauses, reason: reason, notice: form["notice"] ?? "")
        return .redirect("/operations/stages?done=\(pauses ? "paused" : "resumed")")
    }

    private func letters(_ form: [String: String], _ reason: String) throws -> HTTPResponse? {
        let (filter, now) = (LetterFilter(form), desk.desk.world.now())
        let ids =
            form["all"] != nil
            ? model.operations.letters.filter { filter.fits($0, at: now) }.map(\.id)
            : form.keys.filter { $0.hasPrefix("dead-letter:") }.compactMap { DeadLetterID($0.dropFirst(12)) }.sorted()
        return try handle(ids, form["action"] ?? "", value: nil, reason, filter)
    }

    private func handle(
        _ ids: [DeadLetterID], _ action: String, value: [UInt8]?, _ reason: String, _ filter: LetterFilter
    ) throws -> HTTPResponse? {
        guard !ids.isEmpty, !reason.isEmpty else {
            let text = words[ids.isEmpty ? "choose-some" : "reason-missing"]
            return letters(filter, done: nil, notice: OperationsFrame.bad(text), status: 400)
        }
        switch action {
        case "discard":
            try desk.discard(ids, reason: reason)
            return .redirect("/operations/dead-letters?done=discarded")
        case "redrive", "edit":
            let refused = try desk.redrive(ids, value: value, reason: reason)
            guard !refused.isEmpty else { return .redirect("/operations/dead-letters?done=redriven") }
            let why = refused.sorted { $0.key < $1.key }.prefix(20).map {
                OperationsFrame.bad("\($0.key): \(words["redrive-refused.\($0.value)"])")
            }
            return letters(filter, done: nil, notice: why.joined(), status: 409)
        default: return nil
        }
    }
}
