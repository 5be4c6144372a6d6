import Mailer
import Runtime

@main enum Program {
    // Relays that defer a mail (greylisting, a full mailbox) expect tries for four days (RFC 5321, section 4.5.4.1).
    static func main() {
        DeliveryWorker.main(tries: 30, longestWait: .seconds(900), patienceHours: 96) { settings in
            try Mailer(settings)
        }
    }
}
