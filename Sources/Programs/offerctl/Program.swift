import CommandLine

@main enum Program {
    static func main() { CommandLineTool.main() }
}
