// The status of an offer: its steps in one line with the current one, then each step's times, regions and messages, and
// beside them the publisher's actions.

import Events
import Offers

struct StatusPage {
    /// What the last form did.
    enum Notice {
        case good(String)
        case bad(APIError)
    }

    private let words: Words
    private let key: OfferKey
    private let record: OfferRecord
    private let status: OfferStatus
    private let session: Session
    /// Of all offers at this stage.
    private let stagePause: Controls.Pause?
    /// Of what is shown, for the stream of changes.
    private let mark: String
    private let notice: Notice?
    private let table: EditorTable

    init(
        _ words: Words, _ key: OfferKey, _ record: OfferRecord, _ session: Session, _ desk: CommandDesk, mark: String,
        notice: Notice?
    ) {
        self.mark = mark
        status = record.status ?? desk.unpublished(key, record)
        stagePause = desk.model.operations.pause(over: status)
        table = EditorTable(desk.rules.policy, for: status.type)
        self.words = words
        self.key = key
        self.record = record
        self.session = session
        self.notice = notice
    }

    private var steps: [StepStatus] { status.steps }
    private var visited: [StepStatus] { steps.filter { $0.state != .skipped } }

    var html: Page {
        let title = OfferDocuments.title(of: record)
        let name = title.isEmpty ? key.offer : title
        return Layout.page(
            words, title: name, session: session, live: "/offers/\(key)/events?seen=\(mark)", address: "/offers/\(key)",
            main: """
                \(Layout.crumbs(words, name))
                <div class="heading"><h1>\(e(name))</h1><p class="id">\(e(key.description))</p></div>
                \(noticeText)
                <div class="fresh" data-fresh="status">
                \(summary)
                \(line)
                <div class="columns">
                <section class="panel" aria-labelledby="steps"><h2 id="steps">\(e(words["steps"]))</h2>\(details)</section>
                <aside aria-label="\(e(words["actions"]))">\(StatusActions(words, key, record, session).html)</aside>
                </div>
                </div>
                """)
    }

    private var noticeText: String {
        switch notice {
        case nil: return ""
        case .good(let text): return "<p class=\"notice good\" role=\"status\">\(e(text))</p>"
        case .bad(let error):
            var items = ""
            if case .problems(let problems, _) = error {
                items = "<ul class=\"problems\">\(problems.map { problem($0.problem, at: $0.target) }.joined())</ul>"
            }
            return "<div class=\"notice bad\" role=\"alert\"><p>\(e(error.message))</p>\(items)</div>"
        }
    }

    private var summary: String {
        let links = { (label: String, links: [String]) -> String in
            links.isEmpty
                ? ""
                : "<div><dt>\(e(label))</dt><dd>\(links.map(link).joined(separator: "<br>"))</dd></div>"
        }
        return """
            <section class="panel summary" aria-label="\(e(words["status"]))">
            <p class="state"><span class="badge large \(status.state.rawValue)">\(e(words.state(status)))</span></p>
            \(pause)
            <dl>
            <div><dt>\(e(words["type"]))</dt><dd>\(e(words.type(of: record)))</dd></div>
            \(status.submissionID.map { "<div><dt>\(e(words["submission"]))</dt><dd>#\($0.number)</dd></div>" } ?? "")
            <div><dt>\(e(words["changed"]))</dt><dd>\(Layout.time(record.changed))</dd></div>
            \(links(words["preview"], status.previewLinks))
            \(links(words["live"], status.liveLinks))
            \(status.live?.stopped.map { "<div><dt>\(e(words["stopped"]))</dt><dd>\(Layout.time($0))</dd></div>" } ?? "")
            </dl>
            </section>
            """
    }

    private var pause: String {
        let own = status.paused.map { Controls.Pause(since: $0.since, notice: $0.notice) }
        guard let pause = own ?? stagePause else { return "" }
        let notice = pause.notice.map { "<br>\(e($0))" } ?? ""
        let text = words[own == nil ? "paused-stage" : "paused"]
        return "<p class=\"note\">\(e(text)) (\(Layout.time(pause.since)))\(notice)</p>"
    }

    /// Only an address becomes a link.
    private func link(_ text: String) -> String {
        guard text.hasPrefix("https://") || text.hasPrefix("http://") else { return e(text) }
        return "<a href=\"\(e(text))\" rel=\"noreferrer noopener\">\(e(text))</a>"
    }

    // MARK: The line

