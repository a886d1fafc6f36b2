"""An administrator's pages of people: found, made, imported, suspended, given roles and links."""

import io
import re

import pytest

from quizapp.operations.newcomers import FirstEntry
from quizapp.store.queries import accounts as reading
from tests.builders import PASSWORD
from tests.store.test_tables import workbook


@pytest.fixture
def admin(site):
    """Return a client in which an administrator is signed in."""
    return site.client(site.person("admin", "root", name="Root R."))


def named(page) -> list[str]:
    """List the names in the rows of the page's table."""
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page.text)


def upload(admin, content: bytes, name: str = "people.csv", way: str = "password", follow: bool = True):
    """Send a list of people."""
    admin.get("/admin/people/import")
    data = {"csrf_token": admin.token("/account"), "way": way, "file": (io.BytesIO(content), name)}
    return admin.post("/admin/people/import", data=data, follow_redirects=follow)


def test_people_are_found_filtered_sorted_and_paged_by_address(site, admin):
    for number in range(60):
        site.person("student", f"s{number:02}", name=f"Student {number:02}")
    site.person("teacher", "berg", name="Anna Berg")
    assert len(named(admin.get("/admin/people"))) == 50
    assert named(admin.get("/admin/people?page=2&role=student")) == [f"Student {number}" for number in range(50, 60)]
    assert named(admin.get("/admin/people?search=berg+anna")) == ["Anna Berg"]
    assert named(admin.get("/admin/people?role=student&sort=username&down=1"))[0] == "Student 59"
    assert "Nobody fits" in admin.get("/admin/people?search=100%25").text
    assert admin.get("/admin/people?page=99").status_code == 200
    assert admin.get("/admin/people?page=x&sort=nothing&state=nothing&role=nothing").status_code == 200


def test_people_are_filtered_by_state(site, admin):
    person = site.person(name="Gone")
    site.person(name="New", must_change_password=True)
    admin.send(f"/admin/people/{person.id}/suspension")
    assert named(admin.get("/admin/people?state=suspended")) == ["Gone"]
    assert named(admin.get("/admin/people?state=never")) == ["New"]
    assert named(admin.get("/admin/people?state=enabled&sort=name")) == ["New", "Root R."]


def test_a_person_is_made_and_the_first_password_is_shown_once(site, admin, client):
    admin.get("/admin/people/new")
    page = admin.send("/admin/people/new", name="Bea", username="bea", role="student", way="password", once="form")
    password = re.search(r"[2-9a-z]{4}(-[2-9a-z]{4}){3}", page.text)[0]
    assert password not in admin.get(page.request.path).text
    page = client.send("/sign-in", username="bea", password=password)
    assert "Choose a password of your own" in page.text


def test_a_person_is_made_and_the_link_is_shown_once(site, admin, client):
    page = admin.send("/admin/people/new", name="Bea", username="bea", role="teacher", way="link")
    link = re.search(r"http://localhost(/reset/[\w-]+)", page.text)[1]
    assert "/reset/" not in admin.get(page.request.path).text
    client.send(link, new="my own four words", again="my own four words")
    assert "Sign out" in client.send("/sign-in", username="bea", password="my own four words").text


def test_the_same_form_sent_twice_makes_one_person_and_shows_the_same_password(site, admin):
    admin.get("/admin/people/new")
    fields = {"name": "Bea", "username": "bea", "role": "student", "way": "password", "once": "form"}
    admin.send("/admin/people/new", follow=False, **fields)
    page = admin.send("/admin/people/new", **fields)
    assert re.search(r"[2-9a-z]{4}(-[2-9a-z]{4}){3}", page.text)
    assert named(admin.get("/admin/people?search=bea")) == ["Bea"]


def test_a_secret_that_is_not_the_persons_is_not_shown(site, admin):
    admin.get("/admin/people/new")
    fields = {"name": "Bea", "username": "bea", "role": "student", "way": "password", "once": "form"}
    admin.send("/admin/people/new", follow=False, **fields)
    again = site.client(reading.found(reading.Filters(search="root")).items[0])  # another session of the same person
    page = again.send("/admin/people/new", **fields)
    assert "never again" not in page.text


def cookie_of(client) -> dict:
    """Return what whoever sits at a browser can read of the cookie of its forms."""
    signer = client.application.session_interface.get_signing_serializer(client.application)
    return signer.loads(client.get_cookie("quizapp_form").value)


def words_of(cookie) -> list[str]:
    """List every word in a cookie."""
    if isinstance(cookie, dict):
        return [word for value in cookie.values() for word in words_of(value)]
    return [str(cookie)]


@pytest.mark.parametrize("way", ["password", "link"])
def test_the_cookie_of_the_forms_does_not_tell_what_a_new_person_comes_in_with(site, admin, way):
    admin.get("/admin/people/new")
    admin.send("/admin/people/new", follow=False, name="Bea", username="bea", role="student", way=way, once="form")
    bea = reading.found(reading.Filters(search="bea")).items[0]
    words = words_of(cookie_of(admin))
    assert "form" in words  # the nonce is there, and is no seed
    assert not any(FirstEntry(way, word).fits(bea) for word in words)


def test_the_cookie_of_the_forms_does_not_tell_a_link(site, admin):
    person = site.person("student")
    admin.send(f"/admin/people/{person.id}/link", follow=False)
    words = words_of(cookie_of(admin))
    assert len(words) > 2
    assert not any(reading.has_link(person.id, word) for word in words)


