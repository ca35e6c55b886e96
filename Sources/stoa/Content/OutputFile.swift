import Foundation
import StoaHost

/// A file that a command writes, line by line.
final class OutputFile {
    private let path: String
    private let handle: FileHandle

    /// Replaces what is there.
    ///
    /// - Throws: `file.unwritable`.
    init(_ path: String) throws(HostError) {
        guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path) else {
            throw OutputFile.unwritable(path)
        }
        self.path = path
        self.handle = handle
    }

    func write(_ text: String) throws(HostError) {
        do { try handle.write(contentsOf: Data(text.utf8)) } catch { throw OutputFile.unwritable(path) }
    }

    func close() throws(HostError) { do { try handle.close() } catch { throw OutputFile.unwritable(path) } }

    private static func unwritable(_ path: String) -> HostError {
        HostError(
            .environment, code: "file.unwritable", "\(path) cannot be written", hint: "check the folder, its permissions and the disk")
    }
}
