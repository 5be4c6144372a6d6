import Runtime
import Stages

@main enum Program {
    static func main() { StatefulWorker.main { settings in try PublisherSignOff(settings) } }
}
