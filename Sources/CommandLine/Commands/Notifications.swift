// `offerctl notifications`.

import BrokerClient
import Offers

extension CommandSpec {
    static let notifications = CommandSpec(
        name: "notifications", group: .views, options: [.follow, .offer],
        summary: "Show the mails",
        details: "Shows the mails that were written, oldest first.",
        json: """
            One object a line: id, offer, time, attributes (the record's ce_ headers), headers
            (the mail's, decoded), text (its plain text) and raw (the whole mail).
            """
    ) { invocation in
        let offer = invocation.arguments.offer(.offer)
        var seen = SeenIDs()
        func mail(_ record: TopicRecord) -> Mail? {
            guard offer == nil || record.key == offer?.bytes, let mail = Mail(record), seen.take(mail.id) else {
                return nil
            }
            return mail
        }
        func show(_ mail: Mail) {
            invocation.show([mail.report], orText: MailPage.text(mail, invocation.out.palette))
        }
        var mails: [Mail] = []
        let broker = try invocation.broker()
        let end = try broker.read(.notifications, offer, .beginning) { record in
            if let mail = mail(record) { mails.append(mail) }
        }
        // Each partition is in order; partitions are merged by time.
        mails.sort { ($0.time, $0.position) < ($1.time, $1.position) }
        for mail in mails { show(mail) }
        guard invocation.arguments.has(.follow) else {
            if mails.isEmpty, invocation.format.isForPeople { invocation.out.write("No mail was written yet.\n") }
            return
        }
        _ = try broker.follow(.notifications, from: end, for: nil) { record in
            if let mail = mail(record) { show(mail) }
            return false
        }
    }
}

extension OptionSpec {
    fileprivate static let follow = OptionSpec(name: "--follow", help: "Keep printing new mails until interrupted")
    fileprivate static let offer = OptionSpec(
        name: "--offer", value: "OFFER", accepts: .offer, help: "Only this offer's")
}
