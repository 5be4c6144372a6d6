// The gateway as a program: settings, broker, table, server.

import Foundation
import Gateway
import HTTP
import Offers
import Runtime
import Stages
import Synchronization
import Telemetry

@main enum Program {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        if words.first == "new-token" { newToken(Array(words.dropFirst())) }
        Launch.main(name: "offer-gateway", help: help) { start, logger in
            let settings = start.settings
            var options = Gateway.Options()
            let address = settings["listen"] ?? "127.0.0.1"
            let port = try settings.number("port", default: 8080, in: 0...65_535)
            let draftMemory = try settings.number("draft-memory-mib", default: 256, in: 1...1 << 20)
            options.answerMilliseconds = try settings.number("answer-ms", default: 10_000, in: 100...60_000)
            options.isBehindTLS = try settings.choice("cookies", default: Cookies.plain) == .secure
            let proxies = try TrustedProxies(settings["trusted-proxies"] ?? "")
            options.proxies = proxies
            options.fileRoots = (settings["file-roots"] ?? "").split(separator: ":").map(String.init)
            options.packages = settings.packagesDirectory
            options.sessionSeconds = try settings.number("session-hours", default: 12, in: 1...720) * 3_600
            let tokens = try Tokens(settings)
            let issuer = try JWTIssuer(
                settings, keysRead: { logger.log(.issuerKeysRead, ["kids": .text($0.joined(separator: " "))]) },
                keysKept: { logger.log(.issuerKeysKept, ["reason": .text($0)]) })
            let client = try OpenIDClient(settings, issuer: issuer)
            let policy = try Policy(settings)
            let metricsAddress = settings["metrics-address"]
            let kafka = try start.client()
            try settings.refuseUnknown(among: start.given)

            let model = ReadModel(mostDraftBytes: draftMemory << 20)
            let follower = try TopicFollower(
                settings: kafka, model: model, log: logger.kafkaSink,
                skipped: { logger.log(.unreadableRecord, ["record": .text($0), "reason": .text($1)]) })
            let gateway = Gateway(
                tokens: tokens, issuer: issuer, client: client, model: model, broker: follower.broker, policy: policy,
                options: options,
                sent: { logger.log(.command, $0.mapValues(LogValue.text)) },
                refused: { logger.log(.jwtRefused, $0.mapValues(LogValue.text)) },
                unsigned: { logger.log(.signInFailed, $0.mapValues(LogValue.text)) })
            var limits = HTTPServer.Limits()
            limits.isProxy = { proxies.trusts($0) }
            let server = try HTTPServer(
                address: address, port: UInt16(port), limits: limits, refuse: Gateway.refuse,
                admit: gateway.admit, handle: gateway.handle)
            let telemetry = try GatewayTelemetry(gateway, metricsAddress, start.serviceManager, logger)
            let leftOut = Mutex(0)
            let host = address.contains(":") ? "[\(address)]" : address
            let turned: @Sendable () -> Void = {
                if telemetry.turned(isReady: model.isReady, silence: follower.broker.silence()) {
                    logger.log(
                        .ready,
                        [
                            "broker": .text(kafka.bootstrapServers ?? ""),
                            "address": "http://\(host):\(server.port)/",
                        ])
                }
                do {
                    if try tokens.refresh() { logger.log(.tokensRead, ["count": .number(tokens.count)]) }
                } catch { logger.log(.tokensKept, ["reason": "\(error)"]) }
                let all = model.leftOut
                let more = leftOut.withLock { told in
                    defer { told = all }
                    return all - told
                }
                guard more > 0 else { return }
                logger.log(.documentsLeftOut, ["count": .number(more), "of": .number(all)])
            }
            follower.start(turned: turned) { error in
                // Without the topics every page would silently become outdated: the supervisor restarts the program.
                logger.log(.cannotContinue, ["reason": "the topics cannot be followed: \(error)", "exit": 70])
                exit(70)
            }
            Launch.waitForStop()
            telemetry.stopping()
            model.close()
            server.stop()
            follower.stop()
        }
    }

    private enum Cookies: String, CaseIterable { case plain, secure }

    /// Prints a token, only this once, and the line for the tokens file.
    private static func newToken(_ words: [String]) -> Never {
        guard (1...2).contains(words.count), words[0] == "*" || OfferKey.isIdentifier(words[0]),
            let made = try? Tokens.make(for: words[0], name: words.count > 1 ? words[1] : "", world: .real)
        else {
            FileHandle.standardError.write(Data("offer-gateway: new-token needs a publisher's id, or '*'\n".utf8))
            exit(64)
        }
        FileHandle.standardError.write(Data("token (shown once): \(made.token)\n".utf8))
        Launch.tell(made.line)
    }

    private static let help = ProgramHelp.text(
        "offer-gateway", "The publishing API and its pages over HTTP.",
        usage: ["new-token PUBLISHER [NAME]   prints the line for the tokens file, and the token to standard error"])
}
