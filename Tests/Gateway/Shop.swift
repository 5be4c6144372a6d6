// A marketplace in memory: offers that are live or in preview, with packages and pictures in a scratch folder.

import Assets
import Base
import BrokerClient
import Events
import Foundation
import JSON
import Localization
import Offers
import Stages
import TestSupport

@testable import Gateway

/// A gateway whose catalog holds what the test puts into it.
final class Shop: Sendable {
    let fixture: GatewayFixture
    let folder: URL

    init(_ make: (String) throws -> GatewayFixture = { try GatewayFixture(packages: $0) }) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "shop-\(World.real.newID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        fixture = try make(folder.path)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The sample offer as everybody may see it.
    static func offer(_ change: (inout PublicOffer) -> Void = { _ in }) throws -> PublicOffer {
        var offer = PublicOffer(
            try OfferDocument(Repository.bytes("schemas/samples/offer-vm.json")), facts: [:])
        change(&offer)
        return offer
    }

    /// Makes an offer live, with a package of pictures where `hasPictures`.
    func sell(
        _ name: String, in language: Language = .english, hasPictures: Bool = false, submission: Int = 1,
        _ change: (inout PublicOffer) -> Void = { _ in }
    ) throws {
        let key = OfferKey(publisher: "contoso", offer: name)
        var entry = CatalogEntry()
        entry.submission = submission
        entry.link = "https://shop.example/marketplace/\(key)"
        entry.language = language
        entry.offer = try Self.offer(change)
        if hasPictures { entry.package = try pack(key, entry.offer).description }
        try put(.catalog, .listingPublished, key, entry.json)
    }

    func show(
        _ name: String, allowed: [String], hasPictures: Bool = false, _ change: (inout PublicOffer) -> Void = { _ in }
    ) throws {
        let key = OfferKey(publisher: "contoso", offer: name)
        var entry = PreviewEntry()
        entry.submission = 1
        entry.link = "/preview/\(key)"
        entry.allowed = allowed.map { OfferDocument.Subscription(id: $0, type: "pay-as-you-go") }
        entry.offer = try Self.offer(change)
        if hasPictures { entry.package = try pack(key, entry.offer).description }
        try put(.preview, .previewListed, key, entry.json)
    }

    func withdraw(_ name: String) throws {
        try fixture.model.take(TopicRecord(.tombstone(.catalog, OfferKey(publisher: "contoso", offer: name))))
    }

    private func put(_ topic: Topic, _ type: EventType, _ key: OfferKey, _ data: [UInt8]) throws {
        let event = CloudEvent(
            id: "\(key)/\(topic)", source: "/offers/test", type: type, subject: key.description,
            time: fixture.time.value, data: data)
        try fixture.model.take(TopicRecord(Message(topic: topic, event: event)))
    }

    private func pack(_ key: OfferKey, _ offer: PublicOffer) throws -> Digest {
        var page = ProductPage()
        page.key = key
        page.offer = offer
        page.images = ["sha256:" + String(repeating: "5", count: 64)]
        page.media.logos = try ["40x40": (40, 40), "115x115": (115, 115), "815x290": (815, 290)].map { size, pixels in
            Media.Picture(
                title: size, digest: try picture(pixels.0, pixels.1, hue: key.offer.utf8.reduce(0) { $0 &+ $1 }))
        }
        page.media.screenshots = try (0..<3).map {
            Media.Picture(title: "Screen \($0 + 1)", digest: try picture(533, 324, hue: UInt8($0 * 70)))
        }
        page.media.videos = [
            Media.Video(
                title: "Two minutes", url: "https://video.example/1", thumbnail: try picture(533, 324, hue: 200))
        ]
        let json = page.json
        let digest = try Digest.of(json)
        try Data(json).write(to: folder.appending(path: "\(digest.hex).json"))
        return digest
    }

    private func picture(_ width: Int, _ height: Int, hue: UInt8) throws -> String {
        let bytes = PNGMaker.gradient(width, height, hue: hue)
        let digest = try Digest.of(bytes)
        try Data(bytes).write(to: folder.appending(path: "\(digest.hex).png"))
        return digest.description
    }
}

/// PNG files without compression (RFC 1950 and 1951, stored blocks).
enum PNGMaker {
    static func gradient(_ width: Int, _ height: Int, hue: UInt8) -> [UInt8] {
        var rows: [UInt8] = []
        for y in 0..<height {
            rows.append(0)
            for x in 0..<width {
                let light = UInt8(70 + 110 * x / width)
                rows += [hue / 2 &+ light / 3, light, 140 &+ UInt8(90 * y / height)]
            }
        }
        var data: [UInt8] = [0x78, 0x01]
        var rest = rows[...]
        while !rest.isEmpty {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            let count = UInt16(block.count)
            data += [
                rest.isEmpty ? 1 : 0, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8),
            ]
            data += block
        }
        var (a, b) = (UInt32(1), UInt32(0))
        for byte in rows {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        data += big(b << 16 | a)
        let head = big(UInt32(width)) + big(UInt32(height)) + [8, 2, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", head) + chunk("IDAT", data)
            + chunk("IEND", [])
    }

    private static func big(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }

    private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + data
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in body {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return big(UInt32(data.count)) + body + big(~crc)
    }
}
