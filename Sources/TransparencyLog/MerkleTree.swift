import Crypto

/// SHA-256 of a leaf or a node of a Merkle tree: 32 bytes.
public struct TreeHash: Sendable, Hashable {
    public let bytes: [UInt8]

    init(_ digest: SHA256.Digest) { bytes = Array(digest) }

    /// 64 lower-case hexadecimal digits.
    public var hex: String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}

/// The tree of RFC 6962, section 2.1: leaves and nodes are hashed under different prefixes, so that neither can stand
/// in for the other, and any number of leaves has exactly one root.
public enum MerkleTree {
    /// SHA-256(0x00 ‖ entry).
    public static func leafHash(_ entry: [UInt8]) -> TreeHash {
        var hash = SHA256()
        hash.update(data: [0x00])
        hash.update(data: entry)
        return TreeHash(hash.finalize())
    }

    /// SHA-256(0x01 ‖ left ‖ right).
    public static func nodeHash(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        var hash = SHA256()
        hash.update(data: [0x01])
        hash.update(data: left.bytes)
        hash.update(data: right.bytes)
        return TreeHash(hash.finalize())
    }

    /// The root over leaf hashes; SHA-256 of nothing for an empty tree. Cost is linear in the leaves.
    public static func root(of leaves: some Sequence<TreeHash>) -> TreeHash {
        // Complete subtrees from left to right, each at most once per level, as in a binary counter.
        var subtrees: [(level: Int, hash: TreeHash)] = []
        for leaf in leaves {
            subtrees.append((0, leaf))
            while subtrees.count > 1, subtrees[subtrees.count - 1].level == subtrees[subtrees.count - 2].level {
                let right = subtrees.removeLast()
                let left = subtrees.removeLast()
                subtrees.append((left.level + 1, nodeHash(left.hash, right.hash)))
            }
        }
        guard var root = subtrees.popLast()?.hash else { return TreeHash(SHA256.hash(data: [UInt8]())) }
        while let left = subtrees.popLast() { root = nodeHash(left.hash, root) }
        return root
    }
}
