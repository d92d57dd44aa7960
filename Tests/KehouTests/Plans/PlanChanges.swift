import Testing

@testable import Kehou

/// A plan in which every field holds something, and all plans that are one change away from it.
enum PlanChanges {
    struct Change: Sendable {
        let path: [String]
        let plan: Plans.Plan
    }

    static func full() throws -> Plans.Plan {
        var plan = try PlanFixture.compliant()
        plan.extras = [Plans.Extra(code: "sea", text: "海洋教育")]
        plan.statements = ["不上新课"]
        plan.daysWithout = [Plans.DayWithout(date: LocalDate(year: 2026, month: 9, day: 20), reason: "周日")]
        for index in plan.venues.indices { plan.venues[index].places = 40 + index }
        for index in plan.staff.indices { plan.staff[index].pay = Money(fen: 4000 + index) }
        plan.bands[0].sessions[0].category = .reading
        return plan
    }

    /// Another value in each place of the document, rows of every list included.
    static func values(of plan: Plans.Plan) throws -> [Change] {
        let tree = try ExampleEncoder.node(plan)
        return try tree.leaves.map { path -> Change in
            let changed = others(tree.at(path)).lazy.compactMap { decode(tree.replacing(path, with: $0), from: plan) }
            return Change(path: path, plan: try #require(changed.first, "\(path) was not changed by anything"))
        }
    }

    /// A gap in each place that may have one.
    static func gaps(of plan: Plans.Plan) throws -> [Change] {
        let tree = try ExampleEncoder.node(plan)
        return tree.leaves.compactMap { path in
            decode(tree.replacing(path, with: .null), from: plan).map { Change(path: path, plan: $0) }
        }
    }

    /// A row less in each list, and a row twice.
    static func rows(of plan: Plans.Plan) throws -> [Change] {
        let tree = try ExampleEncoder.node(plan)
        return try tree.lists.flatMap { path -> [Change] in
            let rows = tree.at(path).rows
            // The same weekday twice is the same day.
            let twice = path.last == "days" ? [] : [rows + rows.suffix(1)]
            return try ([Array(rows.dropLast())] + twice).map { rows -> Change in
                let changed = decode(tree.replacing(path, with: .array(rows)), from: plan)
                return Change(path: path, plan: try #require(changed, "\(path)"))
            }
        }
    }

    private static func decode(_ tree: Node, from plan: Plans.Plan) -> Plans.Plan? {
        let (other, faults) = InputDecoder.decode(Plans.Plan.self, from: tree, source: .json)
        return faults.isEmpty && other != plan ? other : nil
    }

    /// Values to try in a field until one is of its type and new.
    private static func others(_ node: Node) -> [Node] {
        let first: Node =
            switch node {
            case .integer(let number): .integer(number == 9 || number == 6 ? number - 1 : number + 1)
            case .flag(let flag): .flag(!flag)
            case .text(let text): .text(text + "新")
            default: node
            }
        let words = [
            "16:41", "2026-08-26", "sport", "arts", "homework", "club", "poor", "disabled", "assists", "leads",
            "own_teacher",
            "parent_volunteer", "fixed", "5", "4",
        ]
        return [first] + words.map { Node.text($0) }
    }
}

extension Node {
    fileprivate var rows: [Node] { if case .array(let rows) = self { rows } else { [] } }

    /// The paths of everything that is neither list nor object.
    fileprivate var leaves: [[String]] { paths { !$0.isTree } }
    fileprivate var lists: [[String]] { paths { if case .array = $0 { true } else { false } } }

    private var isTree: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }

    private func paths(_ isMeant: (Node) -> Bool) -> [[String]] {
        var inner: [(String, Node)] = []
        switch self {
        case .array(let items): inner = items.enumerated().map { ("\($0)", $1) }
        case .object(let fields): inner = fields.sorted { $0.key < $1.key }
        default: break
        }
        return (isMeant(self) ? [[]] : []) + inner.flatMap { name, node in node.paths(isMeant).map { [name] + $0 } }
    }

    fileprivate func at(_ path: [String]) -> Node {
        path.reduce(self) { node, name in Int(name).map { node.rows[$0] } ?? node[name] ?? .null }
    }

    fileprivate func replacing(_ path: [String], with other: Node) -> Node {
        guard let first = path.first else { return other }
        let rest = Array(path.dropFirst())
        switch self {
        case .array(var items):
            if let place = Int(first) { items[place] = items[place].replacing(rest, with: other) }
            return .array(items)
        case .object(var fields):
            fields[first] = fields[first]?.replacing(rest, with: other)
            return .object(fields)
        default: return self
        }
    }
}
