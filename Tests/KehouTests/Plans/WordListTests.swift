import Testing

@testable import Kehou

@Suite("Words that a plan should not hold")
struct WordListTests {
    @Test(
        "A denial is no demand for papers",
        arguments: [
            "报名无需提供任何证明材料。", "不需要户口本、房产证等证明材料", "一律不收取工作证明，自愿报名。",
            "严禁要求家长提供证明", "报名不需要说明理由，也无需提供任何证明材料。", "学生由家长接走。", "",
            "实践证明，自愿报名最受欢迎。", "登记学生姓名和身份证号即可。", "不需要户口本、居住证、房产证、营业执照等任何证明材料。",
            "不要求家长说明不能接孩子的原因。", "收入证明无需提供。", "不索要身份证、低保证和社保缴费记录。",
            "No proof of any kind is needed.", "You need not give a reason.",
            "Families do not bring a work certificate.",
            "No family needs to bring a work certificate.", "No reason is asked and no proof of any kind is needed.",
        ])
    func denied(_ text: String) throws {
        #expect(try PlanFixture.library().words.papers.found(in: text) == [])
    }

    @Test(
        "A demand for papers is found, also beside a denial",
        arguments: [
            ("请提供居住证明。", "居住证明"), ("无需提供收入证明，但须提交房产证。", "房产证"),
            ("凡不能按时接孩子的家长，须交劳动合同", "劳动合同"), ("须交社保缴纳记录", "社保缴纳记录"),
            ("凭单位开具的加班证明报名", "证明"), ("需持低保证", "低保证"), ("无需预约但须带身份证", "身份证"),
            ("无需预约请带身份证", "身份证"), ("请说明不能接孩子的原因", "说明…原因"),
            ("不需要排队的请提供收入证明", "收入证明"), ("不参加的学生须交书面理由", "书面理由"),
            ("不收工作证明的学校仍须看工作证明", "工作证明"), ("Bring a Work Certificate.", "work certificate"),
            ("No fee is charged, but state the reason.", "state the reason"),
            ("No fee for families who bring an identity card.", "identity card"),
        ])
    func demanded(_ text: String, _ word: String) throws {
        #expect(try PlanFixture.library().words.papers.found(in: text).first == word)
    }

    @Test(
        "Pay by the number of pupils is found in prose, and a denial of it is none",
        arguments: [
            ("按参加学生人数计发补助", "按参加学生人数"), ("补助与报名人数挂钩。", "与…人数挂钩"),
            ("补助不设上限，根据班级实到人数核定", "根据…人数"), ("Teachers are paid per pupil.", "per pupil"),
            ("按教师实际服务的课时发放补助，不与参加学生人数挂钩", nil), ("不按人数发放", nil), ("补助按课时计发", nil),
            ("Teachers are paid by class-hours served, never by the number of pupils", nil),
        ] as [(String, String?)])
    func pay(_ text: String, _ word: String?) throws {
        #expect(try PlanFixture.library().words.pay.found(in: text).first == word)
    }
}
