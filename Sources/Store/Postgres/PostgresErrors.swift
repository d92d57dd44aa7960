import CPostgres
import Foundation

/// An error as PostgreSQL reports it.
struct PostgresFailure {
    private let state: String
    private let message: String
    private let violation: Violation

    init(_ result: PostgresResult, otherwise message: String) {
        func field(_ code: Character) -> String? {
            let code = Int32(code.asciiValue ?? 0)
            return PQresultErrorField(result.pointer, code).map { String(cString: $0) }
        }
        // The letters of PG_DIAG_SQLSTATE, _MESSAGE_PRIMARY, _TABLE_NAME, _COLUMN_NAME, _CONSTRAINT_NAME, _DETAIL.
        state = field("C") ?? ""
        self.message = field("M") ?? message
        violation = Violation(
            table: field("t") ?? "",
            columns: field("c").map { [$0] } ?? Self.columns(inDetail: field("D") ?? ""),
            constraint: field("n") ?? "")
    }

    /// The server went away, or is about to.
    var isConnectionLost: Bool {
        state.hasPrefix("08") || ["57P01", "57P02", "57P03"].contains(state)
    }

    /// Serialization failure or deadlock: another transaction won.
    var isConflict: Bool { state == "40001" || state == "40P01" }

    /// The schema changed under a prepared statement ("cached plan must not change result type"), or it is unknown.
    var isStalePlan: Bool {
        state == "26000" || (state == "0A000" && message.contains("cached plan"))
    }

    var error: StoreError {
        switch state {
        case "23505": .uniqueViolation(violation)
        case "23503": .foreignKeyViolation(violation)
        case "23514": .checkViolation(violation)
        case "23502": .notNullViolation(violation)
        case "57014": .timeout
        case "55P03": .busy
        case "53100": .diskFull
        case "", "40001", "40P01", "53300": .unavailable(message)
        default: isConnectionLost ? .unavailable(message) : .other("\(message) (SQLSTATE \(state))")
        }
    }

    /// Reads `Key (school_id, id)=(3, 7) already exists.`, whatever the language of the sentence. The values are left
    /// out: they may be personal.
    private static func columns(inDetail detail: String) -> [String] {
        guard let open = detail.firstIndex(of: "("), let close = detail[open...].range(of: ")=")?.lowerBound else {
            return []
        }
        return detail[detail.index(after: open)..<close].split(separator: ",").map {
            String($0.drop(while: { $0 == " " }))
        }
    }
}
