import Notifications
import Runtime

@main enum Program {
    static func main() { StatefulWorker.main { settings in try Notifier(settings) } }
}
