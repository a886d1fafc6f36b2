"""Signing in, registering, joining, and setting passwords."""

from tests.builders import PASSWORD


def test_a_person_signs_in_and_out(site, client):
    site.person("student", "ann")
    page = client.send("/sign-in", username=" Ann ", password=PASSWORD)
    assert page.status_code == 200
    assert "Sign out" in page.text
    client.send("/account/sign-out", csrf_token=client.token("/account"))
    assert "Sign in" in client.get("/", follow_redirects=True).text


def test_wrong_words_are_told_beside_the_field_and_on_top(site, client):
    site.person("student", "ann")
    page = client.send("/sign-in", username="ann", password="something else")
    assert page.status_code == 422
    assert page.text.count("do not belong together") == 2
    assert 'value="ann"' in page.text


def test_a_student_registers_with_the_join_code_of_a_class(site, client):
    site.school_class(site.person("teacher"), code="abcd2345")
    page = client.send("/register", code="ABCD-2345", name="Bea", username="bea", password="a long enough secret")
    assert page.status_code == 200
    assert "Bea" in page.text


def test_every_fault_of_a_registration_is_told_and_what_was_typed_is_kept(site, client):
    page = client.send("/register", code="none", name="Bea", username="bea", password="short")
    assert page.status_code == 422
    assert "No class has this join code" in page.text
    assert 'value="Bea"' in page.text
