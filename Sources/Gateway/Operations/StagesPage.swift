// The stages: their workers, waiting work, and pauses with time, person and reason.

import Base
import Events
import Offers

struct StagesPage {
    let words: Words
    let session: Session
    let stages: [OperationsDesk.StageState]
    let pipeline: Controls.Pause?
    var notice = ""

    var html: Page {
        OperationsFrame.page(
            words, session, .stages, notice: notice,
            main: """
                <section class="panel" aria-labelledby="pipeline"><h2 id="pipeline">\(e(words["pipeline"]))</h2>
                <p>\(e(words[pipeline == nil ? "pipeline-running" : "pipeline-paused"]))</p>
                \(pipeline.map(pause) ?? "")
                \(form("pipeline", "pipeline", isPaused: pipeline != nil))
                </section>
                <ul class="stages">\(stages.map(stage).joined(separator: "\n"))</ul>
                """)
    }

    private func stage(_ state: OperationsDesk.StageState) -> String {
        let name = state.stage.rawValue
        let facts: [(String, String)] = [
            (words["workers"], state.workers.map(String.init) ?? "–"),
            (words["lag"], state.lag.map(String.init) ?? "–"),
            (words["waiting"], "\(state.waiting)"), (words["in-progress"], "\(state.running)"),
            (words["oldest"], state.oldest.map { Layout.time($0) } ?? "–"),
        ]
        let isAlone = state.workers == 0
        return """
            <li class="panel" id="\(e(name))"><h2>\(e(name))\(state.pause == nil ? "" : " <span class=\"badge Overdue\">\(e(words["is-paused"]))</span>")\(isAlone ? " <span class=\"badge Failed\">\(e(words["no-worker"]))</span>" : "")</h2>
            <dl>\(facts.map { "<div><dt>\(e($0.0))</dt><dd>\($0.1)</dd></div>" }.joined())</dl>
            \(state.pause.map(pause) ?? "")
            \(form(name, "stage:\(name)", isPaused: state.pause != nil))
            </li>
            """
    }

    private func pause(_ pause: Controls.Pause) -> String {
        let facts = [
            words.text("paused-by", ["by": pause.by.isEmpty ? "–" : pause.by]), pause.reason,
            pause.notice.map { words.text("told-publishers", ["text": $0]) },
        ]
        return
            "<p class=\"note\">\(Layout.time(pause.since)) – \(facts.compactMap { $0 }.map { e($0) }.joined(separator: "<br>"))</p>"
    }

    /// Pausing asks for a reason and a text for publishers; resuming only for a reason.
    private func form(_ id: String, _ scope: String, isPaused: Bool) -> String {
        let notice =
            isPaused
            ? ""
            : "<div class=\"grow\"><label for=\"notice-\(e(id))\">\(e(words["notice"]))</label><input id=\"notice-\(e(id))\" name=\"notice\" maxlength=\"2000\"></div>"
        return """
            <details><summary>\(e(words[isPaused ? "resume" : "pause"]))<span class="visually-hidden"> \(e(id))</span></summary>
            <form method="post" action="/operations/stages" class="filters">\(Layout.token(session))<input type="hidden" name="scope" value="\(e(scope))">
            \(OperationsFrame.reason(words, id: "reason-\(id)"))\(notice)
            <button class="\(isPaused ? "primary" : "danger")" name="action" value="\(isPaused ? "resume" : "pause")">\(e(words[isPaused ? "resume" : "pause"]))<span class="visually-hidden"> \(e(id))</span></button>
            </form></details>
            """
    }
}
