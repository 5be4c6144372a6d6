// Recognizes a file that was given as a VHD but does not end in a footer: another disk format, a packed file, or a VHD
// with a damaged end.

enum FileFormat {
    private struct Magic {
        let bytes: [UInt8]
        var offset = 0
        let name: String

        init(_ text: String, at offset: Int = 0, _ name: String) {
            (bytes, self.offset, self.name) = (text.unicodeScalars.map { UInt8($0.value) }, offset, name)
        }

        func begins(_ head: [UInt8]) -> Bool { head.dropFirst(offset).starts(with: bytes) }
    }

    /// Disk formats by qemu-img's names.
    private static let disks = [
        Magic("vhdxfile", "vhdx"), Magic("QFI\u{FB}", "qcow2"), Magic("KDMV", "vmdk"), Magic("COWD", "vmdk"),
        Magic("\u{7F}\u{10}\u{DA}\u{BE}", at: 64, "vdi"), Magic("QED\0", "qed"),
        Magic("WithoutFreeSpace", "parallels"), Magic("WithouFreSpacExt", "parallels"),
    ]

    /// Packed formats, and the command that writes their content to standard output.
    private static let packed: [(magic: Magic, unpack: String)] = [
        (Magic("\u{FD}7zXZ\0", "xz"), "xz -dc FILE >IMAGE.vhd"),
        (Magic("\u{1F}\u{8B}", "gzip"), "gzip -dc FILE >IMAGE.vhd"),
        (Magic("\u{28}\u{B5}\u{2F}\u{FD}", "zstd"), "zstd -dc FILE >IMAGE.vhd"),
        (Magic("BZh", "bzip2"), "bzip2 -dc FILE >IMAGE.vhd"), (Magic("PK\u{3}\u{4}", "zip"), "unzip FILE"),
        (Magic("7z\u{BC}\u{AF}\u{27}\u{1C}", "7z"), "7z x FILE"), (Magic("ustar", at: 257, "tar"), "tar -xf FILE"),
    ]

    /// - Parameters:
    ///   - tail: the last bytes of the file, at least 512 if it has as many.
    static func finding(head: [UInt8], tail: [UInt8], length: Int64) -> AssetFinding {
        if let disk = disks.first(where: { $0.begins(head) }) { return VHDFindings.otherFormat(disk.name) }
        if let known = packed.first(where: { $0.magic.begins(head) }) {
            return VHDFindings.packed(known.magic.name, unpack: known.unpack)
        }
        if let footer = lastFooter(tail, length: length) {
            return VHDFindings.footerNotLast(at: footer, length: length)
        }
        return head.starts(with: VHDFooter.cookie) ? VHDFindings.cutShort(length) : VHDFindings.noFooter(length)
    }

    /// The position of the last fixed-disk footer that ends near the end; bytes may follow it, or its last one may be
    /// missing.
    private static func lastFooter(_ tail: [UInt8], length: Int64) -> Int64? {
        let start = length - Int64(tail.count)
        let tail = tail + [0]
        var place = tail.count - VHDFooter.length
        while place >= 0 {
            if tail[place] == VHDFooter.cookie[0],
                let footer = VHDFooter(Array(tail[place..<place + VHDFooter.length])),
                footer.isIntact(at: start + Int64(place))
            {
                return start + Int64(place)
            }
            place -= 1
        }
        return nil
    }
}
