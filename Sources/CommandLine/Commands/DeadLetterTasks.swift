// `dead-letters`: list, show, redrive (R32). What was sent again is known by a header on the target topic itself, so that
// there is no second list to keep true: a letter whose place stands there is not sent once more.

import Base
import Offers

/// What became of a letter that was to be sent again; `--json` prints it.
struct RedriveReport: Codable, Equatable {
    enum Result: String, Codable {
        case sent
        case sentBefore = "sent-before"
        case notSent = "not-sent"
        case refused
    }

    var letter: String
    var topic: String
    var result: Result
    var reason: String?
}

extension Execution {
    func listLetters(_ filter: DeadLetterFilter) throws {
        let letters = try letters { $0.fits(filter) }
        if isJSON {
            for letter in letters { out.write(JSONLine.of(letter.report(isWhole: false))) }
        } else {
            out.write(DeadLetterPage.text(letters, isFiltered: filter != DeadLetterFilter(), out.palette))
        }
    }

    func showLetter(_ id: DeadLetterID) throws {
        guard let letter = try letters({ $0.id == id }).first else { throw PipelineError.unknownLetter(id) }
        out.write(isJSON ? JSONLine.of(letter.report(isWhole: true)) : DeadLetterPage.whole(letter, out.palette))
    }

    /// Sends letters to where they came from. `isTrial`: only says what would be sent.
    func redrive(_ choice: DeadLetterChoice, isTrial: Bool) throws {
        let chosen = try chosen(choice)
        let sentBefore = try sentBefore(chosen)
        var reports: [RedriveReport] = []
        for letter in chosen {
            var report = RedriveReport(letter: letter.id.description, topic: letter.topic, result: .sent)
            if letter.target == nil {
                report.result = .refused
                report.reason = "\"\(letter.topic)\" is no topic of the line"
            } else if letter.isCut {
                report.result = .refused
                report.reason = "its value was too large for this topic; it stands at \(letter.origin)"
            } else if sentBefore.contains(letter.id) {
                report.result = .sentBefore
            } else if isTrial {
                report.result = .notSent
            } else if let target = letter.target {
                try desk().send(letter.again(to: target))
            }
            // Told at once: if the broker goes away half way, what was sent has been said.
            if isJSON { out.write(JSONLine.of(report)) }
            reports.append(report)
        }
        if !isJSON { out.write(DeadLetterPage.text(reports, out.palette)) }
        let refused = reports.count { $0.result == .refused }
        if refused > 0 { throw PipelineError.lettersRefused(refused, of: reports.count) }
    }

    private func chosen(_ choice: DeadLetterChoice) throws -> [DeadLetter] {
        switch choice {
        case .one(let id):
            let letters = try letters { $0.id == id }
            if letters.isEmpty { throw PipelineError.unknownLetter(id) }
            return letters
        case .filtered(let filter): return try letters { $0.fits(filter) }
        case .all: return try letters { _ in true }
        }
    }

    /// Oldest first: what came in order goes back in order.
    private func letters(_ isWanted: (DeadLetter) -> Bool) throws -> [DeadLetter] {
        var letters: [DeadLetter] = []
        _ = try desk().read(.deadLetters, nil, .beginning) { record in
            let letter = DeadLetter(record)
            if isWanted(letter) { letters.append(letter) }
        }
        return letters.sorted {
            ($0.record.time?.milliseconds ?? 0, $0.id.partition, $0.id.offset)
                < ($1.record.time?.milliseconds ?? 0, $1.id.partition, $1.id.offset)
        }
    }

    /// The letters whose place stands in a header on the topic they came from. Read from an hour before the oldest letter
    /// on: clocks differ, and what was sent again is younger than its letter.
    private func sentBefore(_ letters: [DeadLetter]) throws -> Set<DeadLetterID> {
        var found: Set<DeadLetterID> = []
        for topic in Set(letters.compactMap(\.target)).sorted(by: { $0.name < $1.name }) {
            let times = letters.filter { $0.target == topic }.map(\.record.time)
            let oldest = times.contains(nil) ? nil : times.compactMap { $0 }.min()
            let start = oldest.map { Start.time($0 + .seconds(-3_600)) } ?? .beginning
            _ = try desk().read(topic, nil, start) { record in
                guard let header = record.headers.last(where: { $0.name == DeadLetter.Name.redriven }) else { return }
                if let id = try? DeadLetterID(typed: String(decoding: header.value, as: UTF8.self)) { found.insert(id) }
            }
        }
        return found
    }
}
