"""A teacher's classes: the code, the list, what is shown once, and the classes of other people."""

import html
import io
import re

import pytest
import xlsxwriter

from quizapp.operations import classes
from quizapp.store.db import db
from quizapp.store.models import Person, ResetLink, SchoolClass
from quizapp.store.queries import classes as reading
from tests.builders import NOW, PASSWORD
from tests.web.test_admin_people import cookie_of, words_of


@pytest.fixture
def school(site):
    """Return a teacher, a client in which they are signed in, and an empty class of theirs."""
    teacher = site.person("teacher")
    return teacher, site.client(teacher), site.school_class(teacher, code="abcd2345")


def names(school_class):
    """List the usernames of a class."""
    db.session.rollback()
    return [person.username for person in reading.students_in(school_class.id)]


def hidden(page, name):
    """Return the value of a hidden field of a page."""
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[1]


def check(client, school_class, text):
    """Send a pasted list to be looked at."""
    return client.send(f"/teach/classes/{school_class.id}/enrolments/new", pasted=text)


def confirm(client, school_class, page, follow=True):
    """Confirm the list that a page shows."""
    listed = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page.text, re.DOTALL)[1])
    return client.send(
        f"/teach/classes/{school_class.id}/enrolments", follow=follow, pasted=listed, once=hidden(page, "once")
    )


