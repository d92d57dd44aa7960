import Testing

@testable import Kehou

@Suite("Words that ask for proof papers")
struct ProofWordTests {
    @Test(
        "A denial is no demand",
        arguments: [
            "报名无需提供任何证明材料。", "不需要户口本、房产证等证明材料", "一律不收取工作证明，自愿报名。",
            "严禁要求家长提供证明", "报名不需要说明理由，也无需提供任何证明材料。", "学生由家长接走。", "",
            "No proof of any kind is needed.", "You need not give a reason.",
            "Families do not bring a work certificate.",
        ])
    func denied(_ text: String) throws {
        #expect(try PlanFixture.library().words.demands(in: text) == [])
    }

    @Test(
        "A demand is found, also beside a denial",
        arguments: [
            ("请提供居住证明。", "居住证明"), ("无需提供收入证明，但须提交房产证。", "房产证"),
            ("凡不能按时接孩子的家长，须交劳动合同", "劳动合同"), ("Bring a Work Certificate.", "work certificate"),
            ("No fee is charged, but state the reason.", "state the reason"),
        ])
    func demanded(_ text: String, _ word: String) throws {
        #expect(try PlanFixture.library().words.demands(in: text).first == word)
    }
}
