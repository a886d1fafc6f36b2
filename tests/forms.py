"""Fill in the forms of editors as a browser without script does: read the form, change fields, send it."""

import html5lib


def fields_of(page: str, form: str = "editing") -> dict[str, list[str]]:
    """Return what the form of an id would send, as it stands."""
    found: dict[str, list[str]] = {}
    for field in _form(page, form).iter():
        name, kind = field.get("name"), field.get("type")
        if not name or field.tag == "button":
            continue
        if field.tag == "input" and kind in ("radio", "checkbox") and field.get("checked") is None:
            continue
        if field.tag == "select":
            options = list(field.iter("option"))
            chosen = next((one for one in options if one.get("selected") is not None), options[0])
            value = chosen.get("value")
        elif field.tag == "textarea":
            value = (field.text or "").removeprefix("\n").replace("\n", "\r\n")  # as browsers send it
        else:
            value = field.get("value", "on" if kind in ("radio", "checkbox") else "")
        found.setdefault(name, []).append(value)
    return found


def fill(client, address: str, follow: bool = True, page: str = "", **changes):
    """Send the editing form of an address with some fields changed (None takes one out; `__` is `-` in names)."""
    fields = fields_of(page or client.get(address).text)
    for name, value in changes.items():
        name = name.replace("__", "-")
        fields[name] = value if isinstance(value, list) else [value]
    sent = {name: values for name, values in fields.items() if values != [None]}
    return client.post(address, data=sent, follow_redirects=follow)


def _form(page: str, name: str):
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return next(form for form in tree.iter("form") if form.get("id") == name)
