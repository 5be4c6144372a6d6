import Notices
import WorkerRuntime

@main enum Program {
    static func main() { KeyedWorker.main { settings in try Notifier(settings) } }
}
