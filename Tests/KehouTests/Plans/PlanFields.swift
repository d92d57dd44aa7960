import Foundation

@testable import Kehou

/// A plan as the fields its form would send, blank rows included.
enum PlanFields {
    static func all(_ plan: Plans.Plan) throws -> [String: String] {
        var fields: [String: String] = [:]
        for group in try PlanForm(plan).sections(nil).flatMap(\.groups) {
            for hidden in group.hidden { fields[hidden.name] = hidden.value }
            add(group.fields, &fields)
            add(group.boxes, &fields)
            for row in group.lists.flatMap(\.rows) {
                add(row.fields, &fields)
                add(row.boxes, &fields)
            }
        }
        return fields
    }

    private static func add(_ more: [FormField], _ fields: inout [String: String]) {
        for field in more where !field.isCheckbox || field.checked {
            let chosen = field.options.first { $0.selected }?.value
            fields[field.name] = field.isSelect ? chosen ?? "" : field.value ?? ""
        }
    }

    /// One value a name is all the client sends, so of several ticked boxes each goes out under its index.
    private static func add(_ more: [Plans.EditorBoxes], _ fields: inout [String: String]) {
        for boxes in more {
            for (index, box) in boxes.options.filter(\.checked).enumerated() {
                fields["\(box.name).\(index)"] = box.value
            }
        }
    }
}
