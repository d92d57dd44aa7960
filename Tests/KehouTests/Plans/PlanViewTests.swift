import Store
import Testing

@testable import Kehou

@Suite("Nothing is agreed to unseen, and families read what is theirs", .database)
struct PlanViewTests {
    /// Plans of which every field is changed: one in which all hold something, and what may be agreed to with gaps.
    static let plans: [(name: String, change: @Sendable (inout Plans.Plan) -> Void)] = [
        ("full", { _ in }),
        (
            "without an hour of late care, a place's name and a day's date",
            { plan in
                plan.lateCare.until = nil
                plan.venues[0].name = ""
                plan.daysWithout[0].date = nil
            }
        ),
    ]

    @Test("Whatever one field holds, the page of a version tells it", arguments: plans.indices)
    func everyField(index: Int) throws {
        let reader = try Reader()
        var plan = try PlanChanges.full()
        Self.plans[index].change(&plan)
        let told = try reader.words(of: plan)
        let values = try PlanChanges.values(of: plan)
        #expect(values.count > 200)
        for change in try values + PlanChanges.gaps(of: plan) + PlanChanges.rows(of: plan) {
            #expect(try reader.words(of: change.plan) != told, "\(change.path)")
        }
    }

    @Test("A plan that promises a Saturday shows it")
    func saturday() throws {
        let reader = try Reader()
        var plan = try PlanChanges.full()
        #expect(try !reader.words(of: plan).contains("周六"))
        plan.bands[0].sessions[0].days = [.saturday]
        #expect(try reader.words(of: plan).contains("周六"))
    }

    @Test("Numbers to call, pay and what else the district decides on are not for the public", arguments: Engine.tested)
    func whose(engine: Engine) async throws {
        let here = try await PlanSite.open(engine)
        let version = try await here.version(in: .published) { plan in
            plan.contact = Plans.Contact(name: "教导处", duty: "联系人", phone: "0532-11111111")
            plan.safety.contacts = [Plans.Contact(name: "张校长", duty: "总负责", phone: "139-2222-2222")]
            plan.staff[0].pay = 5432
            plan.venues[0].places = 4321
            plan.bands[0].pupils = 298
            plan.readyOn = LocalDate(year: 2026, month: 2, day: 27)
        }
        // The pages are asked for in Chinese, what programs get in English.
        let hidden = [
            ("张校长", "张校长"), ("139-2222-2222", "139-2222-2222"), ("54.32", "54.32"), ("可容纳 4321 人", "4321 places"),
            ("预计 298 人", "298 pupils"), ("2026年2月27日", "27 Feb 2026"), ("次日弹性上班", "later start after late duty"),
        ]
        for person in [here.office, here.officer] {
            let page = try await here.site.browse(here.path(version), as: person)
            let told = try await here.site.get(here.path(version), as: person)
            #expect(page.body.contains("0532-11111111"))
            for (zh, en) in hidden { #expect(page.body.contains(zh) && told.body.contains(en), "\(en)") }
        }
        let school = "/schools/\(here.town.school.id)"
        for place in [school, "\(school)/notice"] {
            let page = try await here.site.browse(place)
            let told = try await here.site.get(place)
            #expect(page.status == 200 && page.body.contains("0532-11111111") && told.body.contains("0532-11111111"))
            for (zh, en) in hidden { #expect(!page.body.contains(zh) && !told.body.contains(en), "\(place): \(en)") }
        }
    }
}

/// The plan on the page of a version, as words.
private struct Reader {
    let language: Language
    let templates: Templates

    init() throws {
        let languages = try Languages.load(in: Checkout.root.appending(path: "Language"))
        language = languages.standard
        templates = try Templates.load(
            from: Checkout.root.appending(path: "Templates"), languages: languages, pictures: [:])
    }

    func words(of plan: Plans.Plan) throws -> String {
        let view = try PageEncoder(language: language).node(Plans.PlanView(plan, isWhole: true))
        let html = String(decoding: try templates.render("public/view", view, in: language), as: UTF8.self)
        return html.replacing(/<[^>]*>/, with: " ")
    }
}
