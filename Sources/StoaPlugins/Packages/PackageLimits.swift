/// What a package may hold; the one place where the numbers stand.
public enum PackageLimits {
    /// One Lua source; compiling can take quadratic time. Error `package.fileTooLarge`.
    public static let sourceBytesMax = 64 << 10
    /// Any other file: manifest, golden case, read-me.
    public static let fileBytesMax = 256 << 10
    /// All files together. Error `package.tooLarge`.
    public static let bytesMax = 2 << 20
    /// Error `package.tooManyFiles`.
    public static let filesMax = 256
    /// Folders inside each other. Error `package.tooDeep`.
    public static let depthMax = 4
}
