"""What families of a load answer, the form they send, and what must hold of what is stored."""

import urllib.parse

NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday"]


def answer(child, turn):
    """What a family says for a child at a turn: every day and early, some days and late, or not at all."""
    days = child["days"]
    if turn == 0:
        return [(day["weekday"], day["times"][0]) for day in days]
    if turn == 1:
        return [(day["weekday"], day["times"][-1]) for day in days[::2]]
    return []


def body(family, turn):
    """The form as a browser sends it, but for the form's own id, which stands last and is added there."""
    fields = [("csrf", family["csrf"]), ("version", "0")]
    for place, child in enumerate(family["children"]):
        base, chosen = f"children.{place}", answer(child, turn)
        times = dict(chosen)
        fields += [(f"{base}.school", child["school"]), (f"{base}.pupil", child["pupil"]), (f"{base}.seen", ""),
                   (f"{base}.answer", "join" if chosen else "decline")]
        fields += [(f"{base}.days", str(weekday)) for weekday in times]
        fields += [(f"{base}.times.{NAMES[day['weekday'] - 1]}", times.get(day["weekday"], day["times"][0]))
                   for day in child["days"]]
        for row in range(2):
            fields += [(f"{base}.collectors.{row}.{name}", value)
                       for name, value in (("name", ""), ("relation", "grandparent"), ("mobile", ""))]
        fields += [(f"{base}.careShown", "on"), (f"{base}.careNote", "")]
    return urllib.parse.urlencode(fields) + "&form="


# What no answer may leave behind, each as a count that must be 0.
WHOLE = {
    "answers without days, or days of a no": """
        SELECT COUNT(*) FROM application a WHERE a.joins <> CASE WHEN EXISTS (SELECT 1 FROM application_day d
        WHERE d.school_id = a.school_id AND d.pupil_id = a.pupil_id AND d.application_id = a.id) THEN 1 ELSE 0 END""",
    "pointers that are not at the newest answer": """
        SELECT COUNT(*) FROM application_current c WHERE c.application_id <> (SELECT MAX(a.id) FROM application a
        WHERE a.school_id = c.school_id AND a.pupil_id = c.pupil_id AND a.term_id = c.term_id)""",
    "classes whose counts are not what a slow count gives": """
        SELECT COUNT(*) FROM coverage v JOIN (
            SELECT school_id, term_id, class_id, SUM(joins) AS asked, SUM(1 - joins) AS declined,
                SUM(days & 1) AS monday, SUM(days / 2 & 1) AS tuesday, SUM(days / 4 & 1) AS wednesday,
                SUM(days / 8 & 1) AS thursday, SUM(days / 16 & 1) AS friday
            FROM application_current GROUP BY school_id, term_id, class_id) s
        ON s.school_id = v.school_id AND s.term_id = v.term_id AND s.class_id = v.class_id
        WHERE v.asked <> s.asked OR v.declined <> s.declined OR v.monday <> s.monday OR v.tuesday <> s.tuesday
            OR v.wednesday <> s.wednesday OR v.thursday <> s.thursday OR v.friday <> s.friday""",
    "answers of a child that no pointer leads to": """
        SELECT COUNT(*) FROM application a WHERE NOT EXISTS (SELECT 1 FROM application_current c
        WHERE c.school_id = a.school_id AND c.term_id = a.term_id AND c.pupil_id = a.pupil_id)""",
    "receipts without an answer": """
        SELECT COUNT(*) FROM application_receipt r LEFT JOIN (
            SELECT DISTINCT account_id, number FROM application WHERE account_id <> 0) a
        ON a.account_id = r.account_id AND a.number = r.number
        WHERE a.number IS NULL AND r.account_id <> 0""",
}
