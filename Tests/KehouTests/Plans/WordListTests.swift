import Testing

@testable import Kehou

@Suite("Words that a plan should not hold")
struct WordListTests {
    @Test(
        "A denial is no demand for papers",
        arguments: [
            "报名零证明。", "严格执行“零证明”", "无任何证明要求", "免证明报名", "证明材料一律免除",
            "不分户籍均可报名", "户籍不限", "不区分本地户籍和外地户籍", "随迁子女与本市户籍学生同等报名",
            "Proof is not required.", "Nobody is asked for proof; just tick the box.",
            "No certificate, payslip or letter from an employer is asked for.", "报名无需提供任何证明材料。",
            "不需要户口本、房产证等证明材料", "一律不收取工作证明，自愿报名。", "严禁要求家长提供证明",
            "报名不需要说明理由，也无需提供任何证明材料。", "学生由家长接走。", "", "实践证明，自愿报名最受欢迎。",
            "登记学生姓名和身份证号即可。", "不需要户口本、居住证、房产证、营业执照等任何证明材料。",
            "不要求家长说明不能接孩子的原因。", "收入证明无需提供。", "不索要身份证、低保证和社保缴费记录。",
            "No proof of any kind is needed.", "You need not give a reason.",
            "Families do not bring a work certificate.", "No family needs to bring a work certificate.",
            "No reason is asked and no proof of any kind is needed.", "无需证明即可报名。", "无需提供证明即可报名",
            "不得以未提供证明为由拒绝报名", "不得以任何形式要求家长提供证明", "无需家长到校提供证明。",
            "户口本、房产证、居住证等材料一律免除。", "不论户籍，自愿报名", "不限户籍",
            "没有证明也没关系，勾选即可", "无需另行申请开具证明", "报名不要求户口本，房产证，居住证。",
            "A certificate of employment is not required.", "Families join without proof of any kind.",
            "Neither a payslip nor a bank statement is asked for.", "All may join, regardless of residence permit.",
            "免交工作证明、收入证明", "学校不得因学生没有证明而不予报名",
            "The school asks for no proof, certificate or letter from anybody.", "各户籍学生按需报名",
            "Household register and property deed are not needed.", "It is unnecessary to submit proof.",
            "Unnecessary papers are never asked for.", "Children receive a certificate at the end of term.",
            "Every child gets a certificate for each club.", "Parents do not need to queue.",
            "Parents need not queue or hand in proof of employment.", "No employment contract is asked for.",
            "A contract with the venue is signed by the school.", "Fees are 5 yuan for each child.",
            "学校依法为聘用人员缴纳社保。", "社保部门的退休人员也来帮忙", "不用排队，不用上传社保截图", "不要加班说明",
            "家长加班说明一声即可延时托管", "不要忘记：按时接孩子", "证明材料：无", "户口本、房产证：无需", "所需证明：无需", "报名需提供的证明材料：无。",
            "Proof required: none.",
        ])
    func denied(_ text: String) throws {
        #expect(try PlanFixture.library().words.papers.found(in: text) == [])
    }

    @Test(
        "A demand for papers is found, also beside a denial",
        arguments: [
            ("无需其他材料只需父母双方在职证明。", "在职证明"), ("不用排队只要带户口本就行。", "户口本"),
            ("无需现场办理线上上传房产证照片即可。", "房产证"),
            ("Children are not admitted without proof of work.", "proof of"),
            ("No child may join without a certificate of employment.", "certificate of employment"),
            ("请提供居住证明。", "居住证明"), ("无需提供收入证明，但须提交房产证。", "房产证"),
            ("凡不能按时接孩子的家长，须交劳动合同", "劳动合同"), ("须交社保缴纳记录", "社保缴纳记录"),
            ("凭单位开具的加班证明报名", "证明"), ("需持低保证", "低保证"), ("无需预约但须带身份证", "身份证"),
            ("无需预约请带身份证", "身份证"), ("请说明不能接孩子的原因", "说明…原因"),
            ("不需要排队的请提供收入证明", "收入证明"), ("不参加的学生须交书面理由", "书面理由"),
            ("不收工作证明的学校仍须看工作证明", "工作证明"), ("Bring a Work Certificate.", "work certificate"),
            ("No fee is charged, but state the reason.", "state the reason"),
            ("No fee for families who bring an identity card.", "identity card"),
            ("不提供证明不得报名", "提供证明"), ("无证明，不得参加", "证明"), ("除户口本外无需其他材料", "户口本"),
            ("带户口本不用排队", "户口本"), ("仅限本市户籍学生报名", "户籍"), ("须为本区户籍", "户籍"),
            ("凭户籍报名", "户籍"), ("No papers are needed except proof of work.", "proof of"),
            ("Without proof children cannot join.", "proof"),
            ("Children without a payslip are turned away.", "payslip"),
            ("No child joins unless proof is shown.", "proof"), ("免费服务须带户口本", "户口本"),
            ("不收证明，房产证须交", "房产证"), ("No fee, a payslip is enough.", "payslip"),
            ("No queue, just bring a payslip", "payslip"), ("Piano class: bring proof of work", "proof of"),
            ("无需预约，身份证带来即可", "身份证"), ("没有证明不能报名", "证明"),
            ("根据不同情况提供收入证明", "收入证明"), ("不分年级提供居住证", "居住证"), ("不限年级提交工作证明", "工作证明"),
            ("不论哪个年级上传户口本", "户口本"), ("请附离婚证", "离婚证"), ("上传社保截图", "社保截图"), ("加班说明", "加班说明"),
            ("Attach your employment contract", "employment contract"), ("hukou booklet", "hukou booklet"),
            ("Employment verification is required", "employment verification"),
            ("Parents do not need to queue to hand in proof of employment.", "proof of"),
            ("No proof is needed beyond a payslip.", "payslip"), ("不要忘记带户口本", "户口本"),
            ("Do not forget your payslip.", "payslip"), ("不需要排队的须提交收入证明", "收入证明"),
            ("The school must receive a certificate of employment at the end of March.", "certificate of employment"),
            ("不要求说明理由\r\n带户口本", "户口本"), ("不需要户口本以外的证明", "户口本"), ("不收户口本之外的材料", "户口本"),
            ("证明材料：无需原件，复印件即可", "证明材料"), ("证明材料：无原件的带复印件", "证明材料"),
        ])
    func demanded(_ text: String, _ word: String) throws {
        #expect(try PlanFixture.library().words.papers.found(in: text).first == word)
    }

