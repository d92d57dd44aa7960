import Foundation
import Synchronization

/// Counts and times of requests, in the Prometheus text format.
final class Metrics: Sendable {
    private struct Series {
        var count = 0
        var seconds = 0.0
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count)
    }

    private static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]
    private let series = Mutex<[String: Series]>([:])
    private let statuses = Mutex<[String: Int]>([:])
    private let started = Date()

    func record(endpoint: String, status: Int, seconds: Double) {
        series.withLock { all in
            all[endpoint, default: Series()].count += 1
            all[endpoint, default: Series()].seconds += seconds
            for (index, bound) in Self.bounds.enumerated() where seconds <= bound {
                all[endpoint, default: Series()].buckets[index] += 1
            }
        }
        statuses.withLock { $0["\(status / 100)xx", default: 0] += 1 }
    }

    func text() -> String {
        var lines = ["# TYPE kehou_up_seconds gauge", "kehou_up_seconds \(Int(Date().timeIntervalSince(started)))"]
        lines.append("# TYPE kehou_responses_total counter")
        for (status, count) in statuses.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            lines.append("kehou_responses_total{class=\"\(status)\"} \(count)")
        }
        lines.append("# TYPE kehou_request_seconds histogram")
        for (name, one) in series.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            for (bound, count) in zip(Self.bounds, one.buckets) {
                lines.append("kehou_request_seconds_bucket{endpoint=\"\(name)\",le=\"\(bound)\"} \(count)")
            }
            lines.append("kehou_request_seconds_bucket{endpoint=\"\(name)\",le=\"+Inf\"} \(one.count)")
            lines.append("kehou_request_seconds_sum{endpoint=\"\(name)\"} \(one.seconds)")
            lines.append("kehou_request_seconds_count{endpoint=\"\(name)\"} \(one.count)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
