import Foundation

extension Plans {
    /// A province's limits on money, which no city or district may leave.
    ///
    /// *Source*: the province's notice, named in `source`; shipped in `Data/bounds`, imported like any other data.
    struct ProvincialBounds: Sendable, Equatable, Codable {
        /// Stable, as in `shandong-2022`.
        let code: String
        let name: String
        let source: String
        let effectiveFrom: LocalDate
        /// Per pupil and class-hour.
        let feeAtMostRural: Money
        let feeAtMostUrban: Money
        /// Per class-hour of a teacher.
        let payAtLeast: Money

        static func read(_ data: Data, file: String) throws -> ProvincialBounds {
            do {
                return try JSONDecoder().decode(ProvincialBounds.self, from: data)
            } catch let error as DecodingError {
                throw Fault(
                    kind: .invalid, code: "policy.bounds_file", arguments: ["file": file, "place": error.path],
                    fields: [FieldFault(error.path, "policy.bounds_field")])
            }
        }
    }
}

extension Plans.Policy {
    /// What is wrong with the whole of a policy, merged: outside the province's bounds, or at odds with itself.
    ///
    /// *Shape*: fields are named as in `PolicyOverrides`; amounts in the arguments are yuan.
    func faults(within bounds: Plans.ProvincialBounds?) -> [FieldFault] {
        boundFaults(bounds) + numbers.faults + lateCareFaults + dates.faults + seasons.faults + extraFaults
    }

    private func boundFaults(_ bounds: Plans.ProvincialBounds?) -> [FieldFault] {
        guard let bounds else { return [] }
        var faults: [FieldFault] = []
        if let ceiling = numbers.feeCeilingRural, ceiling > bounds.feeAtMostRural {
            faults.append(bounds.fault("feeCeilingRural", "policy.fee_above_bound", bounds.feeAtMostRural))
        }
        if let ceiling = numbers.feeCeilingUrban, ceiling > bounds.feeAtMostUrban {
            faults.append(bounds.fault("feeCeilingUrban", "policy.fee_above_bound", bounds.feeAtMostUrban))
        }
        if let floor = numbers.payFloor, floor < bounds.payAtLeast {
            faults.append(bounds.fault("payFloor", "policy.pay_below_bound", bounds.payAtLeast))
        }
        return faults
    }

    /// Late care is there for parents who are still at work, so it cannot be over before any season's work is.
    private var lateCareFaults: [FieldFault] {
        guard numbers.isLateCareRequired, let latest = seasons.map(\.offWorkAt).max(), numbers.lateCareUntil < latest
        else { return [] }
        return [FieldFault("lateCareUntil", "policy.late_care_before_off_work", ["time": "\(latest)"])]
    }

    private var extraFaults: [FieldFault] {
        let codes = extraSections.map(\.code)
        let isWrong =
            codes.contains { !Plans.isCode($0) } || Set(codes).count < codes.count
            || extraSections.contains { $0.title.isEmpty }
        return isWrong ? [FieldFault("extraSections", "policy.extra_sections")] : []
    }
}

extension Plans {
    /// Lower-case letters, digits and underscores, as in `labour_base`.
    static func isCode(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }
}

extension Plans.ProvincialBounds {
    fileprivate func fault(_ field: String, _ code: String, _ limit: Money) -> FieldFault {
        FieldFault(field, code, ["limit": limit.yuan, "bounds": name])
    }
}

extension Plans.Policy.Numbers {
    fileprivate var faults: [FieldFault] {
        var faults: [FieldFault] = []
        func require(_ field: String, _ isRight: Bool, from: Int, through: Int) {
            guard !isRight else { return }
            faults.append(FieldFault(field, "field.range", ["least": String(from), "most": String(through)]))
        }
        // "5+2": the State asks for at least two class-hours a day, and no place may ask for less.
        require("classHoursPerDay", (2...4).contains(classHoursPerDay), from: 2, through: 4)
        require("primaryClassHour", (20...60).contains(primaryClassHour.count), from: 20, through: 60)
        require("juniorClassHour", (20...60).contains(juniorClassHour.count), from: 20, through: 60)
        require("secondThreshold", (30...300).contains(secondThreshold.count), from: 30, through: 300)
        require("pupilsPerAdult", (1...60).contains(pupilsPerAdult), from: 1, through: 60)
        let kinds = Plans.Category.allCases.count
        require("categoriesToOffer", (1...kinds).contains(categoriesToOffer), from: 1, through: kinds)
        for (field, amount) in [
            ("feeCeilingUrban", feeCeilingUrban), ("feeCeilingRural", feeCeilingRural), ("payFloor", payFloor),
        ] where amount.map(Plans.Bound.amount.contains) == false {
            let bound = Plans.Bound.amount
            faults.append(
                FieldFault(field, "field.range", ["least": bound.lowerBound.yuan, "most": bound.upperBound.yuan]))
        }
        return faults + timeFaults
    }

    /// A time that switched its rule off would be no threshold: the noon break is an hour at least and lies at noon, and the
    /// evening limit in the evening.
    private var timeFaults: [FieldFault] {
        var faults: [FieldFault] = []
        func require(_ field: String, _ time: TimeOfDay, from: Int, through: Int) {
            let bound = TimeOfDay(minutes: from * 60)...TimeOfDay(minutes: through * 60)
            guard !bound.contains(time) else { return }
            faults.append(
                FieldFault(
                    field, "policy.time_range",
                    ["least": "\(bound.lowerBound)", "most": "\(bound.upperBound)"]))
        }
        if eveningLimit < lateCareUntil {
            faults.append(FieldFault("eveningLimit", "policy.evening_before_late_care", ["time": "\(lateCareUntil)"]))
        } else {
            require("eveningLimit", eveningLimit, from: 18, through: 22)
        }
        require("noonStart", noonStart, from: 10, through: 13)
        if noonEnd < noonStart + 60 {
            faults.append(FieldFault("noonEnd", "policy.noon_order", ["time": "\(noonStart + 60)"]))
        } else {
            require("noonEnd", noonEnd, from: 11, through: 15)
        }
        return faults
    }
}

extension Plans.Policy.Dates {
    /// Submission, approval and readiness come in this order.
    fileprivate var faults: [FieldFault] {
        var faults: [FieldFault] = []
        if let submitBy, let approveBy, approveBy < submitBy {
            faults.append(FieldFault("approveBy", "policy.dates_order", ["earlier": "\(submitBy)"]))
        }
        if let approveBy, let readyBy, readyBy < approveBy {
            faults.append(FieldFault("readyBy", "policy.dates_order", ["earlier": "\(approveBy)"]))
        }
        return faults
    }
}
