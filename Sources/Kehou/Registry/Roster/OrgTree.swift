import Store

extension Roster {
    /// The organisations of a roster as a tree; some thousands, so it is walked in memory.
    struct OrgTree: Sendable {
        struct Node: Sendable, FromRow {
            let n: Int64
            let sourceID: String
            let parent: String?

            init(n: Int64, sourceID: String, parent: String?) {
                self.n = n
                self.sourceID = sourceID
                self.parent = parent
            }

            init(_ row: Row) throws {
                n = try row["n"]
                sourceID = try row["source_id"]
                parent = try row["parent"]
            }
        }

        private let nodes: [Node]
        private let bySource: [String: Int]

        init(_ nodes: [Node]) {
            self.nodes = nodes
            bySource = Dictionary(zip(nodes.map(\.sourceID), nodes.indices), uniquingKeysWith: { first, _ in first })
        }

        /// Organisations that are their own ancestors, each loop once, from its first row on.
        ///
        /// *Cost*: O(n), each node is entered once.
        var loops: [[Node]] {
            var visited = [Int](repeating: -1, count: nodes.count)
            var found: [[Node]] = []
            for start in nodes.indices where visited[start] < 0 {
                var path: [Int] = []
                var next: Int? = start
                while let index = next, visited[index] < 0 {
                    visited[index] = start
                    path.append(index)
                    next = parent(of: index)
                }
                if let end = next, visited[end] == start, let first = path.firstIndex(of: end) {
                    let loop = path[first...]
                    let lowest = loop.min() ?? end
                    let rotation = loop.firstIndex(of: lowest) ?? loop.startIndex
                    found.append((loop[rotation...] + loop[..<rotation]).map { nodes[$0] })
                }
            }
            return found
        }

        /// The organisation and everything above it, nearest first; only where there are no loops.
        func ancestry(of index: Int) -> [Int] {
            var path = [index]
            while let next = parent(of: path[path.count - 1]), path.count <= nodes.count { path.append(next) }
            return path
        }

        private func parent(of index: Int) -> Int? {
            nodes[index].parent.flatMap { $0.isEmpty ? nil : bySource[$0] }
        }
    }
}
