// The user that each service runs as, and the folders below `data-dir` that it uses. The users, folders and mounts of every
// deployment are made from this. A folder has one writer: an attacker who takes over a worker by the bytes that it reads can
// change what this worker writes, and nothing else.

/// The user of a service. All users are in the group `offers`, which may read the folders.
struct ServiceUser {
    /// Below `data-dir`.
    struct Folder: Equatable {
        let path: String
        let isWritten: Bool
    }

    /// The number of the user in containers. It owns files in volumes, so never give it to another service.
    let number: Int
    /// Folders that it has for itself where services share a machine. A pod needs none of them on the volume.
    let own: [String]
    /// The other folders.
    let folders: [Folder]

    /// The number of the group `offers`, and of the user `offers`, as which `offerctl` runs in containers.
    static let group = 10_001
    /// Where operators put the files of publishers who use `file:` addresses, a folder for each publisher.
    static let publisherFiles = "images"

    fileprivate init(_ number: Int, own: [String] = [], writes: [String] = [], reads: [String] = []) {
        self.number = number
        self.own = own
        folders =
            writes.map { Folder(path: $0, isWritten: true) } + reads.map { Folder(path: $0, isWritten: false) }
    }
}

extension Service {
    var user: ServiceUser {
        // The records in flight of a stage.
        let notes = ["notes/\(name)"]
        return switch name {
        case "offer-coordinator": ServiceUser(10_002)
        case "validate-prerequisites": ServiceUser(10_003, own: notes)
        case "validate-test-drive":
            ServiceUser(10_004, own: notes, writes: ["downloads/test-drives"], reads: [ServiceUser.publisherFiles])
        case "certify":
            ServiceUser(
                10_005, own: notes, writes: ["downloads/images", "certified", "reports"],
                reads: ["regions/preview", "regions/production", ServiceUser.publisherFiles])
        case "provision-preview":
            ServiceUser(
                10_006, own: notes, writes: ["regions/preview"], reads: ["certified", "regions/production"])
        case "package":
            ServiceUser(10_007, own: notes, writes: ["packages"], reads: [ServiceUser.publisherFiles])
        case "publisher-sign-off": ServiceUser(10_008)
        case "provision-production":
            ServiceUser(
                10_009, own: notes, writes: ["regions/production"], reads: ["certified", "regions/preview"])
        case "go-live": ServiceUser(10_010, own: notes)
        case "offer-notifier": ServiceUser(10_011)
        case "offer-mailer": ServiceUser(10_012, own: ["mail"])
        case "offer-gateway": ServiceUser(10_013, reads: ["packages"])
        // A new service: give it the next number here.
        default: ServiceUser(0)
        }
    }
}