    private var line: String {
        guard !visited.isEmpty else { return "<p class=\"empty\">\(e(words["no-steps"]))</p>" }
        let current = currentPlace
        let items = visited.enumerated().map { index, step in
            """
            <li class="\(step.state.rawValue)"\(index == current ? " aria-current=\"step\"" : "")>
            <span class="dot" aria-hidden="true">\(Self.sign(step.state) ?? "\(index + 1)")</span>
            <span class="name">\(e(step.name(in: words.language)))</span>
            <span class="word">\(e(step.overdue && step.state == .inProgress ? words["overdue"] : step.state.text(in: words.language)))</span>
            </li>
            """
        }
        return "<ol class=\"line\" aria-label=\"\(e(words["steps"]))\">\(items.joined())</ol>"
    }

    private var currentPlace: Int? {
        guard let current = status.currentStep, status.steps.indices.contains(current) else { return nil }
        return status.steps[...current].count { $0.state != .skipped } - 1
    }

    private static func sign(_ state: StepState) -> String? {
        switch state {
        case .complete: "✓"
        case .rejected, .blocked: "!"
        case .canceled: "×"
        case .waitingForApproval, .waitingForPublisherReview: "…"
        case .notStarted, .inProgress, .skipped: nil
        }
    }

    // MARK: Each step

    private var details: String {
        guard !steps.isEmpty else { return "<p>\(e(words["no-steps"]))</p>" }
        return "<ol class=\"details\">\(steps.map(detail).joined())</ol>"
    }

    private func detail(_ step: StepStatus) -> String {
        var facts: [(String, String)] = []
        if let time = step.began ?? step.scheduled { facts.append((words["began"], Layout.time(time))) }
        if let time = step.ended { facts.append((words["ended"], Layout.time(time))) }
        if step.ended == nil, let due = step.due { facts.append((words["due"], Layout.time(due))) }
        if step.began == nil, step.state != .skipped, let span = step.longest.map({ $0.text(in: words.language) }) {
            facts.append((words["longest"], e(span)))
        }
        let list = facts.map { "<div><dt>\(e($0.0))</dt><dd>\($0.1)</dd></div>" }.joined()
        return """
            <li class="\(step.state.rawValue)">
            <h3>\(e(step.name(in: words.language))) <span class="badge \(step.state.rawValue)">\(e(step.state.text(in: words.language)))</span>\(step.overdue ? " <span class=\"badge Overdue\">\(e(words["overdue"]))</span>" : "")</h3>
            \(list.isEmpty ? "" : "<dl>\(list)</dl>")
            \(step.state == .complete ? "" : progress(step))
            \(step.problems.isEmpty ? "" : "<ul class=\"problems\">\(step.problems.map { problem($0, at: $0.pointer) }.joined())</ul>")
            \(step.notes.map { "<p class=\"note\">\(e($0.text(in: words.language)))</p>" }.joined())
            \(step.state == .blocked ? "<p class=\"note\">\(e(words["blocked"]))</p>" : "")
            </li>
            """
    }

    private func progress(_ step: StepStatus) -> String {
        guard let progress = step.progress else { return "" }
        let regions = progress.regions.map { region in
            """
            <li><span class="region">\(e(region.name))</span><progress max="100" value="\(region.percent)" aria-label="\(e(region.name))">\(region.percent) %</progress><span class="percent">\(region.percent) %</span><span class="sub">\(e(words.text("region", region.state) ?? region.state))</span>\(bytes(region))</li>
            """
        }
        let whole =
            regions.isEmpty
            ? "<progress max=\"100\" value=\"\(progress.percent)\" aria-label=\"\(e(step.name(in: words.language)))\">\(progress.percent) %</progress>\(bytes(progress))"
            : ""
        return whole + (regions.isEmpty ? "" : "<ul class=\"regions\">\(regions.joined())</ul>")
    }

    /// The bytes that have arrived, their rate, and the time left.
    private func bytes(_ progress: some ByteProgress) -> String {
        progress.text(in: words.language).map { "<span class=\"bytes\">\(e($0))</span>" } ?? ""
    }

    /// The place links to its field in the Editor, if it has one.
    private func problem(_ problem: Problem, at place: String) -> String {
        let code = "<code>\(e(place.isEmpty ? "/" : place))</code>"
        let anchor = table.anchor(problem.pointer)
        let link =
            EditorTab.holds(problem.pointer)
            ? "<a href=\"/offers/\(key)/edit?check=1#\(e(anchor))\">\(e(EditorLabel.long(problem.pointer, words)))</a> \(code)"
            : code
        return """
            <li>\(link)<p><strong>\(e(problem.message(in: words.language)))</strong></p><p>\(e(problem.remedy(in: words.language)))</p></li>
            """
    }
}
