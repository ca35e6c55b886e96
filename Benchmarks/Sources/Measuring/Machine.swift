import Foundation

/// The machine that measures, in words: a figure without it says nothing.
public enum Machine {
    /// `AMD EPYC, 2 cores, 23 GB, Debian GNU/Linux 12 (bookworm), Linux 6.1.0`.
    public static let name = [
        processor, "\(ProcessInfo.processInfo.activeProcessorCount) cores",
        "\(ProcessInfo.processInfo.physicalMemory >> 30) GB", system, kernel,
    ].joined(separator: ", ")

    private static var processor: String {
        field("model name", of: "/proc/cpuinfo", separator: ":") ?? "unknown processor"
    }

    private static var system: String {
        field("PRETTY_NAME", of: "/etc/os-release", separator: "=") ?? ProcessInfo.processInfo.operatingSystemVersionString
    }

    private static var kernel: String {
        let release = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
        return "Linux " + (release?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown")
    }

    /// The kind of file system that holds a folder: a durable commit costs nothing on `tmpfs`.
    public static func fileSystem(of folder: URL) -> String {
        let mounts = (try? String(contentsOfFile: "/proc/mounts", encoding: .utf8)) ?? ""
        let path = folder.resolvingSymlinksInPath().path
        let holders = mounts.split(separator: "\n").compactMap { line -> (point: Substring, kind: Substring)? in
            let words = line.split(separator: " ")
            guard words.count > 2, path == words[1] || path.hasPrefix(words[1] == "/" ? "/" : words[1] + "/") else { return nil }
            return (words[1], words[2])
        }
        return holders.max { $0.point.count < $1.point.count }.map { String($0.kind) } ?? "unknown"
    }
}

/// The value of the first line `name<separator>value` of a system file, without quotes.
func field(_ name: String, of path: String, separator: Character) -> String? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    for line in text.split(separator: "\n") {
        let parts = line.split(separator: separator, maxSplits: 1)
        guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name else { continue }
        return parts[1].trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
    }
    return nil
}
