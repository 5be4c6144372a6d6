import OperatorTool

@main enum Program {
    static func main() { OperatorTool.main() }
}
