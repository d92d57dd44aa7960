import Foundation

/// One thread and its connection: runs jobs, each in a transaction, again where that is safe.
final class PostgresWorker {
    private let url: String
    private let options: StoreOptions
    private let jobs: JobQueue
    private var connection: PostgresConnection?

    init(url: String, _ options: StoreOptions, _ jobs: JobQueue) {
        self.url = url
        self.options = options
        self.jobs = jobs
    }

    /// Works until the queue is closed and empty.
    func run() {
        while let (job, deadline) = jobs.next() {
            perform(job, until: deadline)
            if connection?.isIdle == false { connection = nil }
        }
    }

    /// A transaction that did not reach its COMMIT wrote nothing and may run again: after a conflict with another, and
    /// after the connection was lost.
    private func perform(_ job: Job, until deadline: ContinuousClock.Instant) {
        for number in 1...max(1, options.attempts) {
            guard let connection = connect(for: job, until: deadline) else { return }
            guard let trouble = attempt(job, connection) else { return }
            switch trouble {
            case .lost:
                self.connection = nil
                if ContinuousClock.now >= deadline {
                    return job.fail(StoreError.unavailable("the connection was lost"))
                }
            case .conflict:
                pause(number)
            case .stalePlan:
                connection.forgetStatements()
            }
        }
        job.fail(StoreError.unavailable("too many conflicts with other transactions"))
    }

    /// Runs the job once.
    ///
    /// - Returns: nil when the caller was answered; otherwise why the job should be run again.
    private func attempt(_ job: Job, _ connection: PostgresConnection) -> PostgresConnection.Trouble? {
        let db = DB(connection)
        let result = Result {
            try connection.begin(job.kind)
            let answer = try job.attempt(db)
            if let failure = db.failure { throw failure }
            try connection.settle()
            return answer
        }
        if let trouble = connection.trouble {
            connection.rollback()
            return trouble
        }
        switch result {
        case .failure(let error):
            connection.rollback()
            job.fail(error)
        case .success(let answer):
            if case .read = job.kind {
                // The result does not depend on the end of a transaction that only read.
                answer()
                connection.rollback()
            } else {
                return commit(job, connection, answer)
            }
        }
        return nil
    }

    /// A COMMIT whose reply never came has an unknown outcome, and to run the job again could do it twice.
    private func commit(
        _ job: Job, _ connection: PostgresConnection, _ answer: @Sendable () -> Void
    ) -> PostgresConnection.Trouble? {
        do {
            try connection.commit()
            answer()
        } catch {
            switch connection.trouble {
            case .lost: job.fail(StoreError.outcomeUnknown)
            case .some(let trouble): return trouble
            case nil: job.fail(error)
            }
        }
        return nil
    }

    /// The connection, made anew where it was lost. Tries until the deadline, because a server that restarts is back
    /// in a moment; but not where the server is there and refuses us.
    private func connect(for job: Job, until deadline: ContinuousClock.Instant) -> PostgresConnection? {
        if let connection { return connection }
        var refusals = 0
        var number = 0
        while true {
            do {
                connection = try PostgresConnection(url: url, options)
                return connection
            } catch {
                number += 1
                if PostgresConnection.isAccepting(url) { refusals += 1 }
                if refusals >= 3 || ContinuousClock.now >= deadline {
                    job.fail(error)
                    return nil
                }
                pause(number + 3)
            }
        }
    }

    /// Waits a random time below a bound that doubles, so that those who collided do not collide again.
    private func pause(_ number: Int) {
        let most = min(200, 1 << min(number, 8))
        Thread.sleep(forTimeInterval: Double.random(in: 0...Double(most)) / 1000)
    }
}
