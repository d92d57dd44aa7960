extension Messages.Template {
    /// To every family of a school: the window has opened. Who has not opened this was not asked, so it goes on over other
    /// channels and then to the office, which calls.
    static let windowOpened = Self("window_opened", need: .mustKnow, hoursToNext: 48)
    /// To every family of a school: three questions before term.
    static let surveyOpened = Self("survey_opened")
    /// To every guardian of a child, the one who sent it included.
    static let answerKept = Self("answer_kept")
    /// To the other guardians of a child for which one has answered the need survey.
    static let needKept = Self("need_kept")
    /// The one kind message to those who have not answered.
    static let answerAwaited = Self("answer_awaited")
    /// To a school's office: more join than the rooms hold.
    static let roomTask = Self("room_task")
    /// To the district: a school has not found room in time.
    static let roomTaskLate = Self("room_task_late")
    /// To the district: a look at a school found a signal.
    static let pressureSeen = Self("pressure_seen")
    /// To every guardian of a school, after the close: one anonymous question.
    static let pressureQuestion = Self("pressure_question")
    /// To a school's office: a claim or a request to end a tie waits.
    static let familiesWait = Self("families_wait")
}

/// Between guardians of one child: nothing about it changes behind another's back.
extension Messages.Template {
    /// Somebody says with a paper code that they are the child's guardian.
    static let claimMade = Self("claim_made", need: .mustKnow, hoursToNext: 24)
    /// To the other guardians: the office confirmed somebody.
    static let guardianAdded = Self("guardian_added", need: .mustKnow, hoursToNext: 24)
    /// To the person who claimed.
    static let claimConfirmed = Self("claim_confirmed")
    static let claimRefused = Self("claim_refused")
    /// To a child's guardians: somebody who was refused had answered for it; what stood before stands again.
    static let answerTakenBack = Self("answer_taken_back", need: .mustKnow, hoursToNext: 24)
    /// The same for the need survey, which binds nobody.
    static let needTakenBack = Self("need_taken_back")
    /// One guardian asked the office to end another's tie; to all but the one who asked.
    static let endingAsked = Self("ending_asked", need: .mustKnow, hoursToNext: 24)
    /// How the office decided; to all, the one concerned included.
    static let endingEnded = Self("ending_ended", need: .mustKnow, hoursToNext: 24)
    static let endingKept = Self("ending_kept")
    static let consentGiven = Self("consent_given")
    static let consentWithdrawn = Self("consent_withdrawn")
    /// Collectors or care notes changed; to those who may see them.
    static let belongingsChanged = Self("belongings_changed")
    /// Who may see whereabouts changed; to those who may, and it names nobody.
    static let restrictionChanged = Self("restriction_changed")
    /// To the restricted guardian, where the office says that the law allows it.
    static let restrictionTold = Self("restriction_told", need: .mustKnow, hoursToNext: 24)
}