def workbook(*rows):
    """Return an XLSX file with these rows."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def test_a_class_is_made_and_shows_its_code(site):
    client = site.client(site.person("teacher"))
    assert "You have no class yet" in client.get("/teach/classes").text
    page = client.send("/teach/classes/new", name="7b")
    assert "Class “7b”" in page.text
    db.session.rollback()
    code = db.session.scalar(db.select(SchoolClass.join_code))
    assert f"{code[:4]}-{code[4:]}" in page.text


def test_the_form_of_a_class_that_is_sent_twice_makes_one(site):
    client = site.client(site.person("teacher"))
    once = hidden(client.get("/teach/classes/new"), "once")
    for _ in range(2):
        client.send("/teach/classes/new", name="7b", once=once)
    assert client.get("/teach/classes").text.count(">7b</a>") == 1


def test_a_class_needs_a_name(school):
    page = school[1].send("/teach/classes/new", name=" ")
    assert page.status_code == 422


def test_the_page_of_the_code_has_it_large_with_a_picture_of_the_whole_address(school):
    _, client, school_class = school
    page = client.get(f"/teach/classes/{school_class.id}/code").text
    assert "abcd-2345" in page
    assert '<svg viewBox="0 0' in page
    assert "http://localhost/register" in page


def test_a_code_is_renewed_and_withdrawn(site, school):
    _, teaching, school_class = school
    page = teaching.send(f"/teach/classes/{school_class.id}/code")
    assert "abcd-2345" not in page.text
    joining = site.client(site.person("student"))
    assert joining.send("/join/abcd2345").status_code == 422
    page = teaching.send(f"/teach/classes/{school_class.id}/code/withdrawal")
    assert "nobody can join this class by themselves" in page.text
    assert "withdrawn" in teaching.get(f"/teach/classes/{school_class.id}").text


def test_a_list_is_looked_at_first_and_then_enrolled_with_passwords_that_are_shown_once(site, school):
    _, client, school_class = school
    site.person("student", "ann")
    page = check(client, school_class, 'username,name,house\nann,Ann of the list\nbea,"Bea, the second"\n')
    assert page.status_code == 200
    assert "1 new account" in page.text
    assert "These columns were not read: house" in page.text
    assert "Ann of the list" in page.text
    assert names(school_class) == []
    shown = confirm(client, school_class, page)
    assert names(school_class) == ["ann", "bea"]
    password = re.search(r'<dd class="code">([^<]+)</dd>', shown.text)[1]
    assert "Bea, the second" in shown.text
    assert "Ann" not in shown.text
    again = client.get(shown.request.path, follow_redirects=True)
    assert "shown once" in again.text
    assert password not in again.text
    student = site.app.test_client()
    page = student.send("/sign-in", username="bea", password=password)
    assert "Choose a password of your own" in page.text


def test_a_list_that_is_confirmed_twice_counts_once_and_shows_the_same_passwords(school):
    _, client, school_class = school
    page = check(client, school_class, "username,name\nbea,Bea\n")
    assert client.get("/account").status_code == 200
    first, second = (confirm(client, school_class, page, follow=False) for _ in range(2))
    assert first.location == second.location
    assert names(school_class) == ["bea"]


def test_a_list_without_new_accounts_leads_back_to_the_class(site, school):
    _, client, school_class = school
    site.person("student", "ann")
    page = confirm(client, school_class, check(client, school_class, "name;username\nAnn;ANN\n"))
    assert page.request.path == f"/teach/classes/{school_class.id}"
    assert names(school_class) == ["ann"]


def test_a_workbook_is_read_as_well(school):
    _, client, school_class = school
    file = (io.BytesIO(workbook(["Name", "Username"], ["Bea", "bea"], [], ["Cem", "cem"])), "class.xlsx")
    page = client.send(f"/teach/classes/{school_class.id}/enrolments/new", file=file)
    assert "2 new accounts" in page.text
    confirm(client, school_class, page)
    assert names(school_class) == ["bea", "cem"]


def test_every_fault_of_a_list_is_told_by_row_and_nothing_is_saved(site, school):
    _, client, school_class = school
    site.person("admin", "boss")
    page = check(client, school_class, "username,name\nx,\nbea,Bea\nboss,Boss\nbea,Bea\n")
    assert page.status_code == 422
    for row in (2, 4, 5):
        assert f"Row {row}:" in page.text
    assert "stands in row 3 already" in page.text
    assert page.text.count("Row 2:") == 2
    assert "bea,Bea" in page.text
    assert db.session.scalar(db.select(Person).where(Person.username == "bea")) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Choose a file, or paste a list."),
        ("name\nAnn\n", "username"),
        ("username,name\n", "no students"),
        ('username,name\nann,"Ann\n', "quotation mark"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(school, text, told):
    page = check(school[1], school[2], text)
    assert page.status_code == 422
    assert told in page.text


def test_a_binary_file_is_refused(school):
    file = (io.BytesIO(bytes(range(256))), "class.csv")
    page = school[1].send(f"/teach/classes/{school[2].id}/enrolments/new", file=file)
    assert page.status_code == 422


def test_lost_first_passwords_are_made_anew(school):
    _, client, school_class = school
    old = confirm(client, school_class, check(client, school_class, "username,name\nbea,Bea\n"))
    assert "has not used the first password" in client.get(f"/teach/classes/{school_class.id}").text
    new = client.send(f"/teach/classes/{school_class.id}/first-passwords")
    passwords = [re.search(r'<dd class="code">([^<]+)</dd>', page.text)[1] for page in (old, new)]
    assert len(set(passwords)) == 2


def test_the_cookie_of_the_forms_tells_no_first_password_beforehand_or_after(site, school):
    _, client, school_class = school
    confirm(client, school_class, check(client, school_class, "username,name\nbea,Bea\n"))
    before = words_of(cookie_of(client))
    client.send(f"/teach/classes/{school_class.id}/first-passwords", follow=False)
    db.session.rollback()
    (bea,) = reading.students_in(school_class.id)
    words = before + words_of(cookie_of(client))
    assert not any(classes.opens(bea, word) for word in words)


def test_a_forgotten_password_is_reset_with_a_link_that_is_shown_once(site, school):
    teacher, client, _ = school
    ann = site.person("student", "ann", keeper_id=teacher.id)
    school_class = site.school_class(teacher, ann)
    address = f"/teach/classes/{school_class.id}/students/{ann.id}/password-link"
    page = client.send(address)
    link = re.search(r"http://localhost(/reset/[\w-]+)", page.text)[1]
    assert "<svg" in page.text
    assert link not in client.get(address, follow_redirects=True).text
    visitor = site.app.test_client()
    visitor.send(link, new="another good secret", again="another good secret", csrf_token=visitor.token(link))
    assert "Sign out" in visitor.send("/sign-in", username="ann", password="another good secret").text


def test_whoever_lists_somebody_elses_student_gains_no_power_over_the_account(site, school):
    _, client, school_class = school
    victim = site.person("student", "victim", name="Vera of 9a", keeper_id=site.person("teacher").id)
    preview = check(client, school_class, "username,name\nvictim,Whoever\n")
    assert "Vera" not in preview.text
    confirm(client, school_class, preview)
    assert names(school_class) == ["victim"]
    address = f"/teach/classes/{school_class.id}/students/{victim.id}"
    page = client.get(address)
    assert "Ask an administrator for a link" in page.text
    assert "password-link" not in page.text
    refused = client.send(f"{address}/password-link")
    assert refused.status_code == 409
    assert "/reset/" not in refused.text
    assert db.session.scalar(db.select(db.func.count()).select_from(ResetLink)) == 0


def test_whoever_made_an_account_by_a_list_or_a_join_code_makes_links_for_it(site, school):
    _, client, school_class = school
    confirm(client, school_class, check(client, school_class, "username,name\nbea,Bea\n"))
    site.app.test_client().send(
        "/register", code="abcd2345", name="Cem", username="cem", password="wobbly lantern eats cheese"
    )
    for person in reading.students_in(school_class.id):
        address = f"/teach/classes/{school_class.id}/students/{person.id}/password-link"
        assert "http://localhost/reset/" in client.send(address).text


def test_first_passwords_of_somebody_elses_students_are_not_renewed(site, school):
    teacher, client, _ = school
    theirs = site.person("student", "theirs", must_change_password=True, keeper_id=site.person("teacher").id)
    school_class = site.school_class(teacher, theirs)
    address = f"/teach/classes/{school_class.id}"
    assert "first-passwords" not in client.get(address).text
    page = client.send(f"{address}/first-passwords")
    assert page.request.path == address
    assert "Sign out" in site.app.test_client().send("/sign-in", username="theirs", password=PASSWORD).text


def test_a_list_does_not_tell_a_suspended_account_from_one_that_is_no_students(site, school):
    _, client, school_class = school
    site.person("admin", "boss")
    site.person("student", "gone", suspended_at=NOW)
    page = check(client, school_class, "username,name\nboss,Boss\ngone,Gone\n")
    told = re.findall(r"The account “\w+” ([^<]+)", page.text)
    assert len(told) >= 2
    assert len(set(told)) == 1


def test_only_students_of_ones_own_classes_are_given_links(site, school):
    teacher, client, school_class = school
    stranger, colleague = site.person("student"), site.person("teacher")
    site.school_class(colleague, stranger)
    odd = site.school_class(teacher, colleague)  # a student once, a teacher now
    for class_id, person in ((school_class.id, stranger), (odd.id, colleague)):
        address = f"/teach/classes/{class_id}/students/{person.id}"
        assert client.get(address).status_code == 404
        assert client.send(f"{address}/password-link").status_code == 404


def test_a_student_is_removed_and_the_results_stay(site, school):
    teacher, client, _ = school
    ann = site.person("student", "ann")
    school_class = site.school_class(teacher, ann)
    quiz = site.quiz(school_class)
    site.attempt(ann, quiz, right=3)
    page = client.get(f"/teach/classes/{school_class.id}/students/{ann.id}")
    assert quiz.title in page.text
    client.send(f"/teach/classes/{school_class.id}/students/{ann.id}/removal")
    assert names(school_class) == []
    assert "left the class" in client.get(f"/teach/quizzes/{quiz.id}/results").text


def test_an_archived_class_says_so_and_is_restored(school):
    _, client, school_class = school
    page = client.send(f"/teach/classes/{school_class.id}/archiving")
    assert "This class is archived" in page.text
    assert ">7b</a>" not in client.get("/teach/classes").text
    assert ">7b</a>" in client.get("/teach/classes?archived=1").text
    page = client.send(f"/teach/classes/{school_class.id}/code")
    assert page.status_code == 409
    assert "This class is archived" not in client.send(f"/teach/classes/{school_class.id}/restoring").text


def test_a_class_is_renamed(school):
    page = school[1].send(f"/teach/classes/{school[2].id}/edit", name="8b")
    assert "Class “8b”" in page.text


def test_the_students_of_a_class_are_searched_and_sorted_by_address(site, school):
    teacher, client, _ = school
    people = [site.person("student", f"s{number:03}", name=f"Student {number:03}") for number in range(130)]
    school_class = site.school_class(teacher, *people)
    address = f"/teach/classes/{school_class.id}"
    assert "Page 1 of 2" in client.get(address).text
    assert "Student 129" in client.get(f"{address}?page=2").text
    found = client.get(f"{address}?search=student+07").text
    assert found.count("/students/") == 10
    down = client.get(f"{address}?sort=username&down=1").text
    assert down.index("Student 129") < down.index("Student 128")
    assert 'aria-sort="descending"' in down
    assert "No student of this class" in client.get(f"{address}?search=%25").text


@pytest.mark.parametrize("page", ["", "/edit", "/code", "/enrolments/new", "/gradebook", "/students/1"])
def test_another_teachers_class_is_not_found(site, school, page):
    other = site.school_class(site.person("teacher"))
    assert school[1].get(f"/teach/classes/{other.id}{page}").status_code == 404


@pytest.mark.parametrize(
    "act", ["archiving", "restoring", "code", "code/withdrawal", "enrolments", "first-passwords", "students/1/removal"]
)
def test_another_teachers_class_cannot_be_changed(site, school, act):
    other = site.school_class(site.person("teacher"))
    assert school[1].send(f"/teach/classes/{other.id}/{act}", pasted="username,name\nx,X\n").status_code == 404


def test_a_student_who_is_suspended_is_shown_as_such(site, school):
    teacher, client, _ = school
    school_class = site.school_class(teacher, site.person("student", suspended_at=NOW))
    assert "suspended" in client.get(f"/teach/classes/{school_class.id}").text
    assert PASSWORD not in client.get(f"/teach/classes/{school_class.id}").text
