import Stages
import WorkerRuntime

@main enum Program {
    static func main() { StageWorker.main { settings in try PreviewProvisioning(settings) } }
}
