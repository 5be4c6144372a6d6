// A tar as a stream: takes bytes in pieces and reports entries and their contents. Strict: accepts only what every tar
// reader reads in the same way (ustar, pax, GNU long names), so that the scanned files are the files that a runtime
// unpacks. Memory: one extended header.
import FoundationEssentials

/// An entry of a tar that stays inside the folder where it is unpacked.
package struct TarEntry: Equatable {
    package enum Kind: Equatable { case file, folder, hardLink, symbolicLink, pipe }

    package var kind: Kind
    /// As written; not always UTF-8 in the archive.
    package var name: String
    /// Of the content, in bytes.
    package var size: Int64
}

/// Receives the contents of a tar in order. If it throws, the reading ends.
package protocol TarVisitor: AnyObject {
    func begin(_ entry: TarEntry) throws
    /// A part of the content of the current file.
    func content(_ bytes: UnsafeRawBufferPointer) throws
    /// The end of a file's content.
    func end() throws
}

package final class TarReader {
    /// The longest extended header, in bytes. Go's archive/tar reads no more.
    static let longestExtension = 1 << 20
    /// Linux' PATH_MAX.
    static let longestName = 4096

    private enum State {
        case header
        /// The remaining bytes of content and of padding.
        case content(Int64, padding: Int)
        /// The same for an extended header of this type.
        case extended(UInt8, Int, padding: Int)
        /// After the first empty block, then after both.
        case firstEnd, end
    }

    /// Headers that precede an entry and change it.
    private enum Pending {
        case nothing
        case pax(PaxRecords)
        case long(name: [UInt8]?, target: [UInt8]?)
    }

    private let place: String
    private unowned let visitor: any TarVisitor
    private var state = State.header
    private var pending = Pending.nothing
    private var block: [UInt8] = []
    private var collected: [UInt8] = []
    private var position: Int64 = 0
    /// The start of the last header.
    private var headerPosition: Int64 = 0

    /// - Parameter place: the archive's name for findings.
    package init(place: String, visitor: any TarVisitor) {
        (self.place, self.visitor) = (place, visitor)
        block.reserveCapacity(TarHeader.length)
    }

    /// Throws `AssetProblem`, and whatever the visitor throws.
    package func take(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = try step(rest)
            position += Int64(count)
            rest = rest.dropFirst(count)
        }
    }

    /// Call it after the last byte. An archive without the two empty blocks at its end is also complete, as for all
    /// readers.
    package func finish() throws {
        switch (state, pending) {
        case (.end, _): return
        case (.header, .nothing) where block.isEmpty: return
        // No reader needs the padding of the last block either; umoci leaves it out.
        case (.content(0, _), _): return
        default: throw damaged
        }
    }

    /// Uses some of the bytes; returns how many.
    private func step(_ rest: Slice<UnsafeRawBufferPointer>) throws -> Int {
        switch state {
        case .header, .firstEnd:
            if block.isEmpty { headerPosition = position }
            let part = rest.prefix(TarHeader.length - block.count)
            block.append(contentsOf: part)
            if block.count == TarHeader.length {
                let whole = block
                block.removeAll(keepingCapacity: true)
                try read(whole)
            }
            return part.count
        case .content(let left, let padding):
            let part = rest.prefix(Int(min(left, Int64(rest.count))))
            if !part.isEmpty { try visitor.content(UnsafeRawBufferPointer(rebasing: part)) }
            if left > part.count {
                state = .content(left - Int64(part.count), padding: padding)
                return part.count
            }
            if left > 0 { try visitor.end() }
            return part.count + skip(padding, rest.dropFirst(part.count).count) { .content(0, padding: $0) }
        case .extended(let type, let left, let padding):
            let part = rest.prefix(left)
            collected.append(contentsOf: part)
            if left > part.count {
                state = .extended(type, left - part.count, padding: padding)
                return part.count
            }
            if left > 0 { try note(type) }
            return part.count + skip(padding, rest.dropFirst(part.count).count) { .extended(type, 0, padding: $0) }
        case .end:
            if let other = rest.firstIndex(where: { $0 != 0 }) {
                throw LayerFindings.damaged(
                    place, at: position + Int64(rest.distance(from: rest.startIndex, to: other)))
            }
            return rest.count
        }
    }

    /// Skips padding; `later` is the state that waits for the rest of it.
    private func skip(_ padding: Int, _ available: Int, later: (Int) -> State) -> Int {
        let count = min(padding, available)
        state = count < padding ? later(padding - count) : .header
        return count
    }

    private func read(_ block: [UInt8]) throws {
        if TarHeader.isZero(block[...]) {
            guard case .nothing = pending else { throw damaged }
            if case .firstEnd = state { state = .end } else { state = .firstEnd }
            return
        }
        // An empty block followed by an entry: some readers stop there, others continue.
        guard case .header = state, let header = TarHeader(block) else { throw damaged }
        switch header.type {
        case UInt8(ascii: "x"), UInt8(ascii: "g"), UInt8(ascii: "L"), UInt8(ascii: "K"): try beginExtension(header)
        default: try begin(header)
        }
    }

    private func beginExtension(_ header: TarHeader) throws {
        let isAllowed =
            switch (pending, header.type) {
            case (.nothing, _): true
            case (.long(let name, _), UInt8(ascii: "L")): name == nil
            case (.long(_, let target), UInt8(ascii: "K")): target == nil
            default: false
            }
        guard isAllowed else { throw LayerFindings.headers(place, name(header.name)) }
        guard let size = header.size, size <= Self.longestExtension else { throw damaged }
        collected.removeAll(keepingCapacity: true)
        state = .extended(header.type, Int(size), padding: Self.padding(size))
        if size == 0 { throw LayerFindings.headers(place, name(header.name)) }
    }

    /// The extended header is complete.
    private func note(_ type: UInt8) throws {
        switch type {
        case UInt8(ascii: "x"): pending = .pax(try records())
        case UInt8(ascii: "g"):
            // Some readers apply it to all later entries, others to none.
            let records = try records()
            guard records.path == nil, records.target == nil, records.size == nil else {
                throw LayerFindings.headers(place, "pax_global_header")
            }
        default:
            let text = Array(collected.prefix { $0 != 0 })
            let hasOneEnd = TarHeader.isZero(collected[text.count...]) && text.count < collected.count
            guard !text.isEmpty, hasOneEnd else { throw LayerFindings.headers(place, name(text)) }
            var (name, target): ([UInt8]?, [UInt8]?)
            if case .long(let oldName, let oldTarget) = pending { (name, target) = (oldName, oldTarget) }
            if type == UInt8(ascii: "L") { name = text } else { target = text }
            pending = .long(name: name, target: target)
        }
    }

    private func records() throws -> PaxRecords {
        do { return try PaxRecords(collected) } catch PaxRecords.Wrong.key(let key) {
            throw LayerFindings.sparse(place, key)
        } catch { throw LayerFindings.headers(place, "pax") }
    }

    private func begin(_ header: TarHeader) throws {
        var (path, target, size) = (header.name, header.target, header.size)
        switch pending {
        case .nothing: break
        case .pax(let records):
            path = records.path ?? path
            target = records.target ?? target
            if let stated = records.size {
                // The size is given twice only if the header's own field cannot hold it.
                guard stated == size || stated >= 1 << 33 else { throw LayerFindings.headers(place, name(path)) }
                size = stated
            }
        case .long(let longName, let longTarget):
            path = longName ?? path
            target = longTarget ?? target
        }
        pending = .nothing
        let entry = TarEntry(
            kind: try kind(header.type, path), name: name(path), size: try content(size, of: header, path))
        try check(path, entry)
        if entry.kind == .hardLink { try check(target, entry) }
        try visitor.begin(entry)
        guard entry.kind == .file else { return }
        state = .content(entry.size, padding: Self.padding(entry.size))
        guard entry.size == 0 else { return }
        try visitor.end()
        state = .header
    }

    private func kind(_ type: UInt8, _ path: [UInt8]) throws -> TarEntry.Kind {
        switch type {
        case UInt8(ascii: "0"), 0:
            // Readers older than POSIX recognize folders by this.
            guard path.last != UInt8(ascii: "/") else { throw LayerFindings.folderName(place, name(path)) }
            return .file
        case UInt8(ascii: "1"): return .hardLink
        case UInt8(ascii: "2"): return .symbolicLink
        case UInt8(ascii: "3"), UInt8(ascii: "4"): throw LayerFindings.device(place, name(path))
        case UInt8(ascii: "5"): return .folder
        case UInt8(ascii: "6"): return .pipe
        case UInt8(ascii: "S"): throw LayerFindings.sparse(place, name(path))
        default: throw LayerFindings.type(place, name(path), type)
        }
    }

    private func content(_ size: Int64?, of header: TarHeader, _ path: [UInt8]) throws -> Int64 {
        switch header.type {
        case UInt8(ascii: "0"), 0:
            guard let size else { throw damaged }
            return size
        default:
            guard size == 0 || size == nil && header.hasNoSize else {
                throw LayerFindings.size(place, name(path))
            }
            return 0
        }
    }

    /// Refuses names that lead outside in any interpretation: with `/` as for runtimes on Linux, and with `\` too.
    private func check(_ path: [UInt8], _ entry: TarEntry) throws {
        guard !path.isEmpty, path.count <= Self.longestName else { throw LayerFindings.headers(place, entry.name) }
        let slash = UInt8(ascii: "/")
        let parts = path.split(separator: slash)
        let windows = path.split { $0 == slash || $0 == UInt8(ascii: "\\") }
        guard Self.isInside(parts), Self.isInside(windows) else { throw LayerFindings.outside(place, name(path)) }
        let isNothing = parts.allSatisfy { $0.elementsEqual(".".utf8) }
        guard !isNothing || entry.kind == .folder else { throw LayerFindings.headers(place, entry.name) }
    }

    /// A leading `/` means the folder where the archive is unpacked; `a/../b` stays inside.
    private static func isInside(_ parts: [ArraySlice<UInt8>]) -> Bool {
        var depth = 0
        for part in parts where !part.elementsEqual(".".utf8) {
            depth += part.elementsEqual("..".utf8) ? -1 : 1
            guard depth >= 0 else { return false }
        }
        return true
    }

    private func name(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func padding(_ size: Int64) -> Int { Int((512 - size % 512) % 512) }

    private var damaged: AssetProblem { LayerFindings.damaged(place, at: headerPosition) }
}
