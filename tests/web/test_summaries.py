"""The summary on top of a form names each field that something is wrong with, and leads to it."""


def test_each_fault_is_told_with_the_name_of_its_field_and_beside_it(site, client):
    page = client.send("/sign-in", csrf_token=client.token("/sign-in"))
    assert page.status_code == 422
    assert '<a href="#username">Username: Please fill this in.</a>' in page.text
    assert '<a href="#password">Password: Please fill this in.</a>' in page.text
    assert page.text.count("Please fill this in.") == 4
