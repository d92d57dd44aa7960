import Store

/// Which revision of a plan a remark was made on, so that the same words sent twice on one are one remark, and asked again of a
/// later one are another. Nothing is known of earlier remarks.
extension Migration {
    static let m0020RemarkedRevision = Migration(
        number: 20, name: "remarked_revision",
        statements: ["ALTER TABLE plan_comment ADD COLUMN revision \(.int)"])
}
