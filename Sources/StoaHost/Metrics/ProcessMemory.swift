import Foundation

/// What the operating system says about this process.
public enum ProcessMemory {
    /// Memory held now, in bytes; nil where `/proc` does not exist.
    public static func residentBytes() -> Int? {
        // The second word of statm is the resident set in pages.
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let words = text.split(separator: " ")
        guard words.count > 1, let pages = Int(words[1]) else { return nil }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
