// The limits of a fetch: settings as one value.
import FoundationEssentials

/// An exception to the rule that only public addresses may be reached.
public struct AllowedNetwork: Sendable, Equatable {
    private enum Kind: Equatable {
        case range(NetworkRange)
        case host(String)
    }

    private let kind: Kind

    /// A range (`10.1.0.0/16`, `fd00::/8`), an address (`127.0.0.1`), or a host name as in the URL.
    /// - Throws: `AssetError.setting`.
    public init(_ text: String) throws {
        if let range = NetworkRange(text) {
            kind = .range(range)
        } else if !text.isEmpty, !text.contains("/"), !text.contains(where: \.isWhitespace) {
            kind = .host(text.lowercased())
        } else {
            throw AssetError.setting(
                name: "allowed network", value: text, reason: "expected is a range like 10.1.0.0/16 or a host's name")
        }
    }

    /// Whether a text is an IP address.
    public static func isAddress(_ text: String) -> Bool { IPAddress(text) != nil }

    /// Whether this is a range that contains the address.
    public func allows(address text: String) -> Bool { IPAddress(text).map(allows) ?? false }

    func allows(_ address: IPAddress) -> Bool {
        if case .range(let range) = kind { return range.contains(address) }
        return false
    }

    func allows(host: String) -> Bool { kind == .host(host) }
}

/// The rights of a guarded fetch. The defaults allow `https` to public addresses and no files.
public struct FetchPolicy: Sendable, Equatable {
    /// Directories for `file://`. Empty: none. `FileRoots` computes them for a publisher.
    public var allowedFileRoots: [String] = []
    /// Loopback, private and similar addresses that may be reached.
    public var allowedNetworks: [AllowedNetwork] = []
    /// Whether `http://` without TLS is accepted.
    public var allowsPlainHTTP = false
    /// The longest file or answer, in bytes.
    public var maxBytes: Int64 = 1 << 40
    /// The time limit for connecting, TLS included.
    public var connectTimeout = Duration.seconds(15)
    /// The fetch ends when no byte arrives for this long.
    public var stallTimeout = Duration.seconds(60)
    /// For one whole file; `nil`: no limit except the stall's.
    public var totalTimeout: Duration?
    /// The least average rate of a download in bytes a second, after `leastRateAfter`. A slow host must not hold a
    /// worker until `totalTimeout`.
    public var leastRate: Int64 = 64 << 10
    public var leastRateAfter = Duration.seconds(120)
    /// `totalTimeout` of a file that is read into memory: a slow host must not hold a worker for hours.
    public var smallFileTimeout = Duration.seconds(120)
    /// Redirects to follow, each checked like the first address.
    public var maxRedirects = 5
    /// Most connections of one download.
    public var connections = 4
    /// A connection takes over half of another one's rest, unless the half is shorter than this, in bytes.
    public var leastPart: Int64 = 8 << 20
    /// Most bytes that a connection asks for at a time. Connections take the first bytes first, so a file is whole up to no more
    /// than this for each of them before what has arrived.
    public var longestPart: Int64 = 64 << 20
    /// A reader that reads a download while it arrives, and has read all of it, gets so many bytes more at once.
    public var readStep: Int64 = 32 << 20
    /// Between two notes of how far a download is; a worker that is killed loses no more than what came since the last one.
    public var noteEvery = Duration.seconds(1)
    /// A connection that broke is followed at once by another, as often as once in so many bytes; more often, behind a pause.
    public var breakEvery: Int64 = 1 << 20
    /// The number of tries in a row without a byte.
    public var tries = 5
    /// Pause behind the first of them; doubles from one to the next.
    public var pause = Duration.seconds(1)
    /// For the folder of downloads; `nil`: no limit except the disk's.
    public var folderQuota: FolderQuota?
    /// A PEM file of certificate authorities besides the system's.
    public var extraCAFile: String?

    /// The defaults above.
    public init() {}
}
