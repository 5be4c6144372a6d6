import Coordination
import Runtime

@main enum Program {
    static func main() { StatefulWorker.main { settings in try Coordinator(settings) } }
}
