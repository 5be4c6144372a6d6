import Mailer
import Runtime

@main enum Program {
    // 30 tries are about 25 minutes: a relay that restarts costs nothing but time.
    static func main() { DeliveryWorker.main(tries: 30) { settings in try Mailer(settings) } }
}
