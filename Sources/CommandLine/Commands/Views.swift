// The commands that only look: status, list, history, notifications. Each reads a topic to its end and renders it.

import Events
import Offers

extension Execution {
    func showStatus(of offer: OfferKey) throws {
        guard let record = try desk().newest(.status, of: offer), let row = readable({ try StatusRow(record) }, record)
        else { throw PipelineError.unknownOffer(offer) }
        guard !isJSON else { return out.write(JSONLine.of(document: row.document)) }
        remark(PausePage.remark(row.status, standingControls, out.palette))
        out.write(StatusPage.text(row.status, out.palette))
    }

    func showList(publisher: String?, state: OfferState?) throws {
        let rows = try desk().newest(.status).compactMap { record in readable({ try StatusRow(record) }, record) }
            .filter { publisher == nil || $0.status.publisher == publisher }
            .filter { state == nil || $0.status.state == state }
        if isJSON {
            for row in rows { out.write(JSONLine.of(document: row.document)) }
        } else {
            remark(PausePage.remarks(standingControls, out.palette))
            out.write(OfferList.text(rows.map(\.status), isFiltered: publisher != nil || state != nil, out.palette))
        }
    }

    /// A line that has no such topic yet has paused nothing.
    private var standingControls: Controls { (try? controls()) ?? Controls() }

    private func remark(_ lines: [String]) {
        guard !lines.isEmpty else { return }
        out.write(lines.joined(separator: "\n") + "\n\n")
    }

    func showHistory(of offer: OfferKey) throws {
        var seen = SeenIDs()
        var rows: [HistoryRow] = []
        _ = try desk().read(.history, offer, .beginning) { record in
            guard record.key == offer.bytes, record.value != nil,
                let row = self.readable({ try HistoryRow(record) }, record), seen.take(row.id)
            else { return }
            rows.append(row)
        }
        guard !rows.isEmpty else { throw PipelineError.unknownOffer(offer) }
        if isJSON {
            for row in rows { out.write(JSONLine.of(document: row.document)) }
        } else {
            out.write(HistoryPage.text(rows.map(\.transition), out.palette))
        }
    }

    func showNotifications(of offer: OfferKey?, follows: Bool) throws {
        var seen = SeenIDs()
        func mail(_ record: Record) -> Mail? {
            guard offer == nil || record.key == offer?.bytes, let mail = Mail(record), seen.take(mail.id) else {
                return nil
            }
            return mail
        }
        var mails: [Mail] = []
        let desk = try desk()
        let end = try desk.read(.notifications, offer, .beginning) { record in
            if let mail = mail(record) { mails.append(mail) }
        }
        // Each partition is in order; between them only the time tells.
        mails.sort { ($0.time, $0.place) < ($1.time, $1.place) }
        for mail in mails { show(mail) }
        guard follows else {
            if mails.isEmpty, !isJSON { out.write("No mail was written yet.\n") }
            return
        }
        _ = try desk.follow(.notifications, end, nil) { record in
            if let mail = mail(record) { self.show(mail) }
            return false
        }
    }

    private func show(_ mail: Mail) {
        out.write(isJSON ? JSONLine.of(mail.report) : MailPage.text(mail, out.palette))
    }

    /// Nil, and a word on standard error, for a record that is not what the topic holds.
    func readable<Row>(_ read: () throws -> Row, _ record: Record) -> Row? {
        do { return try read() } catch {
            out.warn("\(record.place) is passed over: \(error)")
            return nil
        }
    }
}
