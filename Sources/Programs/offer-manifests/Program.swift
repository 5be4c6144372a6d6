import Deployment
import Foundation

@main enum Program {
    /// Writes the generated files under the folder given, `deploy` by default.
    static func main() throws {
        let folder = URL(filePath: CommandLine.arguments.dropFirst().first ?? "deploy", directoryHint: .isDirectory)
        for (path, text) in Manifests.files.sorted(by: { $0.key < $1.key }) {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file, options: .atomic)
            FileHandle.standardOutput.write(Data("\(file.relativePath)\n".utf8))
        }
    }
}
