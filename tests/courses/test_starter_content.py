"""The starter content, proofread by machine: structure, lengths, one best answer, French, references."""

import re
from collections import Counter
from typing import Any, Final

import pytest

from courses.menu_names import TOKEN, generic_labels
from courses.starter_content.folder import STARTER
from courses.starter_content.lessons import CALLOUTS, LessonSource, lessons_of
from courses.starter_content.reading import Document, documents, html_of, read_yaml, sections, text_of
from courses.starter_content.reference import HELP_SECTIONS
from tests.courses import starter_rules as rules
from tests.courses.starter_rules import KEYS, ROLES, faults, strings, words

DOCUMENTS: Final = {str(document.path.relative_to(STARTER)): document for document in documents(STARTER)}


def of_kind(kind: str) -> list[Document]:
    return [document for document in DOCUMENTS.values() if document.meta["kind"] == kind]


LESSONS: Final = {lesson.slug: lesson for course in of_kind("micro_course") for lesson in lessons_of(course)}
every_file = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
every_lesson = pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS.keys())
every_article = pytest.mark.parametrize("article", of_kind("help"), ids=lambda article: article.path.stem)


@every_file
def test_front_matter_holds_the_keys_of_its_kind(document: Document) -> None:
    assert set(document.meta) == KEYS[document.meta["kind"]]
    assert document.meta["format"] == 1


@every_file
def test_french_is_clean(document: Document) -> None:
    texts = [text_of(document.tokens), *strings({k: v for k, v in document.meta.items() if k not in _CODES})]
    for token in document.tokens:
        if token.type == "fence":
            assert token.info.startswith("yaml ")
            texts += strings(read_yaml(token.content, document.path.name))
    assert not [fault for text in texts for fault in faults(text)]


_CODES: Final = {"slug", "kind", "role"}


@every_lesson
def test_a_lesson_has_its_parts_in_order(lesson: LessonSource) -> None:
    optional = [name for name in ("recall", "script") if name in lesson.blocks]
    assert list(lesson.order) == ["lesson", "action", "check", *optional]
    for name, block in lesson.blocks.items():
        assert set(block) == KEYS[name]
    head = lesson.blocks["lesson"]
    assert head["minutes"] in {3, 4, 5}
    assert re.fullmatch(r"À la fin, vous saurez [^.!?]+\.", head["objective"])


@every_lesson
def test_a_lesson_is_short_and_illustrated(lesson: LessonSource) -> None:
    assert 180 <= words(text_of(lesson.tokens)) <= 320
    kinds = Counter(token.type for token in lesson.tokens)
    allowed = {"heading", "paragraph", "ordered_list", "bullet_list", "list_item", "blockquote"}
    assert {kind.rsplit("_", 1)[0] for kind in kinds if kind != "inline"} <= allowed
    assert 2 <= kinds["heading_open"] <= 5
    assert kinds["ordered_list_open"] + kinds["bullet_list_open"] >= 1
    callouts = [
        lesson.tokens[rank + 2].content for rank, token in enumerate(lesson.tokens) if token.type == "blockquote_open"
    ]
    assert 2 <= len(callouts) <= 3
    assert all(callout.startswith(tuple(f"**{name}.**" for name in CALLOUTS)) for callout in callouts)
    assert any(callout.startswith("**Exemple.**") for callout in callouts)


@every_lesson
def test_an_action_can_be_done_and_checked(lesson: LessonSource) -> None:
    action = lesson.blocks["action"]
    assert 2 <= len(action["steps"]) <= 4
    assert action["proof"] in rules.PROOFS
    assert words(action["success"]) >= 10
    in_the_lms = any("{menu:" in step for step in action["steps"]) or "LMS" in str(action)
    assert in_the_lms or action["proof"] in {"lien", "texte_court"}


@every_lesson
def test_a_question_makes_one_decide(lesson: LessonSource) -> None:
    question = lesson.blocks["check"]
    options = question["options"]
    assert 3 <= len(options) <= 4
    assert len({option["text"] for option in options}) == len(options)
    assert question["question"].endswith("?")
    assert 12 <= words(question["situation"]) + words(question["question"]) <= 60
    assert [option.get("best") is True for option in options].count(True) == 1
    assert any("Presque" in option["feedback"] for option in options)
    for option in options:
        assert set(option) <= {"text", "best", "feedback"}
        assert 12 <= words(option["feedback"]) <= 45
        assert bool(option.get("best")) == option["feedback"].startswith("Oui.")
        assert not re.match(r"(Faux|Non|Erreur|Mauvais)", option["feedback"])


@every_lesson
def test_a_recall_is_short_and_a_script_can_be_read_aloud(lesson: LessonSource) -> None:
    if recall := lesson.blocks.get("recall"):
        assert recall["days"] in ([7], [30], [7, 30])
        assert 10 <= words(recall["answer"]) <= 60
    if script := lesson.blocks.get("script"):
        assert 60 <= script["seconds"] <= 90
        assert all(set(scene) == {"show", "say"} for scene in script["scenes"])
        pace = sum(words(scene["say"]) for scene in script["scenes"]) * 60 / script["seconds"]
        assert 115 <= pace <= 165


