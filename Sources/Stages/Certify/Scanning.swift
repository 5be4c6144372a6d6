// Certification's scanner, and what follows if it did not look into something.

import Assets
import Base
import Offers

/// A worker's scanner, or the decision to work without one.
struct Scanning: Sendable {
    let scanner: MalwareScanner?
    private let policy: CertificationPolicy

    /// Settings: `scanner`, `require-scanner`, `scan-window-mib`, `scan-connections`, `scan-patience-s`. Without a
    /// scanner a worker starts only with `require-scanner no`. Throws `Settings.Wrong`.
    init(_ settings: Settings, _ policy: CertificationPolicy) throws {
        self.policy = policy
        let isRequired = try settings.choice("require-scanner", default: YesNo.yes) == .yes
        let window = try settings.number("scan-window-mib", default: 24, in: 2...2_000)
        let connections = try settings.number("scan-connections", default: 4, in: 1...100)
        let patience = try settings.number("scan-patience-s", default: 300, in: 1...86_400)
        guard let text = settings["scanner"] else {
            guard !isRequired else {
                throw Settings.Wrong(
                    "--scanner is missing: name clamd's socket (unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310), or "
                        + "set --require-scanner no to certify images without a scan")
            }
            scanner = nil
            return
        }
        guard let address = ScannerAddress(text) else {
            throw Settings.Wrong("--scanner \(text): give unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310")
        }
        scanner = MalwareScanner(
            address, window: window << 20, connections: connections, patienceSeconds: patience)
    }

    /// The scans of one image.
    func scan() -> ContentScan { ContentScan(scanner) }

    /// The parts of an image that were not looked into, if the policy refuses them.
    func findings(_ scan: ContentScan) -> [AssetFinding] {
        scan.findings
            + scan.unexamined.filter { policy.scanning[$0.reason] == .refuse }.map { file in
                switch file.reason {
                case .encrypted: AssetFinding("scan-encrypted", ["place": file.place])
                case .compression: AssetFinding("scan-compression", ["place": file.place])
                case .length:
                    AssetFinding(
                        "scan-length", ["place": file.place, "most": "\((scanner?.window ?? 0) >> 20)"])
                case .limit: AssetFinding("scan-limit", ["place": file.place, "value": file.limit ?? ""])
                }
            }
    }

    /// Whether an earlier scan is valid (R9): it is recent enough, or the signatures have not changed. Throws `Fault`
    /// (R10).
    func counts(_ earlier: OfferStatus.Certified, at now: Timestamp) throws -> Bool {
        guard scanner != nil else { return true }
        guard let scanned = earlier.scanned else { return false }
        if now - scanned <= .seconds(86_400 * policy.scanning.rescanAfterDays) { return true }
        let signatures = try engine()?.signatures
        return signatures != nil && signatures == earlier.signatures
    }

    /// The engine, after proof that it scans; nil without a scanner. Throws `Fault` (R10).
    func engine() throws -> MalwareScanner.Engine? { try faultingScan { try scanner?.engine() } }
}

/// Runs work that scans and turns its errors into faults; rethrows everything else.
func faultingScan<Result>(_ work: () throws -> Result) throws -> Result {
    do { return try faulting(work) } catch let error as ScannerError { throw Fault(error.code, error.description) }
}

extension CertificationPolicy.Scanning {
    subscript(reason: Unexamined.Reason) -> CertificationPolicy.Unexaminable {
        switch reason {
        case .encrypted: encrypted
        case .compression: compression
        case .length: length
        case .limit: limit
        }
    }
}
