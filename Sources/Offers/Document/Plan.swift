// A plan (SKU): what a customer chooses and what is then deployed. Its parts depend on the offer's type: disk versions
// for virtual machines, image and tags for containers, a package for solution templates.

import JSON

/// One plan of an offer.
public struct Plan: Sendable, Equatable {
    public var id: String = ""
    public var title: String = ""
    public var summary: String = ""
    public var description: String?
    /// Where the plan is sold, ISO 3166-1 alpha-2; empty: wherever the offer is sold.
    public var countries: [String] = []
    /// GUIDs of the only subscriptions that can see and buy the plan; empty: everybody.
    public var restrictedTo: [String] = []
    /// Not shown; solution templates deploy it by its id.
    public var hidden: Bool = false

    /// What is certified and replicated: disk versions of a virtual machine, or container images.
    public var images: [Image] = []
    /// The deployment package of a solution template.
    public var package: Package?

    // Virtual machines only.
    public var operatingSystem: OperatingSystem?
    /// Recommended sizes, best first.
    public var sizes: [String] = []
    public var ports: [Port] = []
    public var license: License?
    public var prices: [Price] = []
    /// How many months a customer pays nothing for a usage-based license; nil: none.
    public var freeTrialMonths: Int?

    /// A virtual machine's disks or a container image, depending on the members of the object.
    public enum Image: Sendable, Equatable {
        case disks(DiskVersion)
        case container(ContainerImage)
    }

    /// One version of a virtual machine's disks.
    public struct DiskVersion: Sendable, Equatable {
        /// `X.Y.Z`, only rising.
        public var version: String = ""
        public var osDisk: Disk = Disk()
        public var dataDisks: [DataDisk] = []

        public init() {}
    }

    /// A fixed VHD.
    public struct Disk: Sendable, Equatable {
        /// An `https:` URL with a shared access signature, or `file:` if settings allow it.
        public var url: String = ""
        /// `sha256:` and 64 hexadecimal digits, if the publisher states it.
        public var digest: String?

        public init() {}
    }

    public struct DataDisk: Sendable, Equatable {
        /// Counts from 0 without gaps.
        public var lun: Int = 0
        public var url: String = ""
        public var digest: String?

        public init() {}
    }

    /// A container image with the tags to publish.
    public struct ContainerImage: Sendable, Equatable {
        /// `registry/name`; nil if a layout is given.
        public var repository: String?
        /// The URL of an OCI image layout: a folder (`file:`) or an archive.
        public var layout: String?
        public var tags: [Tag] = []

        public init() {}
    }

    public struct Tag: Sendable, Equatable {
        public var tag: String = ""
        /// `sha256:` and 64 hexadecimal digits.
        public var digest: String = ""

        public init() {}
    }

    public struct Package: Sendable, Equatable {
        /// `X.Y.Z`.
        public var version: String = ""
        public var url: String = ""
        public var digest: String?

        public init() {}
    }

    public struct OperatingSystem: Sendable, Equatable {
        public enum Family: String, Sendable, CaseIterable, JSONValue { case windows, linux }
        public var family: Family = .linux
        /// `Ubuntu 22.04 LTS`, `Windows Server 2019` …
        public var type: String = ""

        public init() {}
    }

    public struct Port: Sendable, Equatable {
        public var port: Int = 0
        /// `tcp` or `udp`.
        public var transport: String = ""
        /// The service on the port: `https`.
        public var name: String?

        public init() {}
    }

    public enum License: String, Sendable, CaseIterable, JSONValue {
        case bringYourOwn = "bring-your-own"
        case usageBased = "usage-based"
        case free
    }

    public init() {}
}

extension Plan {
    /// The container images; empty if the offer is not a container.
    public var containerImages: [ContainerImage] {
        images.compactMap { if case .container(let image) = $0 { image } else { nil } }
    }
}

// The members of the document.

extension Plan: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("id", &id)
        try v.member("title", &title)
        try v.member("summary", &summary)
        try v.member("description", &description)
        try v.member("countries", &countries, default: [])
        try v.member("restrictedTo", &restrictedTo, default: [])
        try v.member("hidden", &hidden, default: false)
        try v.member("images", &images, default: [])
        try v.member("package", &package)
        try v.member("operatingSystem", &operatingSystem)
        try v.member("sizes", &sizes, default: [])
        try v.member("ports", &ports, default: [])
        try v.member("license", &license)
        try v.member("prices", &prices, default: [])
        try v.member("freeTrialMonths", &freeTrialMonths)
    }
}

extension Plan.DiskVersion: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("version", &version)
        try v.member("osDisk", &osDisk)
        try v.member("dataDisks", &dataDisks, default: [])
    }
}

extension Plan.Disk: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("url", &url)
        try v.member("digest", &digest)
    }
}

extension Plan.DataDisk: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("lun", &lun)
        try v.member("url", &url)
        try v.member("digest", &digest)
    }
}

extension Plan.ContainerImage: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("repository", &repository)
        try v.member("layout", &layout)
        try v.member("tags", &tags, default: [])
    }
}

extension Plan.Tag: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("tag", &tag)
        try v.member("digest", &digest)
    }
}

extension Plan.Package: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("version", &version)
        try v.member("url", &url)
        try v.member("digest", &digest)
    }
}

extension Plan.OperatingSystem: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("family", &family)
        try v.member("type", &type)
    }
}

extension Plan.Port: JSONRecord {
    @inlinable public mutating func members<V: MemberVisitor & ~Copyable>(_ v: inout V) throws(V.Failure) {
        try v.member("port", &port)
        try v.member("transport", &transport)
        try v.member("name", &name)
    }
}

/// Distinguished by its members: a container has tags and a source, a virtual machine's version has disks and a number.
extension Plan.Image: JSONValue {
    public func write(to json: inout JSONWriter) {
        switch self {
        case .disks(let version): version.write(to: &json)
        case .container(let image): image.write(to: &json)
        }
    }

    public init(from json: inout JSONReader) throws(JSONError) {
        let node = try JSONNode(from: &json)
        var tree = TreeReader()
        guard let image = Self.read(node, &tree) else {
            throw JSONError("expected an image at \(tree.mismatches.first?.pointer ?? "")")
        }
        self = image
    }

    public static func read(_ node: JSONNode, _ tree: inout TreeReader) -> Plan.Image? {
        func has(_ names: String...) -> Bool { names.contains { node[$0] != nil } }
        return if has("osDisk", "dataDisks", "version"), !has("tags", "layout", "repository") {
            Plan.DiskVersion.read(node, &tree).map { .disks($0) }
        } else {
            Plan.ContainerImage.read(node, &tree).map { .container($0) }
        }
    }

    public static var schema: JSONNode { ["anyOf": [Plan.DiskVersion.schema, Plan.ContainerImage.schema]] }
}
