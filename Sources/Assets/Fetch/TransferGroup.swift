// Several transfers in one thread, by libcurl's multi interface. Each has its own connection.
import CLibcurl
import FoundationEssentials

/// Only one thread may use it.
final class TransferGroup {
    private let handle: UnsafeMutableRawPointer
    private var running: [UnsafeMutableRawPointer: Transfer] = [:]

    init() throws {
        guard let handle = curl_multi_init() else {
            throw AssetError.library(name: "libcurl", reason: "no handle could be made")
        }
        self.handle = handle
        // Streams of one HTTP/2 connection would share its window, which several connections are meant to avoid.
        _ = line_curl_multi_set_long(handle, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
    }

    deinit {
        for easy in running.keys { curl_multi_remove_handle(handle, easy) }
        curl_multi_cleanup(handle)
    }

    var count: Int { running.count }

    /// Starts a transfer and keeps it until it has ended or is removed.
    func add(_ transfer: Transfer) throws {
        try transfer.prepare()
        try checked(curl_multi_add_handle(handle, transfer.handle))
        running[transfer.handle] = transfer
    }

    /// Ends a transfer at once.
    func remove(_ transfer: Transfer) {
        guard running.removeValue(forKey: transfer.handle) != nil else { return }
        curl_multi_remove_handle(handle, transfer.handle)
    }

    /// Transfers bytes. If no transfer ended, waits at most `milliseconds` until more can be transferred.
    /// - Returns: the transfers that have ended, each with its answer or error.
    func advance(atMost milliseconds: Int) throws -> [(transfer: Transfer, result: Result<Transfer.Answer, any Error>)]
    {
        var count: Int32 = 0
        try checked(BrokenPipe.heldBack { curl_multi_perform(handle, &count) })
        var ended: [(transfer: Transfer, result: Result<Transfer.Answer, any Error>)] = []
        while let message = curl_multi_info_read(handle, &count) {
            // The message belongs to the handle and is invalid after a transfer is removed.
            let (easy, code) = (message.pointee.easy_handle, message.pointee.data.result)
            guard let easy, let transfer = running[easy] else { continue }
            ended.append((transfer, Result { try transfer.conclude(code) }))
            remove(transfer)
        }
        if ended.isEmpty { try checked(curl_multi_poll(handle, nil, 0, Int32(clamping: milliseconds), nil)) }
        return ended
    }

    private func checked(_ code: CURLMcode) throws {
        guard code == CURLM_OK else {
            throw AssetError.library(name: "libcurl", reason: String(cString: curl_multi_strerror(code)))
        }
    }
}
