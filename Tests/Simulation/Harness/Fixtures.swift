// What every run needs and none changes: profiles, policy and documents, read once, so that a run costs what its offers
// cost and not what its files do.

import Base
import Coordination
import Foundation
import JSON
import Notifications
import Offers
import Stages

/// The processes and documents of a simulated line. One for each thread that runs many lines: two that share one would
/// spend their time on each other's reference counts.
package struct Fixtures: Sendable {
    /// The folder of this repository.
    package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// For tests, which run few lines.
    package static let shared = Result { try Fixtures() }

    /// The profiles that ship.
    package static func shippedProfiles() throws -> [String: PublishingProfile] {
        try PublishingProfile.read(folder: root.appending(path: "deploy/profiles").path)
    }

    /// The profiles that ship and `vm-early`: cancel at any time before sign-off, approval behind certification.
    package let profiles: [String: PublishingProfile]
    let coordinator: Coordinator
    let shippedCoordinator: Coordinator
    let notifier: Notifier
    let signOff: PublisherSignOff
    let validation: ValidatePrerequisites
    let remembered: RememberedValidation
    let goLive: GoLive
    private let offers: [[RunOffer]]

    package init() throws {
        let shipped = try Self.shippedProfiles()
        var profiles = shipped
        var early = profiles["vm-2018"]
        early?.name = "vm-early"
        early?.cancel = .untilSignOff
        early?.defaultFor = []
        early?.steps[2].approval = true  // Certification.
        profiles["vm-early"] = early
        self.profiles = profiles
        coordinator = try Coordinator(profiles: profiles)
        shippedCoordinator = try Coordinator(profiles: shipped)
        notifier = try Notifier(Settings([:]))
        signOff = try PublisherSignOff(Settings([:]))
        validation = try ValidatePrerequisites(
            Settings(["policy": Self.root.appending(path: "deploy/policy/policy.json").path]))
        remembered = RememberedValidation(validation)
        goLive = try GoLive(Settings([:]))
        offers = try (1...3).map { number in
            try [[], SampleOffer.noTestDrive].map { changes in
                RunOffer(
                    good: try SampleOffer("offer-\(number)", changes: changes, isLean: true),
                    bad: try SampleOffer("offer-\(number)", changes: changes + SampleOffer.broken, isLean: true))
            }
        }
    }

    /// The offer of this number, from 0 to 2, with a test drive or without.
    func offer(_ number: Int, testDrive: Bool) -> RunOffer { offers[number][testDrive ? 0 : 1] }
}

/// An offer as simulation runs publish it: once right, once with three problems.
struct RunOffer: Sendable {
    var good: SampleOffer
    var bad: SampleOffer
}
