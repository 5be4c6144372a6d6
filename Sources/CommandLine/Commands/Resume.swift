// `offerctl resume`.

import BrokerClient
import Offers

extension CommandSpec {
    static let resume = CommandSpec(
        name: "resume", group: .operators, operands: [.optionalOffer],
        options: [.stage, .pipeline, .code, .why, .noWait],
        summary: "Resume what is blocked or paused",
        details: """
            Starts a blocked step again, once its cause is fixed, and ends a pause: of OFFER,
            of the workers of one stage, or of all stages. With --code, all offers are
            resumed whose step of the stage is blocked by that fault.
            """,
        json: ControlReport.json
    ) { invocation in
        if let code = invocation.arguments[.code] { return try invocation.resumeBlocked(code: code) }
        try invocation.pauseOrResume(pauses: false)
    }
}

extension OptionSpec {
    fileprivate static let code = OptionSpec(
        name: "--code", value: "CODE", help: "Every offer that this fault blocks in the stage")
}

extension Invocation {
    /// Resumes what one fault has blocked. An offer that cannot be resumed does not keep the others.
    fileprivate func resumeBlocked(code: String) throws {
        guard let stage = arguments[.stage], arguments.optionalOffer() == nil, !arguments.has(.pipeline) else {
            throw ToolError(.usage, "--code goes with --stage STAGE, and with neither an OFFER nor --pipeline")
        }
        let offers = try broker().newest(.status).compactMap { try status($0) }.filter { status in
            guard case .blocked(let step) = Phase(status) else { return false }
            return status.steps[step].stage.rawValue == stage.lowercased() && status.steps[step].fault?.code == code
        }
        if offers.isEmpty { out.warn("no offer is blocked in \(stage) by \(code)") }
        var refused = 0
        for status in offers {
            do { try ask(command(.resume, status.key, text: arguments[.why])) } catch let error as ToolError {
                out.warn("\(status.key): \(error)")
                refused += 1
            }
        }
        if refused > 0 { throw ToolError(.refused, "\(refused) of \(offers.count) offers were not resumed") }
    }
}
