// What follows from each answer, and from a connection that ended.
import FoundationEssentials

extension Download {
    func judge(_ transfer: Transfer, _ part: DownloadPart, _ address: WebAddress) throws {
        if part.isRange {
            try FetchAnswerRules.demandPart(
                part.asked, ofLength: note.length ?? 0, version: note.validator ?? "", transfer, address)
        } else {
            try FetchAnswerRules.demandFile(transfer, address)
        }
        guard (200..<300).contains(transfer.status) else { return }
        (hasAnswered, allowed) = (true, hasAnswered ? allowed : max(1, policy.connections))
        guard !part.isRange else { return }
        let version = FileVersion(transfer)
        (note.length, note.validator) = (version.length, version.validator)
        note.takesRanges = note.takesRanges && version.takesRanges
        guard let length = version.length else { return }
        part.end = note.canContinue && allowed > 1 ? min(length, policy.longestPart) : length
        try DiskRoom.demand(length, for: file.path, quota: policy.folderQuota)
        try file.truncate(to: length)
    }

    func end(_ transfer: Transfer, _ result: Result<Transfer.Answer, any Error>) throws {
        // What a disagreement has ended meanwhile.
        guard let index = parts.firstIndex(where: { $0.transfer === transfer }) else { return }
        let part = parts.remove(at: index).part
        try part.write()
        note.done.insert(part.taken)
        do {
            let answer = try result.get()
            if let target = answer.redirect { return try follow(target, from: transfer.address, part) }
            guard !part.isEmpty else { throw FetchAnswerRules.empty(answer.status, transfer.address) }
            // Without a length, its end is where the host ended it, behind a hole where it ends with zeros.
            if note.length == nil {
                note.length = part.position
                try file.truncate(to: part.position)
            }
        } catch Disagreement.changed {
            guard note.changes == 0 else { throw FetchFindings.changed(start) }
            try begin(note.changes + 1)
        } catch Disagreement.withoutRanges {
            try withoutRanges()
        } catch Disagreement.unauthorized {
            try access?.renew(after: transfer)
        } catch let error as AssetError {
            try tryAgain(after: error, part, transfer.header("Retry-After").flatMap { Int($0) })
        }
    }

    private func follow(_ target: String, from address: WebAddress, _ part: DownloadPart) throws {
        guard part.redirects < policy.maxRedirects else { throw FetchFindings.redirects }
        let next = DownloadPart(part.asked, isRange: part.isRange, of: file)
        (next.end, next.redirects) = (part.end, part.redirects + 1)
        try add(next, at: address.redirected(to: target, policy: policy))
    }

    /// A connection broke, or the host asks for patience. Other connections continue.
    private func tryAgain(after error: AssetError, _ part: DownloadPart, _ retryAfter: Int?) throws {
        switch error {
        case .unreachable: break
        case .unavailable: allowed = max(1, min(allowed, parts.count + 1) / 2)
        default: throw error
        }
        guard note.canContinue else { throw error }
        // Connections that break together are one failure.
        guard pauseEnd <= .now else { return }
        failures = !part.isEmpty ? 0 : received > rateFrom ? 1 : failures + 1
        guard failures < policy.tries else { throw error }
        // What did not come while the host was away is not asked for of the time behind it.
        if failures > 0 { (rateSince, rateFrom) = (.now, received) }
        breaks += 1
        let isAtOnce = failures == 0 && breaks <= policy.connections + Int(received / policy.breakEvery)
        let usual = isAtOnce ? .zero : policy.pause * (1 << max(0, failures - 1))
        let pause = retryAfter.map { Duration.seconds($0) } ?? usual
        pauseEnd = .now + max(.zero, min(pause, Self.longestPause))
    }
}
