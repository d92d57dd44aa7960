import Store

extension Messages {
    /// One message on its way over the channels. `step` counts the channels tried.
    struct Errand: Codable, Sendable {
        let reader: Reader
        let message: ID<Message>
        let step: Int
        let hoursToNext: Int

        /// What a receiver tells repeats by: the message and the channel's turn, in whichever job it comes.
        var noteID: String { "\(message)-\(step)" }
    }

    /// The errands of one job: messages that were sent together.
    struct Errands: Codable, Sendable {
        /// How many share a job: few enough that a job which is run again repeats little.
        static let most = 20
        /// When one that failed among others is tried again, by itself.
        static let secondsToRetry: Int64 = 5

        let all: [Errand]

        init(_ all: [Errand]) { self.all = all }

        /// A job of an earlier version holds one errand, without a list around it.
        init(from decoder: any Decoder) throws {
            let one = try decoder.singleValueContainer()
            do {
                all = try one.decode([Errand].self)
            } catch DecodingError.typeMismatch {
                all = [try one.decode(Errand.self)]
            }
        }

        func encode(to encoder: any Encoder) throws {
            var one = encoder.singleValueContainer()
            try one.encode(all)
        }

        /// Writes them down as jobs to be done, a few errands a job.
        static func enqueue(
            _ kind: String, _ errands: [Errand], place: Place?, notBefore: Instant? = nil, at now: Instant, _ db: DB
        ) throws {
            let jobs = stride(from: 0, to: errands.count, by: most).map { first in
                Errands(Array(errands[first..<min(first + most, errands.count)]))
            }
            try Job.enqueue(kind, payloads: jobs, place: place, notBefore: notBefore, at: now, db)
        }
    }
}
