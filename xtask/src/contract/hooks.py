"""What schemathesis is not to complain about: requests that do not say what it means by them."""

import schemathesis

FORM = "application/x-www-form-urlencoded"
MARKUP = "application/xml"


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a complaint is one. What was sent is neither right nor wrong where it may be read as either."""
    is_about_data = type(failure).__name__ in ("AcceptedNegativeData", "RejectedPositiveData")
    return not (is_about_data and is_ambiguous(case))


def is_ambiguous(case):
    """A form is pairs of texts: of an empty list nothing is written (RFC 6570, section 2.3), a list of one text is that
    text, and what is nested has no form; schemathesis writes the names of its members. In XML an element without
    anything in it is an empty list and an empty text, and of an empty list as a whole nothing is written."""
    if not isinstance(case.body, dict):
        return case.media_type in (FORM, MARKUP) and case.body == []
    lists = list_properties(case.operation.schema.raw_schema)
    members = case.body.items()
    if case.media_type == FORM:
        return not all(is_said_by_pairs(value, name in lists) for name, value in members)
    if case.media_type == MARKUP:
        return any(value is None or value in ("", {}) for name, value in members if name in lists)
    return False


def is_said_by_pairs(value, is_list):
    values = value if is_list else [value]
    return isinstance(values, list) and values != [] and not any(isinstance(it, (dict, list)) for it in values)


def list_properties(document):
    """The names of the properties that are lists in any schema of a document."""
    schemas = document.get("components", {}).get("schemas", {}).values()
    return {
        name
        for schema in schemas
        for name, property in schema.get("properties", {}).items()
        if property.get("type") == "array"
    }
