extension Messages.Template {
    /// To every guardian of a child, the one who sent it included.
    static let answerKept = Self("answer_kept")
    /// The one kind message to those who have not answered.
    static let answerAwaited = Self("answer_awaited")
    /// To a school's office: more join than the rooms hold.
    static let roomTask = Self("room_task")
    /// To the district: a school has not found room in time.
    static let roomTaskLate = Self("room_task_late")
}
