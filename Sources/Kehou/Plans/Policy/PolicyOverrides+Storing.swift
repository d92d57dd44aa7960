import Store

extension Plans.PolicyOverrides {
    /// The single values, in the order of the table's columns.
    var columns: [any ColumnValue] {
        [
            classHoursPerDay, primaryClassHour, juniorClassHour, secondThreshold, isLateCareRequired, lateCareUntil,
            eveningLimit, noonStart, noonEnd, feeCeilingUrban, feeCeilingRural, payFloor, pupilsPerAdult,
            categoriesToOffer, submitBy, approveBy, readyBy,
        ]
    }

    var assignments: SQL {
        """
        class_hours_per_day = \(classHoursPerDay), primary_class_hour = \(primaryClassHour),
        junior_class_hour = \(juniorClassHour), second_threshold = \(secondThreshold),
        is_late_care_required = \(isLateCareRequired), late_care_until = \(lateCareUntil),
        evening_limit = \(eveningLimit), noon_start = \(noonStart), noon_end = \(noonEnd),
        fee_ceiling_urban = \(feeCeilingUrban), fee_ceiling_rural = \(feeCeilingRural), pay_floor = \(payFloor),
        pupils_per_adult = \(pupilsPerAdult), categories_to_offer = \(categoriesToOffer), submit_by = \(submitBy),
        approve_by = \(approveBy), ready_by = \(readyBy)
        """
    }

    /// Single values only: sections, seasons and extras lie in tables of their own.
    init(_ row: Row) throws {
        classHoursPerDay = try row["class_hours_per_day"]
        primaryClassHour = try row["primary_class_hour"]
        juniorClassHour = try row["junior_class_hour"]
        secondThreshold = try row["second_threshold"]
        isLateCareRequired = try row["is_late_care_required"]
        lateCareUntil = try row["late_care_until"]
        eveningLimit = try row["evening_limit"]
        noonStart = try row["noon_start"]
        noonEnd = try row["noon_end"]
        feeCeilingUrban = try row["fee_ceiling_urban"]
        feeCeilingRural = try row["fee_ceiling_rural"]
        payFloor = try row["pay_floor"]
        pupilsPerAdult = try row["pupils_per_adult"]
        categoriesToOffer = try row["categories_to_offer"]
        submitBy = try row["submit_by"]
        approveBy = try row["approve_by"]
        readyBy = try row["ready_by"]
    }

    func insertRows(of policy: ID<Plans.PolicyVersion>, _ db: DB) throws {
        let texts = sections.filter { !$0.value.isEmpty }.sorted { $0.key.rawValue < $1.key.rawValue }
        try db.insert(
            into: "policy_section", columns: ["policy_id", "section", "body"],
            rows: texts.map { [policy, $0.key, $0.value] })
        try db.insert(
            into: "policy_season",
            columns: ["policy_id", "ordinal", "name", "from_day", "through_day", "off_work_at"],
            rows: seasons.enumerated().map { [policy, $0, $1.name, $1.from, $1.through, $1.offWorkAt] })
        let none: String? = nil
        let extras: [[any ColumnValue]] =
            extraSections.enumerated().map { [policy, $0, $1.code, $1.title, $1.isRequired] }
            + statements.enumerated().map { [policy, extraSections.count + $0, none, $1, false] }
        try db.insert(
            into: "policy_extra", columns: ["policy_id", "ordinal", "code", "body", "is_required"], rows: extras)
    }

    /// What is wrong with it before it is merged: lengths, and texts that are blank.
    var faults: [FieldFault] {
        var faults = sections.compactMap { FieldFault.inText("sections.\($0.key.rawValue)", $0.value, most: 5000) }
        if statements.contains(where: { $0.isBlank || $0.isLonger(than: 500) }) {
            faults.append(FieldFault("statements", "field.too_long", ["most": "500"]))
        }
        if seasons.contains(where: { $0.name.isBlank || $0.name.isLonger(than: 20) }) {
            faults.append(FieldFault("seasons", "policy.season_name"))
        }
        if let fault = statements.lazy.compactMap({ FieldFault.marks("statements", $0) }).first { faults.append(fault) }
        if let fault = seasons.lazy.compactMap({ FieldFault.marks("seasons", $0.name) }).first { faults.append(fault) }
        return faults
    }
}