    @Test(
        "A denial goes on over a list",
        arguments: [
            "We do not ask for reasons, papers or certificates.",
            "No reasons, papers, or certificates are asked for.",
            "We ask for no reasons, papers or certificates.",
            "Neither reasons, papers, nor certificates are required.",
            "Families need not give reasons, papers or a certificate of employment.",
            "Nobody needs to hand in documents, payslips or bank statements to join.",
            "No forms, stamps, or proof of any kind are needed.",
            "You do not have to bring papers, such as a payslip or an identity card.",
            "No documents (payslips, bank statements) are needed.",
            "Joining is voluntary and no reasons, papers, or certificates are asked for.",
            "We do not ask for certificates, payslips or letters from an employer.",
            "We do not ask for reasons, papers or certificates and every child may come.",
            "No proof of any kind, payslips or letters are needed.",
            "不要求理由，材料，证明。", "无需理由，证明和其他材料。", "不需要任何理由，材料或证明", "不需要理由、材料或证明。",
            "不要求说明理由，材料，盖章和工作证明。",
            "You do not have to give a reason, show a payslip or bring an ID card.",
            "You need not give a reason, show a payslip, or bring an ID card.",
            "不要求提供：户口本；房产证；工作证明", "以下材料一概不要：\n户口本\n房产证\n工作证明",
            "以下材料无需提供：\n1. 户口本；\n2. 房产证；\n3、工作证明。", "不需要下列材料：户口本，房产证；居住证",
            "Not required:\n- payslips\n- ID card\n", "You do not need to hand in: a payslip; an ID card",
        ])
    func deniedAsAList(_ text: String) throws {
        #expect(try PlanFixture.library().words.papers.found(in: text) == [])
    }

    @Test(
        "A denial does not go on over a clause of its own",
        arguments: [
            ("We do not ask for reasons, please bring a certificate of employment", "certificate of employment"),
            ("We do not ask for reasons, a payslip is enough.", "payslip"),
            ("We do not ask for reasons, bring a payslip or an ID card.", "payslip"),
            ("You need not give a reason, bring a payslip.", "payslip"),
            ("You need not give a reason, show a payslip or wait and bring a work certificate.", "work certificate"),
            ("You need not give a reason, show a payslip or ID card and bring a residence permit.", "residence permit"),
            ("We do not ask for reasons, certificates are required.", "certificate"),
            ("We do not ask for reasons, certificates and payslips are required.", "payslip"),
            ("We do not ask for reasons, certificates of any kind are welcome.", "certificate"),
            ("We do not ask for reasons, a certificate from your employer will do.", "certificate"),
            ("We do not ask for reasons, the identity card must be shown.", "identity card"),
            ("We do not ask for papers, only a certificate of employment.", "certificate of employment"),
            ("No reasons needed, a certificate will do.", "certificate"),
            ("No reasons, a payslip is required.", "payslip"),
            ("No reasons, a payslip or a certificate is enough.", "certificate"),
            ("No reasons are asked for, a certificate of employment is.", "certificate of employment"),
            ("Applications need no reasons and no papers, and a payslip speeds things up.", "payslip"),
            ("不问理由，请提供在职证明", "在职证明"), ("不问理由，证明须交", "证明"), ("不要求材料，带户口本即可", "户口本"),
            ("不问理由，凭工作证明报名", "工作证明"), ("不要求说明理由，工作证明即可。", "工作证明"),
            ("不问原因，户口本原件和复印件各一份", "户口本"), ("不收工作证明，房产证即可", "房产证"),
        ])
    func demandedBehindAComma(_ text: String, _ word: String) throws {
        #expect(try PlanFixture.library().words.papers.found(in: text).first == word)
    }

