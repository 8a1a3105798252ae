"""Reads every list of an inbox to its end: whatever the requests made has to fit the document there, too."""

import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# The most that a page has.
WHOLE = 5000


def all_fit(document, url, token):
    """Whether all that is listed fits; what does not is printed."""
    fits = True
    for result in schemathesis.openapi.from_path(document).get_all_operations():
        operation = result.ok()
        if operation.method != "get" or "{" in operation.path or operation.definition.raw["operationId"] in {"logout", "activateUser"}:
            continue
        case = operation.Case(query={"limit": WHOLE})
        response = case.call(base_url=url, headers={"Authorization": f"Token {token}"})
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as failures:
            fits = False
            print(f"\n{operation.label}, read to its end, has {len(failures.exceptions)} that do not fit; the first:\n{failures.exceptions[0]}")
    return fits
