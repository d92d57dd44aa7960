extension Plans {
    /// The six parts that every policy has, as every plan does (clause 1a).
    enum PolicySection: String, Choice {
        /// 服务时间
        case serviceTime = "service_time"
        /// 服务内容
        case content
        /// 师资组成
        case staffing
        /// 申请流程
        case howToApply = "how_to_apply"
        /// 保障措施
        case safeguards
        /// 教师激励
        case incentives

        static let prefix = "policy.section"
    }
}
