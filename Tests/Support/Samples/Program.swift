// Makes offers to try the line with: real disk and container images, pictures and a deployment package on the spot, and
// the documents that describe them. The same bytes every time, so that publishing a sample twice is publishing it again.

import Assets
import Foundation
import ImageFixtures
import Localization

@main enum Program {
    private static let help = """
        offer-samples check FILE
            Checks a disk as certify does, without a scanner: its digest, what is wrong with it, and what it took.
        offer-samples DIR
            Makes sample offers and everything they name under DIR. What is there already is written anew.
            Workers may read them where DIR is one of their --file-roots.

        Good offers:
            web-vm.json             virtual machine: a 1 GiB Linux disk and a data disk (sparse files)
            web-vm-marketing.json   the same offer with another summary: certification is skipped for it
            web-vm-test-drive.json  virtual machine with Test Drive and its deployment package
            web-container.json      container image: an OCI layout with two tags
        Offers that are rejected:
            bad-offer.json          many problems, all found at once by validate-prerequisites
            infected-vm.json        the EICAR test file is on its disk, past 100 MiB: found by certify's scanner
            wrong-layer.json        a layer of its container is not what its digest says: found by certify
            dynamic-vm.json         its disk is a dynamic VHD: found by certify
            wrong-digest.json       its disk is not the one the document says: found by certify
            missing-image.json      nothing is where its disk should be: found by certify

        Exit status: 0 made, or nothing wrong; 1 could not be made, or something wrong; 2 wrong usage.
        """

    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.contains("--help") || arguments.contains("-h") { return print(help) }
        if arguments.count == 2, arguments.first == "check", let path = arguments.last { return check(path) }
        guard arguments.count == 1, let folder = arguments.first, !folder.hasPrefix("-") else {
            fail("give one folder: offer-samples DIR (offer-samples --help says what is made)", status: 2)
        }
        let path = URL(fileURLWithPath: folder).standardizedFileURL.path
        // Validation takes file addresses with plain paths only.
        guard path.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "/._-".contains($0)) }) else {
            fail("the path \(path) may hold only letters, digits and / . _ -; give another folder", status: 2)
        }
        do {
            for file in try Samples(folder: path).make() { print(file) }
        } catch { fail("the samples could not be made: \(error)", status: 1) }
    }

    /// One reading, as certify's. Prints lines of a name and a value.
    private static func check(_ path: String) {
        let (clock, limits) = (ContinuousClock(), VHDLimits.anyDisk)
        do {
            var report: VHDReport?
            let time = try clock.measure { report = try VHD.inspect(path: path, limits: limits) }
            guard let report else { return }
            var usage = rusage()
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            print("digest \(report.digest)\nbytes \(report.length)\nseconds \(time / .seconds(1))")
            print("peak-kib \(usage.ru_maxrss)")
            for finding in report.findings {
                let texts = ["problem", "remedy"].map {
                    Localization.text("\($0).\(finding.code)", finding.values, in: .english)
                }
                print("problem \(finding.code): \(texts.joined(separator: " "))")
            }
            if !report.findings.isEmpty { exit(1) }
        } catch { fail("\(path) could not be checked: \(error)", status: 1) }
    }

    private static func fail(_ message: String, status: Int32) -> Never {
        FileHandle.standardError.write(Data("offer-samples: \(message)\n".utf8))
        exit(status)
    }
}
