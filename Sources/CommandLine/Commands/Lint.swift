// What needs the marketplace's rules and no broker to start with: `lint`, the validation stage at the publisher's desk,
// and the policy that it and `compare` read.

import Base
import Foundation
import Offers
import Stages
import Validation

extension Settings {
    /// Where the policy lies in the repository.
    static let usualPolicy = "deploy/policy/policy.json"

    /// The policy that is named; the usual one where none is and it is there.
    func policy() throws(FileError) -> Policy? {
        guard let path = self["policy"] ?? Self.usual(Self.usualPolicy) else { return nil }
        do { return try Policy(Settings(["policy": path])) } catch { throw .badSetting("\(error)") }
    }

    private static func usual(_ path: String) -> String? {
        FileManager.default.fileExists(atPath: path) ? path : nil
    }
}

extension Execution {
    /// Tells all problems of a document; throws where there are any.
    func lint(_ path: String, _ choices: PublishChoices) throws {
        let name = OfferFile.name(path)
        let document = try OfferFile.bytes(path)
        guard let policy = try settings.policy() else { throw FileError.noPolicy }
        var check = OfferCheck(
            policy: policy, now: world.now(),
            fileRoots: (settings["file-roots"] ?? "").split(separator: ":")
                .map { URL(filePath: String($0)).standardizedFileURL.path })
        check.notify = choices.notify
        check.allowList = try choices.allowList.map(allowList)
        let problems = check.problems(in: document)
        if isJSON {
            for problem in problems { out.write(JSONLine.of(problem)) }
        } else {
            out.write(ProblemPage.text(problems, of: name, out.palette))
        }
        if !problems.isEmpty { throw FileError.problems(name, count: problems.count) }
    }
}
