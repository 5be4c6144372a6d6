// Which scanner certification has, and what it gives it: disks in windows, layers and packages a file at a time.

import Assets
import Base
import Offers

/// The scanner of a worker, or the decision to do without one.
struct Scanning: Sendable {
    let scanner: MalwareScanner?
    let limits: UnpackLimits

    /// Settings: `scanner`, `require-scanner`, `scan-window-mib`, `scan-patience-s`. Without a scanner a worker starts only
    /// where `require-scanner no` says that this is meant. Throws `Settings.Wrong`.
    init(_ settings: Settings, _ limits: UnpackLimits) throws {
        self.limits = limits
        let isRequired = try settings.choice("require-scanner", default: YesNo.yes) == .yes
        let window = try settings.number("scan-window-mib", default: 24, in: 2...2_000)
        let patience = try settings.number("scan-patience-s", default: 300, in: 1...86_400)
        guard let text = settings["scanner"] else {
            guard !isRequired else {
                throw Settings.Wrong(
                    "--scanner is missing: name clamd's socket (unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310), or "
                        + "say --require-scanner no to certify images that nobody scanned")
            }
            scanner = nil
            return
        }
        guard let address = ScannerAddress(text) else {
            throw Settings.Wrong("--scanner \(text): give unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310")
        }
        scanner = MalwareScanner(address, window: window << 20, patienceSeconds: patience)
    }

    /// The engine, proved to scan; nil without a scanner. Throws `Fault` (R10).
    func engine() throws -> MalwareScanner.Engine? { try faultingScan { try scanner?.engine() } }
}

/// The scans of one image, one open at a time.
final class ImageScans {
    private let scanning: Scanning
    private var open: (any ImageScan)?
    private var closed = ScanCoverage()
    private(set) var findings: [AssetFinding] = []

    init(_ scanning: Scanning) { self.scanning = scanning }

    /// Nil where nothing scans.
    var coverage: ScanCoverage? { scanning.scanner == nil ? nil : closed }

    func disk() throws -> [any ImageConsumer] {
        try begin { WindowedScan($0, place: "disk") }
    }

    func package() throws -> [any ImageConsumer] {
        try begin { UnpackedScan($0, place: "package", kind: .zip, limits: scanning.limits) }
    }

    func blob(_ descriptor: OCIDescriptor) throws -> [any ImageConsumer] {
        try begin { scanner in
            let digest = descriptor.digest.oneLine(100)
            guard descriptor.isLayer else { return WindowedScan(scanner, place: "blob \(digest)") }
            return UnpackedScan(scanner, place: "layer \(digest)", kind: .layer, limits: scanning.limits)
        }
    }

    /// Waits for the open scan's last answer. Throws `ScannerError` and `AssetError`.
    func finish() throws {
        guard let scan = open else { return }
        open = nil
        try scan.finish()
        closed += scan.coverage
        findings += scan.findings.filter { !findings.contains($0) }
    }

    private func begin(_ make: (MalwareScanner) -> any ImageScan) throws -> [any ImageConsumer] {
        try finish()
        guard let scanner = scanning.scanner else { return [] }
        let scan = make(scanner)
        open = scan
        return [scan]
    }
}

/// Runs work that scans and turns its errors into faults; everything else passes.
func faultingScan<Result>(_ work: () throws -> Result) throws -> Result {
    do { return try faulting(work) } catch let error as ScannerError { throw Fault(error.code, error.description) }
}
