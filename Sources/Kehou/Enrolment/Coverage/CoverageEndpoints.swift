import Store

extension Enrolment {
    static let coverageEndpoints: [Endpoint] = [
        cityCoverage, cityCoverageFile, districtCoverage, districtCoverageFile, schoolCoverage, schoolCoverageFile,
    ]

    static let cityCoverage = Endpoint(
        "enrolment.city_coverage", .get, "/cities/{city}/coverage", "How far the asking has come, district by district",
        allow: .roles(.bureau, .inspector, .auditor, city: \.city), example: CityInput(city: 1), faults: [.notFound]
    ) { input, caller, db in try CoverageBoard(input, caller, db) }

    static let cityCoverageFile = Endpoint(
        "enrolment.city_coverage_file", .get, "/cities/{city}/coverage.csv", "The same as comma-separated values",
        allow: .roles(.bureau, .inspector, .auditor, city: \.city), example: CityInput(city: 1), faults: [.notFound]
    ) { input, caller, db in
        Download.csv(
            try CoverageBoard(input, caller, db).rows(in: caller.language),
            fileName: "coverage-city-\(input.city).csv")
    }

    static let districtCoverage = Endpoint(
        "enrolment.district_coverage", .get, "/districts/{district}/coverage",
        "How far the asking has come, school by school",
        allow: .roles(.districtOfficer, .inspector, .bureau, .auditor, district: \.district),
        example: DistrictInput(district: 2), faults: [.notFound]
    ) { input, caller, db in try CoverageBoard(input, caller, db) }

    static let districtCoverageFile = Endpoint(
        "enrolment.district_coverage_file", .get, "/districts/{district}/coverage.csv",
        "The same as comma-separated values",
        allow: .roles(.districtOfficer, .inspector, .bureau, .auditor, district: \.district),
        example: DistrictInput(district: 2), faults: [.notFound]
    ) { input, caller, db in
        Download.csv(
            try CoverageBoard(input, caller, db).rows(in: caller.language),
            fileName: "coverage-district-\(input.district).csv")
    }

    static let schoolCoverage = Endpoint(
        "enrolment.school_coverage", .get, "/schools/{school}/coverage",
        "How far the asking has come, grade by grade and class by class; numbers only",
        allow: .roles(.office, .principal, .districtOfficer, .inspector, .bureau, .auditor, school: \.school),
        example: Plans.SchoolInput(school: 3), faults: [.notFound]
    ) { input, caller, db in try CoverageBoard(input, caller, db) }

    static let schoolCoverageFile = Endpoint(
        "enrolment.school_coverage_file", .get, "/schools/{school}/coverage.csv", "The same as comma-separated values",
        allow: .roles(.office, .principal, .districtOfficer, .inspector, .bureau, .auditor, school: \.school),
        example: Plans.SchoolInput(school: 3), faults: [.notFound]
    ) { input, caller, db in
        Download.csv(
            try CoverageBoard(input, caller, db).rows(in: caller.language),
            fileName: "coverage-school-\(input.school).csv")
    }
}
