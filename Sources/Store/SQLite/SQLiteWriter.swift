import Foundation

/// The one thread that writes to SQLite. Writes that wait at the same time share a transaction, and so one sync of the
/// disk: each runs in its own savepoint, and its caller is answered after the commit.
struct SQLiteWriter {
    /// A batch ends after so many members or so much time, so that the first does not wait long for the last.
    private static let mostMembers = 512
    private static let longest: UInt64 = 10_000_000

    let connection: SQLiteConnection
    let jobs: JobQueue

    /// Works until the queue is closed and empty.
    func run() {
        while let (job, _) = jobs.next() {
            if job.isShared { runBatch(job) } else { runAlone(job) }
        }
    }

    private typealias Outcome = Result<@Sendable () -> Void, any Error>

    private func runBatch(_ first: Job) {
        do {
            try connection.command("BEGIN IMMEDIATE")
        } catch {
            return first.fail(error)
        }
        let end = DispatchTime.now().uptimeNanoseconds + Self.longest
        var members: [(job: Job, outcome: Outcome)] = []
        var next: Job? = first
        while let job = next {
            members.append((job, member(job)))
            guard connection.isInTransaction else { break }
            let isFull = members.count >= Self.mostMembers || DispatchTime.now().uptimeNanoseconds > end
            next = isFull ? nil : jobs.poll(where: \.isShared)
        }
        if connection.isInTransaction, commit() {
            for member in members { answer(member.job, member.outcome) }
        } else {
            replay(members)
        }
    }

    /// Runs one member in its savepoint; an error takes back only what this member wrote.
    private func member(_ job: Job) -> Outcome {
        let db = DB(connection)
        do {
            let answer = try db.savepoint { try job.attempt(db) }
            return .success(answer)
        } catch {
            return .failure(error)
        }
    }

    /// The batch is gone: SQLite takes back a whole transaction when the disk is full, on an I/O error, and when a
    /// statement is interrupted. The culprit, if there is one, is the last; the others run again, each alone.
    private func replay(_ members: [(job: Job, outcome: Outcome)]) {
        let wasLost = !connection.isInTransaction
        rollback()
        for (index, member) in members.enumerated() {
            if wasLost, index == members.count - 1, case .failure(let error) = member.outcome {
                member.job.fail(error)
            } else {
                runAlone(member.job)
            }
        }
    }

    private func runAlone(_ job: Job) {
        if !job.isShared { connection.isTimeLimited = false }
        defer { connection.isTimeLimited = true }
        do {
            try connection.command("BEGIN IMMEDIATE")
            let db = DB(connection)
            let answer = try job.attempt(db)
            if let failure = db.failure { throw failure }
            try connection.command("COMMIT")
            answer()
        } catch {
            rollback()
            job.fail(error)
        }
    }

    private func answer(_ job: Job, _ outcome: Outcome) {
        switch outcome {
        case .success(let answer): answer()
        case .failure(let error): job.fail(error)
        }
    }

    private func commit() -> Bool {
        do {
            try connection.command("COMMIT")
            return true
        } catch {
            return false
        }
    }

    private func rollback() {
        // Where ROLLBACK fails SQLite has rolled back already; nothing else can be done.
        if connection.isInTransaction { try? connection.command("ROLLBACK") }
    }
}
