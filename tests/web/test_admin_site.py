"""What an administrator sees first, and lists at strange addresses."""


def test_an_address_that_says_strange_things_still_shows_its_list(site):
    admin = site.client(site.person("admin"))
    strange = "form=x&endpoint=y&_anchor=z&_scheme=a&_external=b&table=c&page=d&sort=e&search=%00"
    for address in ("audit", "people", "results"):
        assert admin.get(f"/admin/{address}?{strange}").status_code == 200


def test_the_overview_tells_what_needs_attention(site):
    page = site.client(site.person("admin")).get("/admin").text
    assert "never been a backup" in page
    assert "one administrator only" in page
