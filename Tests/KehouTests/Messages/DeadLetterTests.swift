import Store
import Testing

@testable import Kehou

/// What could not be done: seen by its own office, tried again, taken off the list.
@Suite(.database) struct DeadLetterTests {
    /// One given-up job of the first school.
    private func fail(_ post: Post) async throws -> ID<Job> {
        await post.sms.refuse(with: [Job.Hopeless(fault: .conflict("channel.refused", ["reply": "400"]))])
        try await post.send(.news, to: post.guardian("guardian-1"))
        await post.run()
        let school = post.school
        let dead = try await post.app.store.read { db in try Job.dead(at: school, after: nil, limit: 5, db) }
        return try #require(dead.first).id
    }

    @Test(arguments: Engine.tested) func theOfficeTriesAgain(engine: Engine) async throws {
        let post = try await Post(engine)
        let job = try await fail(post)
        let list = Messages.page(of: post.school, "/failed")
        let office = try post.person("office-1")
        let page = try await post.site.get(list, as: office)
        #expect(page.json["items"]?.items.count == 1 && page.body.contains("400"))
        #expect(try await post.site.browse(list, as: office).status == 200)
        let path = "\(list)/\(job)/retry"
        #expect(try await post.site.post(path, as: office).status == 303)
        #expect(try await post.site.post(path, as: office).status == 409, "it waits already")
        await post.run()
        #expect(await post.sms.notes.count == 1)
        #expect(try await post.site.get(list, as: office).json["items"]?.items.isEmpty == true)
        #expect(try await post.site.post(path, as: office).status == 404, "done and gone")
        let out = try await post.site.browse(Messages.page(of: post.school, "/deliveries"), as: office)
        let masked = try #require(Mobile(Demo.mobile(0))).masked
        #expect(out.status == 200 && out.body.contains(masked))
    }

    /// After a channel was out of order there are many: one press for all of them, and for nobody else's.
    @Test(arguments: Engine.tested) func theOfficeTriesAllAgain(engine: Engine) async throws {
        let post = try await Post(engine)
        for _ in 0..<3 { _ = try await fail(post) }
        let list = Messages.page(of: post.school, "/failed")
        let office = try post.person("office-1")
        #expect(try await post.site.browse(list, as: office).body.contains("\(list)/retries"))
        #expect(try await post.site.post("\(list)/retries", as: post.person("office-2")).status == 404)
        #expect(try await post.site.post("\(list)/retries", as: post.person("teacher-1")).status == 403)
        #expect(try await post.site.post("\(list)/retries", as: office).status == 303)
        await post.run()
        #expect(await post.sms.notes.count == 3)
        #expect(try await post.site.post("\(list)/retries", as: office).status == 303, "nothing is left to start")
        #expect(try await post.number("SELECT COUNT(*) FROM job") == 0)
    }

    @Test(arguments: Engine.tested) func theOfficeTakesItOffTheList(engine: Engine) async throws {
        let post = try await Post(engine)
        let job = try await fail(post)
        let path = "\(Messages.page(of: post.school, "/failed"))/\(job)/dismissal"
        #expect(try await post.site.post(path, as: post.person("principal-1")).status == 303)
        #expect(try await post.site.post(path, as: post.person("principal-1")).status == 409)
        await post.run()
        #expect(await post.sms.notes.isEmpty)
    }

    @Test(arguments: Engine.tested) func anotherSchoolNeitherSeesNorTouchesIt(engine: Engine) async throws {
        let post = try await Post(engine)
        let job = try await fail(post)
        let own = Messages.page(of: post.school, "/failed")
        let other = Messages.page(of: Place(kind: .school, id: post.town.schools[2].id.rawValue), "/failed")
        let stranger = try post.person("office-2")
        #expect(try await post.site.get(own, as: stranger).status == 404)
        #expect(try await post.site.get(other, as: stranger).json["items"]?.items.isEmpty == true)
        for verb in ["retry", "dismissal"] {
            #expect(try await post.site.post("\(own)/\(job)/\(verb)", as: stranger).status == 404)
            #expect(try await post.site.post("\(other)/\(job)/\(verb)", as: stranger).status == 404)
            #expect(try await post.site.post("\(own)/\(job)/\(verb)", as: post.person("teacher-1")).status == 403)
            #expect(try await post.site.post("\(own)/x/\(verb)", as: post.person("office-1")).status == 404)
        }
        #expect(try await post.number("SELECT COUNT(*) FROM job WHERE state = 'dead'") == 1)
    }

    @Test(arguments: Engine.tested) func theBureauSeesNumbers(engine: Engine) async throws {
        let post = try await Post(engine)
        _ = try await fail(post)
        try await post.send(.mustKnow, to: post.guardian("guardian-1"))
        let path = "/cities/\(post.town.city.id)/messages"
        let page = try await post.site.get(path, as: post.person("bureau"))
        let rows = page.json["districts"]?.items ?? []
        #expect(rows.count == 2)
        #expect(rows[0]["failed"]?.text == "1" && rows[0]["unread"]?.text == "1" && rows[1]["failed"]?.text == "0")
        #expect(try await post.site.browse(path, as: post.person("bureau")).status == 200)
        #expect(!page.body.contains("王建军"))
    }
}
