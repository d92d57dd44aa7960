import Store

extension SchoolCalendar {
    /// Which of the open terms a page is about. The next term's plan is written while this one still runs, so a page shows the
    /// running term until another is asked for.
    struct TermChoice: Sendable {
        /// A link to the same page about another term.
        struct View: Codable, Sendable {
            let href: String
            let label: Text
            let current: Bool
        }

        /// Nil where the city has opened none.
        let term: Term?
        /// Empty where there is no choice.
        let views: [View]

        /// - Parameters:
        ///   - asked: the term that the address names.
        ///   - base: the page's path, with its query if it has one.
        /// - Throws: `notFound` for a term that is over, not open, or another city's.
        init(
            _ asked: ID<Term>?, of city: ID<Registry.City>, on day: LocalDate, at base: String, _ db: DB
        ) throws {
            let ahead = try Term.ahead(on: day, in: city, db)
            try self.init(asked, among: ahead, usual: ahead.first, at: base)
        }

        /// - Parameter usual: the term that is shown where none is asked for.
        /// - Throws: `notFound` for a term that is not among those.
        init(_ asked: ID<Term>?, among terms: [Term], usual: Term?, at base: String) throws {
            let chosen = try asked.map { id in
                guard let term = terms.first(where: { $0.id == id }) else { throw Fault.notFound() }
                return term
            }
            term = chosen ?? usual
            views = Self.views(terms, term, at: base)
        }

        /// What a link carries on, so that one stays within the term that was asked for.
        static func query(_ asked: ID<Term>?) -> String { asked.map { "?term=\($0)" } ?? "" }

        static func views(_ terms: [Term], _ current: Term?, at base: String) -> [View] {
            guard terms.count > 1 else { return [] }
            return terms.map { term in
                View(
                    href: base + (base.contains("?") ? "&" : "?") + "term=\(term.id)", label: term.title,
                    current: term.id == current?.id)
            }
        }
    }
}
