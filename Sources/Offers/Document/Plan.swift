// A plan (SKU): what a customer chooses and what is deployed then. Which parts it has follows from the offer's type:
// disk versions for virtual machines, image and tags for containers, a package for solution templates.

import FoundationEssentials

/// One plan of an offer.
public struct Plan: Sendable, Equatable, Decodable {
    public var id: String
    public var title: String
    public var summary: String
    public var description: String?

    /// What is certified and replicated: disk versions of a virtual machine, or container images.
    public var images: [Image]
    /// The deployment package of a solution template.
    public var package: Package?

    // Virtual machines only.
    public var operatingSystem: OperatingSystem?
    /// Recommended sizes, best first.
    public var sizes: [String]
    public var ports: [Port]
    public var licence: Licence?
    public var prices: [Price]

    /// Virtual machine or container, told apart by what stands in it.
    public enum Image: Sendable, Equatable {
        case disks(DiskVersion)
        case container(ContainerImage)
    }

    /// One version of a virtual machine's disks.
    public struct DiskVersion: Sendable, Equatable, Decodable {
        /// `X.Y.Z`, only rising.
        public var version: String
        public var osDisk: Disk
        public var dataDisks: [DataDisk]
    }

    /// A fixed VHD.
    public struct Disk: Sendable, Equatable, Decodable {
        /// An `https:` URL with a shared access signature, or `file:` where settings allow it.
        public var url: String
        /// `sha256:` and 64 hexadecimal digits, where the publisher states it.
        public var digest: String?
    }

    public struct DataDisk: Sendable, Equatable, Decodable {
        /// Runs from 0 without gaps.
        public var lun: Int
        public var url: String
        public var digest: String?
    }

    /// A container image with the tags that are published.
    public struct ContainerImage: Sendable, Equatable, Decodable {
        /// `registry/name`; nil where a layout is given.
        public var repository: String?
        /// URL of an OCI image layout: a folder (`file:`) or an archive of one.
        public var layout: String?
        public var tags: [Tag]
    }

    public struct Tag: Sendable, Equatable, Decodable {
        public var tag: String
        /// `sha256:` and 64 hexadecimal digits.
        public var digest: String
    }

    public struct Package: Sendable, Equatable, Decodable {
        /// `X.Y.Z`.
        public var version: String
        public var url: String
        public var digest: String?
    }

    public struct OperatingSystem: Sendable, Equatable, Decodable {
        public enum Family: String, Sendable, Decodable, CaseIterable { case windows, linux }
        public var family: Family
        /// `Ubuntu 22.04 LTS`, `Windows Server 2019` …
        public var type: String
    }

    public struct Port: Sendable, Equatable, Decodable {
        public var port: Int
        /// `tcp` or `udp`.
        public var transport: String
        /// What listens there: `https`.
        public var name: String?
    }

    public enum Licence: String, Sendable, Decodable, CaseIterable {
        case bringYourOwn = "bring-your-own"
        case usageBased = "usage-based"
        case free
    }

    public struct Price: Sendable, Equatable, Decodable {
        /// ISO 3166-1 alpha-2.
        public var country: String
        /// ISO 4217.
        public var currency: String
        public var perHour: Decimal
    }
}

extension Plan.Image: Decodable {
    private enum Keys: String, CodingKey { case osDisk }

    public init(from decoder: any Decoder) throws {
        let isVirtualMachine = try decoder.container(keyedBy: Keys.self).contains(.osDisk)
        self = isVirtualMachine ? .disks(try .init(from: decoder)) : .container(try .init(from: decoder))
    }
}

extension Plan {
    /// The disk versions, in the document's order; empty where the offer is no virtual machine.
    public var diskVersions: [DiskVersion] {
        images.compactMap { if case .disks(let version) = $0 { version } else { nil } }
    }

    /// The container images; empty where the offer is none.
    public var containerImages: [ContainerImage] {
        images.compactMap { if case .container(let image) = $0 { image } else { nil } }
    }
}

// As in OfferDocument.swift: a list that is not there is an empty one.
extension KeyedDecodingContainer {
    fileprivate func decode<Element: Decodable>(_ type: [Element].Type, forKey key: Key) throws -> [Element] {
        try decodeIfPresent(type, forKey: key) ?? []
    }
}