def test_each_role_has_three_micro_courses_and_one_video() -> None:
    for role in ROLES:
        courses = [course for course in of_kind("micro_course") if course.meta["role"] == role]
        assert [course.meta["number"] for course in courses] == [1, 2, 3]
        lessons = [list(lessons_of(course)) for course in courses]
        assert all(3 <= len(found) <= 4 for found in lessons)
        assert sum("script" in lesson.blocks for found in lessons for lesson in found) == 1
        assert all(course.path.parent.name == role for course in courses)
    assert len(LESSONS) == 30


def test_the_best_answer_cannot_be_guessed() -> None:
    places: Counter[int] = Counter()
    longest = 0
    for lesson in LESSONS.values():
        options = lesson.blocks["check"]["options"]
        best = next(rank for rank, option in enumerate(options) if option.get("best"))
        places[best] += 1
        longest += len(options[best]["text"]) == max(len(option["text"]) for option in options)
    assert max(places.values()) <= len(LESSONS) / 2
    assert len(LESSONS) * 0.1 <= longest <= len(LESSONS) * 0.4


@every_article
def test_an_article_gives_the_checks_and_the_answer(article: Document) -> None:
    found = dict(sections(article.tokens, "h1"))
    assert tuple(found) == HELP_SECTIONS
    checks, answer = found[HELP_SECTIONS[1]], found[HELP_SECTIONS[2]]
    items = [checks[rank + 2].content for rank, token in enumerate(checks) if token.type == "list_item_open"]
    assert any(token.type == "ordered_list_open" for token in checks)
    assert 4 <= len(items) <= 7
    assert all(re.match(r"\*\*[^*]+[.?]\*\* ", item) for item in items)
    assert (answer[0].type, answer[-1].type) == ("blockquote_open", "blockquote_close")
    assert 40 <= words(text_of(answer)) <= 110
    assert "[prénom]" in text_of(answer)
    assert "[votre prénom]" in text_of(answer)
    assert 200 <= words(text_of(article.tokens)) <= 400
    assert set(article.meta["roles"]) <= set(ROLES)
    assert article.path.stem == article.meta["slug"]
    assert set(article.meta["lessons"]) <= LESSONS.keys()


def test_every_block_that_practitioners_named_has_its_article() -> None:
    assert {article.meta["block"] for article in of_kind("help")} >= rules.BLOCKS_ASKED
    assert len(of_kind("help")) == 16


def test_the_checklist_counts_its_points() -> None:
    (checklist,) = of_kind("checklist")
    items: list[dict[str, Any]] = [item for group in checklist.block("checklist") for item in group["items"]]
    assert all(set(item) == KEYS["item"] for item in items)
    assert {item["who"] for item in items} <= rules.OWNERS
    assert all(re.fullmatch(r"J-\d+", item["when"]) and isinstance(item["required"], bool) for item in items)
    assert len({item["slug"] for item in items}) == len(items) == 20
    assert sum(item["required"] for item in items) == 15
    assert checklist.meta["summary"].startswith("Vingt points")
    assert "Quinze sont obligatoires" in checklist.meta["summary"]


def test_the_glossary_is_in_order() -> None:
    (glossary,) = of_kind("glossary")
    terms = list(sections(glossary.tokens, "h2"))
    names = [name.lower().translate(str.maketrans("àâäéèêëîïôöùûüç", "aaaeeeeiioouuuc")) for name, _ in terms]
    assert names == sorted(set(names))
    assert len(names) == 40
    assert glossary.meta["summary"].startswith("Quarante mots")
    assert all(8 <= words(text_of(tokens)) <= 50 for _, tokens in terms)


def test_badges_say_what_they_prove_and_what_they_do_not() -> None:
    numbers = {"admin": "dix", "createur": "onze", "manager": "neuf"}
    badges = {badge.meta["slug"]: badge for badge in of_kind("badge")}
    assert {badge.meta["role"] for badge in badges.values()} == set(ROLES)
    for badge in badges.values():
        assert [name for name, _ in sections(badge.tokens, "h1")] == rules.BADGE_SECTIONS
        assert f"Les {numbers[badge.meta['role']]} questions" in text_of(badge.tokens)
    assert {course.meta["badge"] for course in of_kind("micro_course")} == badges.keys()


def test_slugs_are_unique_and_plain() -> None:
    slugs = [document.meta["slug"] for document in DOCUMENTS.values() if "slug" in document.meta] + list(LESSONS)
    assert not [slug for slug, times in Counter(slugs).items() if times > 1]
    assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in slugs)


def test_every_menu_is_known_and_every_name_is_used() -> None:
    cited = {
        key for document in DOCUMENTS.values() for key in TOKEN.findall(document.path.read_text(encoding="utf-8"))
    }
    assert cited == generic_labels().keys()


def test_breaks_inside_a_paragraph_do_not_join_words() -> None:
    document = Document(STARTER / "x.md", {}, "Un\ndeux.\n\n- trois\n- quatre\n")
    assert html_of(document.tokens) == "<p>Un deux.</p><ul><li>trois</li><li>quatre</li></ul>"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Il dit: oui", "espace manquante avant :"),
        ("C'est", "apostrophe ou guillemet droit"),
        ("Attends !\u00a0", "espace insécable dans la source : le filtre s’en charge"),
        ("Si tu veux", "tutoiement"),
        ("« Ouvert", "guillemets non appariés"),
        ("dans le {menu:suivi}", "repère de menu collé à un article"),
    ],
)
def test_the_proofreader_sees(text: str, fault: str) -> None:
    assert [found for found in faults(text) if found.startswith(fault)]
