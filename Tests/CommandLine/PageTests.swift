import Base
import Events
import JSON
import Localization
import Offers
import Testing

@testable import CommandLine

@Suite struct PageTests {
    private func page(_ status: OfferStatus, _ language: String = "en") -> String {
        let shelf = Shelf()
        shelf.put(row(OfferStatus(status.key, at: status.changed)))
        shelf.put(row(status))
        return offerctl("status", status.key.description, "--language", language, shelf: shelf).out
    }

    @Test func `The status page shows where an offer is, its copies, notes and why it cannot be canceled`() {
        #expect(
            page(running()) == """
                contoso/web-server  Contoso Web Server
                  State       Running
                  Submission  contoso/web-server/2
                  Profile     vm-2018
                  Started     2026-11-21 09:30 UTC
                  Changed     2026-11-21 09:45 UTC
                  Mail to     a@contoso.example, b@contoso.example
                  Cancel      not now: \(Refusal.cancelOnlyAtSignOff.remark.refusalText(in: .english))

                   #  Step                    State        Began             Ended             Longest          Done
                ✓  1  Validate prerequisites  Complete     2026-11-21 09:30  2026-11-21 09:31  15 min
                ✓  2  Certification           Complete     2026-11-21 09:31  2026-11-21 09:40  5 business days
                      note: Certification skipped: the technical assets equal those of submission contoso/web-server/1.
                >  3  Provisioning            In progress  2026-11-21 09:41                    4 days            52%
                      westeurope  100%  verified
                      japan         4%  copying
                ·  4  Publisher sign-off      Not started

                """)
    }

    @Test(arguments: [
        ("en", "      japan         4%  copying  300.0 MiB of 8.0 GiB, 50.0 MiB/s, 3 min left"),
        ("fr", "      japan         4%  copying  300,0 Mio sur 8,0 Gio, 50,0 Mio/s, encore 3 min"),
        ("ja", "      japan         4%  copying  8.0 GiB 中 300.0 MiB、50.0 MiB/秒、残り 3 分"),
    ])
    func `A copy is shown with its bytes, its rate and the time left`(language: String, line: String) {
        var status = running()
        status.steps[2].progress?.regions[1].bytesDone = 300 << 20
        status.steps[2].progress?.regions[1].bytesTotal = 8 << 30
        status.steps[2].progress?.regions[1].bytesPerSecond = 50 << 20
        #expect(page(status, language).contains(line))
        let watched = LiveView.line(status, .english)
        #expect(watched.hasSuffix(", 52%, 300.0 MiB of 8.0 GiB, 50.0 MiB/s, 3 min left"))
        status.steps[2].ended = status.changed
        #expect(!page(status, language).contains("MiB"))
    }

    @Test func `A page in French is laid out by characters, not bytes`() {
        #expect(
            page(running(), "fr").split(separator: "\n").suffix(7).joined(separator: "\n") == """
                ✓  1  Valider les prérequis    Terminée       2026-11-21 09:30  2026-11-21 09:31  15 min
                ✓  2  Certification            Terminée       2026-11-21 09:31  2026-11-21 09:40  5 jours ouvrés
                      note: Certification omise : les éléments techniques sont identiques à ceux de la soumission contoso/web-server/1.
                >  3  Approvisionnement        En cours       2026-11-21 09:41                    4 jours          52%
                      westeurope  100%  verified
                      japan         4%  copying
                ·  4  Validation de l’éditeur  Non commencée
                """)
    }

    @Test func `A page in Japanese is laid out by columns of the terminal`() {
        #expect(
            page(running(), "ja").split(separator: "\n").suffix(8).joined(separator: "\n") == """
                   #  Step                State   Began             Ended             Longest   Done
                ✓  1  前提条件の検証      完了    2026-11-21 09:30  2026-11-21 09:31  15 分
                ✓  2  認定                完了    2026-11-21 09:31  2026-11-21 09:40  5 営業日
                      note: 認定をスキップしました: 技術的な内容は申請 contoso/web-server/1 と同じです。
                >  3  プロビジョニング    実行中  2026-11-21 09:41                    4 日       52%
                      westeurope  100%  verified
                      japan         4%  copying
                ·  4  発行元のサインオフ  未開始
                """)
    }

    @Test(arguments: [
        (["LC_ALL": "ja_JP.UTF-8", "LANG": "fr_FR"], [], "実行中"),
        (["LC_ALL": "", "LC_MESSAGES": "fr_CA.UTF-8"], [], "En cours"),
        (["LC_ALL": "C.UTF-8"], [], "Running"), (["LANG": "fr"], ["--language", "JA"], "実行中"),
    ])
    func `The language is the option's or the locale's`(locale: [String: String], option: [String], state: String) {
        let shelf = Shelf()
        shelf.put(row(running()))
        let run = offerctl(["status", "contoso/web-server"] + option, environment: locale, shelf: shelf)
        #expect(run.out.contains("  State       \(state)\n"))
    }

    @Test func `A rejected step shows each problem with its place and remedy, and what comes next`() {
        var status = running()
        status.state = .failed
        status.steps[2].state = .rejected
        status.steps[2].ended = time("2026-11-21T10:00:00Z")
        status.steps[2].progress = nil
        status.steps[2].problems = [
            Problem(at: "/plans/0/title", "title-too-long", ["value": "60", "most": "50"]),
            Problem(at: "", "too-many-problems", ["most": "200"]),
        ]
        #expect(
            page(status).hasSuffix(
                """
                ✗  3  Provisioning            Rejected     2026-11-21 09:41  2026-11-21 10:00  4 days
                      /plans/0/title  title-too-long
                        The text has 60 characters; at most 50 are allowed.
                        Shorten it to 50 characters.
                      the document  too-many-problems
                        There are more than 200 problems; the others are not listed.
                        Fix these first, then publish again.
                ·  4  Publisher sign-off      Not started

                Next: fix the problems above, then offerctl publish FILE

                """))
    }

    @Test func `A preview shows its name in the process, its link, and how to go live`() {
        var status = running()
        status.state = .waitingForPublisherReview
        status.currentStep = 3
        status.previewLinks = ["https://preview.example/contoso/web-server"]
        let text = page(status)
        #expect(text.contains("  State       Waiting for publisher sign-off (Preview)\n"))
        #expect(text.contains("  Cancel      possible now\n  Preview     https://preview.example/contoso/web-server\n"))
        #expect(text.hasSuffix("\nNext: look at the preview, then offerctl go-live contoso/web-server\n"))
    }

    @Test func `An overdue step says since when and how to ask for help`() {
        var status = running()
        status.steps[2].overdue = true
        #expect(
            page(status).contains(
                "      overdue since 2026-11-25 09:40 UTC; ask: offerctl request-support contoso/web-server --text TEXT\n"
            ))
    }

    @Test func `A blocked step says why and sends to the operator, and a refused command is remembered`() {
        var status = running()
        status.steps[0].state = .skipped
        status.steps[2].state = .blocked
        status.steps[2].fault = Fault("region-away", "region japan is away")
        status.answer = .init(command: "c", kind: .resume, refusal: Refusal.alreadyPaused.remark)
        let text = page(status)
        #expect(text.contains("  Refused     resume: This offer is already paused. Resume it to continue.\n"))
        #expect(text.contains("\n      blocked: region japan is away\n"))
        #expect(text.contains("\n-     Validate prerequisites  Skipped "))
        #expect(text.contains("\n!  2  Provisioning            Blocked "))
        #expect(text.hasSuffix("\nNext: an operator fixes the cause, then offerctl resume contoso/web-server\n"))
    }

    @Test func `Text of a publisher cannot reach the terminal's controls`() {
        var status = running()
        status.title = "Bad\u{1B}[31m\u{9B}1mName\r\n\u{202E}txt"
        #expect(page(status).hasPrefix("contoso/web-server  Bad\u{FFFD}[31m\u{FFFD}1mName  \u{FFFD}txt\n"))
    }

    @Test func `Colors come only where they are wanted`() {
        let shelf = Shelf()
        shelf.put(row(running()))
        #expect(!offerctl("status", "contoso/web-server", shelf: shelf).out.contains("\u{1B}"))
        let colored = offerctl("status", "contoso/web-server", shelf: shelf, palette: .ansi).out
        #expect(colored.contains("\u{1B}[36mRunning\u{1B}[0m"))
        #expect(Out.standard(["NO_COLOR": "1"]).palette == .plain)
    }

    @Test func `JSON gives the data of the row, with offer, time, and what each step is`() throws {
        let shelf = Shelf()
        shelf.put(row(running()))
        let text = offerctl("status", "contoso/web-server", "--json", shelf: shelf).out
        #expect(text.split(separator: "\n").count == 1)
        let row = try JSONNode(Array(text.utf8))
        #expect(row["offer"] == "contoso/web-server" && row["changed"] == "2026-11-21T09:45:12.000Z")
        #expect(row["step"] == 2 && row["submission"] == 2 && row["attention"] == nil)
        #expect(row["steps"]?.items.map { $0["stage"]?.text } == process.steps.map(\.definition.stage.rawValue))
        let step = row["steps"]?.items[1]
        #expect(step?["name"] == "Certification" && step?["state"] == "Complete")
    }

    @Test func `A row whose process is not known is shown without names of steps, with a warning`() {
        let shelf = Shelf()
        shelf.records[.processes] = []
        shelf.put(row(running()))
        let run = offerctl("status", "contoso/web-server", shelf: shelf)
        #expect(run.err == ["offers.processes has no \(process.reference); its steps have no names"])
        #expect(run.out.contains("\n>  3"))
    }

    @Test func `An offer nobody knows, or one that was removed, is not found`() {
        let shelf = Shelf()
        shelf.put(row(running()))
        shelf.put(.tombstone(.status, webServer))
        let missing = Run(
            err: ["contoso/web-server: unknown offer; \"offerctl list\" shows all offers"],
            code: .refused)
        #expect(offerctl("status", "contoso/web-server", shelf: shelf) == missing)
        #expect(offerctl("history", "contoso/web-server", shelf: shelf) == missing)
    }
}