    @Test(
        "A list by lines ends with what is said of a member, and is none of what is free of charge",
        arguments: [
            ("不要求提供以下材料：户口本；房产证即可", "房产证"), ("不要求提供：户口本；房产证；须交工作证明", "工作证明"),
            ("不要求提供：户口本。\n须交：房产证", "房产证"), ("以下材料不要遗漏：\n户口本\n房产证", "户口本"),
            ("以下情况无需缴费：\n低保证\n残疾证", "低保证"), ("No fee for:\n- payslip holders", "payslip"),
        ])
    func demandedByLines(_ text: String, _ word: String) throws {
        #expect(try PlanFixture.library().words.papers.found(in: text).first == word)
    }

    @Test(
        "Pay by the number of pupils is found in prose, and a denial of it is none",
        arguments: [
            ("按参加学生人数计发补助", "按参加学生人数"), ("补助与报名人数挂钩。", "与…人数挂钩"),
            ("补助不设上限，根据班级实到人数核定", "根据…人数"), ("Teachers are paid per pupil.", "per pupil"),
            ("按教师实际服务的课时发放补助，不与参加学生人数挂钩", nil), ("不按人数发放", nil), ("补助按课时计发", nil),
            ("Teachers are paid by class-hours served, never by the number of pupils", nil),
            ("Pay is by class-hours, regardless of the number of pupils who join.", nil), ("补助与按人头计算无关", nil),
            ("不论报名人数，一律按课时计发", nil), ("按课时计发，不按人数、按人头发放", nil), ("No teacher is paid per head.", nil),
            ("不限课时按人头计酬", "按人头"), ("不得低于50元按人头计发", "按人头"),
            ("There is no fixed rate and pay is per pupil.", "per pupil"),
            ("Pay depends on the number of pupils.", "on the number of pupils"),
            ("Pay rises with the number of pupils", "with the number of pupils"),
            ("There is no fixed rate, pay depends on the number of pupils.", "on the number of pupils"),
            ("Teachers get five yuan for every extra pupil.", "extra pupil"), ("每多一名学生增加五元", "每多一名学生"),
            ("按班额大小分档发放补助", "按班额…补助"), ("每生每课时提取三元作为教师补助", "每生…提取"), ("补助随参加人数浮动", "随参加人数"),
            ("不按课时，每多一名学生增加五元", "每多一名学生"), ("按课时计发，另按班额大小发放津贴", "按班额…津贴"),
            ("Pay does not depend on the number of pupils", nil), ("Pay never rises with the number of pupils.", nil),
            ("Pay has nothing to do with the number of pupils.", nil),
            ("Pay depends on class-hours rather than on the number of pupils.", nil), ("不与学生人数挂钩", nil),
            ("不按班额大小分档发放补助", nil), ("补助不随学生人数增减", nil), ("不因每多一名学生增加补助", nil), ("与班额不挂钩", nil),
            ("按班额配备教师，按课时发放补助", nil), ("服务费每生每学期300元，教师补助按课时计发", nil),
            ("按学生人数配备教师", nil), ("按学生人数安排教师补助", "按学生人数"), ("按生计酬", "按生计酬"), ("补助不按生计酬", nil),
            ("每生每课时2元计入教师补助", "每生…计入教师"), ("教师补助按课时计发，学生每生每课时收费3元", nil),
            ("每带一名学生补助5元", "每带一名学生"), ("每带一名青年教师补助50元", nil), ("补助按班级学生数核算", "按班级学生数"),
            ("按班级学生数配备教师", nil), ("按收费总额提成", "按收费…提成"), ("不得按收费总额提成", nil),
            ("课后服务费总额的70%用于教师补助", nil), ("补助不固定：按人头计发", "按人头"),
            ("5 yuan for each child", "yuan for each child"), ("Pay rises with enrolment", "rises with…enrolment"),
            ("Pay does not rise with enrolment.", nil), ("Help with enrolment counts as service.", nil),
            ("Pay depends on how many children sign up", "depends on how many children"),
            ("Pay does not depend on how many children sign up", nil),
            ("Pay is not fixed: it is per pupil.", "per pupil"), ("Pay is not fixed by the number of pupils.", nil),
        ] as [(String, String?)])
    func pay(_ text: String, _ word: String?) throws {
        #expect(try PlanFixture.library().words.pay.found(in: text).first == word)
    }
}
