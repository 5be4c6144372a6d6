// Mails as files of a Maildir (https://cr.yp.to/proto/maildir.html): written to tmp, then moved to new, so that a
// reader never sees half a mail.

import Base
import Events
import FoundationEssentials
import Glibc
import Offers

/// A folder of mails.
struct Maildir: Sendable {
    private let folder: URL

    /// Creates the folder, with `tmp`, `new` and `cur`, if missing. Throws `Settings.Wrong` if it cannot.
    init(_ path: String) throws {
        folder = URL(filePath: path, directoryHint: .isDirectory)
        do {
            for part in ["tmp", "new", "cur"] {
                try FileManager.default.createDirectory(
                    at: folder.appending(path: part), withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            }
        } catch {
            throw Settings.Wrong(
                "--maildir \(path): the folder cannot be created (\(error.systemReason)). Give a folder that the mailer can write to."
            )
        }
    }

    /// Puts the mail into `new`. Its file name is derived from its Message-ID, so that a repeated mail replaces the
    /// first; a mail that was read (`cur`) is not delivered again. Throws `Fault` if it cannot be written.
    func deliver(_ mail: Mail) throws {
        let name = Self.name(of: mail.messageID)
        guard try !wasRead(name) else { return }
        let temporary = folder.appending(path: "tmp/\(name)").path
        do {
            try write(mail.withHostLineEnds, to: temporary)
            try check(rename(temporary, folder.appending(path: "new/\(name)").path), "rename")
            // The file survives a power cut only if its folder entry was written.
            try sync(folder.appending(path: "new").path)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Different ids have different names; any id gives a plain file name.
    static func name(of messageID: String) -> String {
        String(fnv1a(messageID.utf8), radix: 36) + ".offers"
    }

    /// A reader moves mails to `cur` and adds flags after a colon.
    private func wasRead(_ name: String) throws -> Bool {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "cur").path)
                .contains { $0 == name || $0.hasPrefix("\(name):") }
        } catch { throw fault("read cur", error.systemReason) }
    }

    private func write(_ bytes: [UInt8], to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        try check(file, "open tmp")
        defer { close(file) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            try check(Int32(clamping: count), "write")
            written += count
        }
        try check(fsync(file), "fsync")
    }

    private func sync(_ path: String) throws {
        let file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try check(file, "open new")
        defer { close(file) }
        try check(fsync(file), "fsync new")
    }

    private func check(_ code: Int32, _ what: String) throws {
        guard code < 0 else { return }
        throw fault(what, String(cString: strerror(errno)))
    }

    private func fault(_ what: String, _ why: String) -> Fault {
        Fault(
            "maildir",
            "The Maildir \(folder.path) did not accept a mail (\(what): \(why)). Check its free space and access rights."
        )
    }
}
