import Store

extension Roster {
    /// Writes city, districts, schools and campuses, one transaction for all: there are some thousand.
    struct PlaceWriter {
        let db: DB

        func write(_ places: Places) throws {
            try write(places.city)
            // Codes must differ within a city, so those that move are set free before any is taken.
            for district in places.districts where district.change == .changed {
                try db.run("UPDATE district SET code = NULL WHERE id = \(district.record.id)")
            }
            for district in places.districts { try write(district) }
            for school in places.schools { try write(school.school, school.change) }
            for campus in places.campuses { try write(campus) }
        }

        private func write(_ city: Places.Entry<Registry.City>) throws {
            switch city.change {
            case .none: break
            case .new: try city.record.insert(db)
            case .changed:
                let wanted = city.record
                try db.run(
                    """
                    UPDATE city SET source_id = \(wanted.sourceID), name = \(wanted.name), name_en = \(wanted.nameEn)
                    WHERE id = \(wanted.id)
                    """)
            }
        }

        private func write(_ district: Places.Entry<Registry.District>) throws {
            switch district.change {
            case .none: break
            case .new: try district.record.insert(db)
            case .changed:
                let wanted = district.record
                try db.run(
                    """
                    UPDATE district
                    SET source_id = \(wanted.sourceID), code = \(wanted.code), name = \(wanted.name),
                        name_en = \(wanted.nameEn)
                    WHERE id = \(wanted.id)
                    """)
            }
        }

        private func write(_ school: Registry.School, _ change: Change) throws {
            switch change {
            case .none: break
            case .new: try school.insert(db)
            case .changed:
                try db.run(
                    """
                    UPDATE school
                    SET district_id = \(school.districtID), source_id = \(school.sourceID), code = \(school.code),
                        name = \(school.name), name_en = \(school.nameEn), ownership = \(school.ownership),
                        setting = \(school.setting), stage = \(school.stage), phone = \(school.phone),
                        address = \(school.address), closed_on = \(school.closedOn)
                    WHERE id = \(school.id)
                    """)
            }
        }

        private func write(_ campus: Places.CampusEntry) throws {
            switch campus.change {
            case .none: break
            case .new:
                try db.run(
                    """
                    INSERT INTO campus (school_id, id, source_id, name, address)
                    VALUES (\(campus.schoolID), \(campus.id), \(campus.sourceID), \(campus.name), \(campus.address))
                    """)
            case .changed:
                try db.run(
                    """
                    UPDATE campus SET name = \(campus.name), address = \(campus.address)
                    WHERE school_id = \(campus.schoolID) AND id = \(campus.id)
                    """)
            }
        }
    }
}
