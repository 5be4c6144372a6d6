// What an operand or the value of an option may be, declared with it: the parser checks it, completion offers it.

import Base
import Offers
import Validation

/// The values that are accepted.
enum AcceptedValues: Sendable {
    /// One of these, in upper or lower case.
    case oneOf([String])
    /// Any value, for example these.
    case suggested([String])
    case files
    /// A command of one or two words.
    case commands
    case offer
    case identifier
    case guid
    case time
    /// A whole number.
    case number(ClosedRange<Int>)
    /// Separated by commas. Checks only the form, to catch a typo; validation decides.
    case mailAddresses
    /// A text that is not blank, with at most this many characters.
    case text(most: Int)
    case anything

    /// The words that completion offers.
    var words: [String] {
        switch self {
        case .oneOf(let words), .suggested(let words): words
        case .commands: Completion.firstWords.map(\.word)
        default: []
        }
    }

    /// A time, or how long ago it was; nil for any other word.
    static func time(_ word: String, at now: Timestamp) -> Timestamp? {
        let units: [Character: Int] = ["m": 60, "h": 3_600, "d": 86_400]
        guard let unit = word.last.flatMap({ units[$0] }), let count = Int(word.dropLast()), (0...100_000) ~= count
        else { return Timestamp(word) }
        return now + .seconds(-unit * count)
    }

    /// What to type instead of an unaccepted word; nil for an accepted one.
    func hint(for word: String) -> String? {
        let (isAccepted, hint) =
            switch self {
            case .oneOf(let words):
                (
                    words.contains { $0.lowercased() == word.lowercased() },
                    "give one of \(words.joined(separator: ", "))"
                )
            case .offer:
                (OfferKey(word) != nil, "write PUBLISHER/OFFER, each 1–50 of a-z 0-9 - and not ending in -")
            case .identifier: (OfferKey.isIdentifier(word), "give 1–50 characters of a-z 0-9 -, not ending in -")
            case .guid: (Form.isGUID(word), "give a GUID such as 01234567-89ab-cdef-0123-456789abcdef")
            case .time:
                (
                    Self.time(word, at: Timestamp(milliseconds: 0)) != nil,
                    "write the time as 2026-01-31T09:00:00Z, or how long ago it was as 30m, 2h or 3d"
                )
            case .number(let range):
                (
                    Int(word).map(range.contains) ?? false,
                    "give a whole number from \(range.lowerBound) to \(range.upperBound)"
                )
            case .mailAddresses:
                (
                    !word.isEmpty && Mailbox.split(word).allSatisfy { Mailbox($0, leastLabels: 1) != nil },
                    "write NAME@HOST or 'Ada Lovelace <NAME@HOST>', several separated by commas"
                )
            case .text(let most):
                (!trimmed(word).isEmpty && word.count <= most, "give a text of 1 to \(most) characters")
            case .suggested, .files, .commands, .anything: (true, "")
            }
        return isAccepted ? nil : hint
    }
}
