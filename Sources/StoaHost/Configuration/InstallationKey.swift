import Crypto
import Foundation
import StoaCommerce

/// The installation's own secret: 32 random bytes in a file only its owner may read. Secrets that must stay the same
/// over restarts are derived from it; every host of one installation needs the same file.
public struct InstallationKey: Sendable {
    private let key: SymmetricKey

    init(bytes: [UInt8]) { key = SymmetricKey(data: bytes) }

    /// Reads the key, or makes it when the file does not exist.
    ///
    /// - Throws: ``HostError`` `config.keyFileUnreadable`, `config.keyFileMalformed`, `config.keyFileExposed` (others may read it).
    public static func load(from path: String) throws(HostError) -> InstallationKey {
        if let key = try existing(at: path) { return key }
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        let folder = (path as NSString).deletingLastPathComponent
        if !folder.isEmpty { try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
        // O_EXCL: of two hosts that start at once, one makes the key and the other reads it.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST, let key = try existing(at: path) { return key }
            throw HostError(.environment, code: "config.keyFileUnreadable", "the key file \(path) cannot be made: \(systemMessage())")
        }
        defer { close(descriptor) }
        let text = Array((bytes.hexadecimal + "\n").utf8)
        guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0 else {
            throw HostError(.environment, code: "config.keyFileUnreadable", "the key file \(path) cannot be written: \(systemMessage())")
        }
        return InstallationKey(bytes: bytes)
    }

    private static func existing(at path: String) throws(HostError) -> InstallationKey? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw HostError(.environment, code: "config.keyFileUnreadable", "the key file \(path) cannot be read: \(systemMessage())")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw HostError(
                .environment, code: "config.keyFileExposed", "others than its owner may read the key file \(path)",
                hint: "chmod 600 \(path)")
        }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw HostError(.environment, code: "config.keyFileUnreadable", "the key file \(path) cannot be read")
        }
        guard let bytes = [UInt8](hexadecimal: text.trimmingCharacters(in: .whitespacesAndNewlines)), bytes.count == 32 else {
            throw HostError(
                .environment, code: "config.keyFileMalformed", "the key file \(path) does not hold 64 hexadecimal digits",
                hint: "restore it from your backup; without it, what was sealed with it is lost")
        }
        return InstallationKey(bytes: bytes)
    }

    /// 32 bytes that follow from the key and the purpose, and tell nothing about either.
    public func derive(_ purpose: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(purpose.utf8), using: key))
    }
}

func systemMessage() -> String { String(cString: strerror(errno)) }
