import Foundation

extension Demo {
    enum RosterVersion: String, Sendable { case v11 = "1.1", v12 = "1.2" }

    /// How far a roster has been written, in rows.
    struct RosterProgress: Sendable {
        let file: String
        let done: Int
        let total: Int
    }

    /// Writes the city as OneRoster comma-separated files: 1.2 as a zip, or 1.1 as a folder when the version says so.
    ///
    /// Each file is a pass of its own over the schools, so memory stays flat at any size.
    /// *Source*: 1EdTech OneRoster CSV binding 1.1 and 1.2; attributes it has no column for stand in `metadata.kehou.*`.
    struct Roster {
        let city: City
        let version: RosterVersion

        /// A path that ends in `.zip` becomes a zip, any other a folder.
        ///
        /// *Throws* `Fault` `demo.cannot_write`.
        func write(to path: String, progress: @escaping (RosterProgress) -> Void = { _ in }) throws {
            try write(into: path.hasSuffix(".zip") ? Zip(path: path) : Folder(path: path), progress: progress)
        }

        func write(into output: any Output, progress: @escaping (RosterProgress) -> Void = { _ in }) throws {
            let count = Tally()
            for file in RosterFile.allCases where version == .v12 || file != .roles {
                try output.begin(file.name)
                var lines = Lines(write: output.write) { rows in
                    count.rows += rows
                    progress(RosterProgress(file: file.name, done: min(count.rows, total), total: total))
                }
                try lines.row(file.columns(version))
                try fill(file, &lines)
                try lines.flush()
                try output.end()
            }
            try output.close()
        }

        /// About how many rows all files have together: pupils and guardians twice (and in `roles`), enrolments once.
        private var total: Int { Int(Double(city.size.pupils) * (version == .v12 ? 6.4 : 3.8)) }

        private func fill(_ file: RosterFile, _ lines: inout Lines) throws {
            switch file {
            case .manifest: try manifest(&lines)
            case .academicSessions: try academicSessions(&lines)
            case .orgs: try orgs(&lines)
            case .courses: try lines.row(["homeroom", "", "", "2026", "班级", "", "", city.whole.id, "", ""])
            case .classes: try classes(&lines)
            case .users: try users(&lines)
            case .roles: try roles(&lines)
            case .enrollments: try enrollments(&lines)
            }
        }
    }

    private final class Tally { var rows = 0 }
}

extension Demo {
    enum RosterFile: String, CaseIterable {
        case manifest, academicSessions, orgs, courses, classes, users, roles, enrollments

        var name: String { "\(rawValue).csv" }

        func columns(_ version: RosterVersion) -> [String] {
            let common = "sourcedId,status,dateLastModified,"
            let line: String =
                switch (self, version) {
                case (.manifest, _): "propertyName,value"
                case (.academicSessions, _): common + "title,type,startDate,endDate,parentSourcedId,schoolYear"
                case (.orgs, _):
                    common + "name,type,identifier,parentSourcedId,metadata.kehou.nameEn,metadata.kehou.stage,"
                        + "metadata.kehou.ownership,metadata.kehou.setting"
                case (.courses, _):
                    common + "schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes"
                case (.classes, _):
                    common + "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,"
                        + "termSourcedIds,subjects,subjectCodes,periods"
                case (.users, .v11):
                    common + "enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,"
                        + "identifier,email,sms,phone,agentSourcedIds,grades,password"
                case (.users, .v12):
                    common + "enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,"
                        + "phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,"
                        + "preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns"
                case (.roles, _):
                    common + "userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId"
                case (.enrollments, _):
                    common + "classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate"
                }
            return line.split(separator: ",").map(String.init)
        }
    }
}
