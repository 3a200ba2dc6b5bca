"""What a scorecard says of the article's argument, of placebos and of its audit."""

from types import SimpleNamespace as Some

from sim.report.claims import article_steps, audit_sentences, placebo_sentence

STEPS = (
    Some(step="First", argues="It began.", claims=("C01", "C02"), beyond="Trust."),
    Some(step="Then", argues="It went on.", claims=("C03",), beyond="Luck."),
)
TRIED = (Some(id="C01", claim="It began."),)


def result(**more):
    return Some(claims=Some(claims=TRIED, article=STEPS), answer=lambda claim: "supported", **more)


def test_a_step_shows_the_claims_that_were_tried_and_what_the_model_cannot_express():
    [step] = article_steps(result())
    assert (step.step, step.beyond) == ("First", "Trust.")
    assert step.rows == [("C01", "It began.", "supported")]


def test_a_violation_is_named_with_the_worst_of_them_and_a_law_that_is_kept_says_no_more():
    said = audit_sentences(
        result(audit=[("E33", "Nobody overpays.", 4, 0, 0.0, ""), ("E60", "Nobody loses.", 9, 1, -0.5, "a-b, month 3")])
    )
    assert said[0] == "E33: Nobody overpays. 4 decisions, no violations."
    assert said[1].startswith("E60: Nobody loses. 9 decisions, 1 violation; the worst,")
    assert said[1].endswith("a-b, month 3.")


def placebo(answer, *, with_it=1.0, without_it=0.0):
    return Some(says="Off.", numbers=(0, 2), with_it=with_it, without_it=without_it, worlds=4, answer=answer)


def test_a_placebo_is_told_in_one_sentence_and_nothing_where_there_is_none():
    said = placebo_sentence(result(placebo=lambda claim: placebo("turns")), TRIED[0])
    assert said.startswith("Off. Then conditions 1, 3 hold in 0 % of 4 worlds, so the mechanism matters: with it 100 %")
    same = placebo_sentence(result(placebo=lambda claim: placebo("holds just as well", without_it=1.0)), TRIED[0])
    assert same.endswith("the mechanism is not why the claim holds.")
    assert placebo_sentence(result(placebo=lambda claim: None), TRIED[0]) == ""
