// What operators write: profiles, policies, regions, lists of subscriptions, properties, arguments. Less hostile than the
// rest, and no reason to trap either.

import Base
import Foundation
import JSON
import Validation

@testable import Assets
@testable import CommandLine
@testable import Kafka
@testable import Notifications
@testable import Offers
@testable import Runtime
@testable import Stages

extension FuzzTarget {
    static let addresses: [FuzzTarget] = [
        FuzzTarget("image-address", seeds: { Samples.texts(signed, "file:///srv/images/a.vhd", "https://[::1]:80/x") })
        { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            _ = SASQuery(text)["se"].flatMap(SASQuery.time)
            _ = try WebAddress(text, policy: FetchPolicy())
        },
        FuzzTarget(
            "scanner-address",
            seeds: { Samples.texts("unix:/run/clamav/clamd.ctl", "tcp:127.0.0.1:3310", "tcp:[::1]:1") }
        ) {
            guard let address = ScannerAddress(String(decoding: $0, as: UTF8.self)) else { return }
            try require(
                ScannerAddress(address.description) == address, "an address is read otherwise than it was written")
        },
        FuzzTarget("ip-address", seeds: { Samples.texts("192.168.0.1", "fe80::1", "::ffff:10.0.0.1") }) {
            _ = IPAddress(String(decoding: $0, as: UTF8.self))
        },
        FuzzTarget(
            "mailbox",
            seeds: { Samples.texts("\"Lovelace, \\\"A\\\"\" <ada@contoso.example>", "É <a@b.example>; c@d.example") }
        ) {
            for text in Mailbox.split(String(decoding: $0, as: UTF8.self)) {
                guard let mailbox = Mailbox(text) else { continue }
                try require(Mailbox(mailbox.description) == mailbox, "a mailbox is not read again as it was written")
            }
        },
        FuzzTarget("mail-address", seeds: { Samples.texts("ada@contoso.example", "\"a b\"@x.example") }) {
            _ = EmailAddress(String(decoding: $0, as: UTF8.self))
        },
    ]

    static let settings: [FuzzTarget] = [
        FuzzTarget("profile", seeds: { try Samples.files(in: "deploy/profiles", ending: ".json") }) {
            _ = try PublishingProfile(json: $0, file: "profile.json")
        },
        // The file that ships is longer than an input may be.
        FuzzTarget(
            "policy", seeds: { try Samples.files(in: "deploy/policy", ending: ".json").map { try Samples.short($0) } }
        ) {
            _ = try Policy(json: $0, file: "policy.json")
        },
        FuzzTarget("regions", seeds: { try Samples.files(in: "deploy", ending: "regions.json") }) { bytes in
            _ = try Scratch.file(bytes) { try RegionSettings(Settings(["regions": $0, "data-dir": "/srv"])) }
        },
        FuzzTarget(
            "allow-list", seeds: { Samples.texts("\(subscription)=csp # ours\n\n\(subscription)=pay-as-you-go\n") }
        ) {
            let list = AllowList(String(decoding: $0, as: UTF8.self))
            if list.malformed == nil {
                try require(
                    AllowList(list.description) == list, "an allow-list is read differently than it was written")
            }
        },
        FuzzTarget("client-properties", seeds: { Samples.texts("# ours\nlinger.ms=5\nsecurity.protocol = ssl\n") }) {
            bytes in
            _ = try Scratch.file(bytes) { try ClientSettings.load(file: $0) }
        },
        FuzzTarget("arguments", seeds: { Samples.texts("--broker\n127.0.0.1:9092\n-X\nlinger.ms=5\n--tries=3") }) {
            bytes in
            let arguments = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
            let settings = try CommandLineSettings(arguments: arguments, environment: [:])
            _ = try settings.client()
        },
    ]

    private static let subscription = "6a1f0a6e-2f2a-4a0e-9a53-1b6f0e2f4c11"
    private static let signed =
        "https://contoso.blob.example/images/a.vhd?sr=c&sp=rl&st=2026-11-20T00:00:00Z&se=2027-01-31T00:00:00Z&sig=abc"
}
