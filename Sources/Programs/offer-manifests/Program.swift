import Deployment
import Foundation
import Offers

@main enum Program {
    /// Renders the generated files of the given folder, by default `deploy`, from its templates.
    static func main() throws {
        let folder = URL(filePath: CommandLine.arguments.dropFirst().first ?? "deploy", directoryHint: .isDirectory)
        let profiles = try PublishingProfile.read(folder: folder.appending(path: "profiles").path).values
        for path in Manifests.paths {
            let template = try String(contentsOf: folder.appending(path: "templates/\(path)"), encoding: .utf8)
            let file = folder.appending(path: path)
            try Data(Manifests.render(template, profiles: Array(profiles)).utf8).write(to: file, options: .atomic)
            FileHandle.standardOutput.write(Data("\(file.relativePath)\n".utf8))
        }
    }
}
