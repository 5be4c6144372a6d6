import Runtime
import Stages

@main enum Program {
    static func main() { StageWorker.main { settings in try TestDriveValidation(settings) } }
}
