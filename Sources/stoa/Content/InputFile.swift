import Diagnostics
import Foundation
import StoaHost

/// Reads the files that commands are given.
enum InputFile {
    static let bytesMax = 16 << 20

    /// - Parameter path: `-` reads standard input.
    /// - Throws: `file.unreadable`, `file.tooLarge`.
    static func source(_ path: String) throws(HostError) -> SourceText {
        SourceText(name: path == "-" ? "<standard input>" : path, text: String(decoding: try bytes(path), as: UTF8.self))
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    static func bytes(_ path: String) throws(HostError) -> [UInt8] {
        let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path)
        guard let handle, let data = try? handle.read(upToCount: bytesMax + 1) else {
            throw HostError(.usage, code: "file.unreadable", "\(path) cannot be read", hint: "check the path")
        }
        guard data.count <= bytesMax else {
            throw HostError(.usage, code: "file.tooLarge", "\(path) is larger than \(bytesMax >> 20) MiB")
        }
        return Array(data)
    }
}