@pytest.mark.parametrize("in_between", ["sign out", "another page of secrets"])
def test_what_was_not_looked_at_is_lost_when_it_is_left(site, admin, in_between):
    person = site.person("student", "ann")
    page = admin.send(f"/admin/people/{person.id}/link", follow=False)
    if in_between == "sign out":
        admin.send("/account/sign-out")
        assert "shown_once" not in (cookie_of(admin) if admin.get_cookie("quizapp_form") else {})
        admin.send("/sign-in", username="root", password=PASSWORD)
    else:
        admin.get(f"/admin/people/{reading.found(reading.Filters(search='root')).items[0].id}")
    assert "/reset/" not in admin.get(page.location).text


def test_what_is_wrong_with_a_new_person_is_told_and_what_was_typed_is_kept(site, admin):
    page = admin.send("/admin/people/new", name="Bea", username="b e", role="student", way="password")
    assert page.status_code == 422
    assert "A username has" in page.text
    assert 'value="Bea"' in page.text


@pytest.mark.parametrize("way", ["password", "link"])
def test_a_list_is_imported_and_the_first_entries_are_shown_once_and_saved(site, admin, way):
    site.school_class(site.person("teacher"), name="7b")
    content = workbook(["Username", "Name", "Class"], ["s01", "Student 01", "7b"], ["s02", "=Student 02", ""])
    page = upload(admin, content, "people.xlsx", way)
    assert "2 people imported" in page.text
    assert page.text.count("/reset/" if way == "link" else "-") >= 2
    form = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.text)[1] for name in ("nonce", "way")}
    saved = admin.send(f"{page.request.path}/slips", **form)
    lines = saved.text.removeprefix("\ufeff").splitlines()
    assert lines[0] == f"username,name,role,{way}"
    assert lines[2].startswith("s02,'=Student 02,student,")
    assert lines[1].split(",")[3] in page.text
    assert "never again" not in admin.get(page.request.path).text
    assert "is not kept" in admin.send(f"{page.request.path}/slips", way=way, nonce="guess").text


def test_every_fault_of_a_list_is_in_one_report_and_nobody_is_made(site, admin):
    page = upload(admin, b"username,name,role,class\ns01,Student 01,,\nx,,king,9z\nroot,Root,,\n")
    assert page.status_code == 422
    rows = re.findall(r'<th scope="row" class="number">(\d+)</th><td>(\w+)</td>', page.text)
    assert rows == [("3", "username"), ("3", "name"), ("3", "role"), ("4", "username")]
    assert "Nothing was imported" in page.text
    assert reading.usernames_taken(["s01"]) == set()


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04", b"username,name\n"])
def test_a_file_that_is_no_list_is_told_beside_its_field(site, admin, content):
    page = upload(admin, content)
    assert page.status_code == 422
    assert 'id="file-error"' in page.text


def test_no_file_is_told_beside_its_field(site, admin):
    assert "Choose a file." in admin.send("/admin/people/import", way="link").text


def test_the_page_of_a_person_shows_classes_attempts_sessions_and_last_entries(site, admin):
    person = site.person("student", name="Ann")
    site.school_class(site.person("teacher"), person, name="7b")
    site.client(person)
    page = admin.get(f"/admin/people/{person.id}").text
    assert "<li>7b " in page
    assert "session.begun" in page
    assert "Sign out everywhere" in page
    assert admin.get("/admin/people/987654").status_code == 404


def test_suspending_signs_out_at_once_and_enabling_lets_in_again(site, admin):
    person = site.person()
    browser = site.client(person)
    admin.send(f"/admin/people/{person.id}/suspension")
    assert browser.get("/account").status_code == 302
    page = admin.send(f"/admin/people/{person.id}/suspension/end")
    assert "enabled again" in page.text
    assert site.client(person).get("/account").status_code == 200


def test_a_new_role_signs_out(site, admin):
    person = site.person()
    browser = site.client(person)
    page = admin.send(f"/admin/people/{person.id}/role", role="teacher")
    assert "The role is now: teacher." in page.text
    assert browser.get("/account").status_code == 302
    assert admin.send(f"/admin/people/{person.id}/role", role="king").status_code == 422


def test_signing_somebody_out_everywhere_ends_their_sessions(site, admin):
    person = site.person()
    browser = site.client(person)
    admin.send(f"/admin/people/{person.id}/sessions/end")
    assert browser.get("/account").status_code == 302


def test_nobody_locks_themselves_out(site, admin):
    me = reading.found(reading.Filters(search="root")).items[0]
    page = admin.get(f"/admin/people/{me.id}").text
    assert "/suspension" not in page
    refused = admin.send(f"/admin/people/{me.id}/role", role="teacher")
    assert refused.status_code == 422
    assert "lock yourself out" in refused.text
    refused = admin.send(f"/admin/people/{me.id}/suspension")
    assert refused.status_code == 409
    assert "lock yourself out" in refused.text
    assert admin.get("/admin/people").status_code == 200


def test_a_link_for_a_new_password_is_shown_once(site, admin, client):
    person = site.person("student", "ann")
    page = admin.send(f"/admin/people/{person.id}/link")
    link = re.search(r"http://localhost(/reset/[\w-]+)", page.text)[1]
    assert "/reset/" not in admin.get(page.request.path).text
    assert "open until" in admin.get(page.request.path).text
    client.send(link, new="my own four words", again="my own four words")
    assert "do not belong" in client.send("/sign-in", username="ann", password=PASSWORD).text


def test_a_name_is_put_right(site, admin):
    person = site.person()
    assert "<h1>Ann B.</h1>" in admin.send(f"/admin/people/{person.id}/name", name="Ann B.").text
    assert admin.send(f"/admin/people/{person.id}/name", name="").status_code == 422


def test_an_import_that_never_was_is_not_found(site, admin):
    assert admin.get("/admin/people/imports/1").status_code == 404  # an entry, but not of an import
