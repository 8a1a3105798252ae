"""What schemathesis is told in code: who calls, and what the documents cannot say of a body."""

import os
from zlib import crc32

import schemathesis
from feed import PASSWORD, Inbox
from hypothesis import strategies

INBOX = os.environ["INBOX_URL"]
ADMIN = Inbox(INBOX, os.environ["INBOX_ADMIN"])
CALLER = int(os.environ["CALLER_ID"])
LEAVER = int(os.environ["LEAVER_ID"])

# They may end or lame their own caller. So somebody else calls them, who is put in order again before each call.
LEAVING = {"logout", "changeMyPassword", "changeUserPassword", "updateUser", "partialUpdateUser"}
CONTENTS = ("text", "image", "video", "audio", "document", "sticker", "location", "contacts", "interactive", "template", "reaction")

# What is behind the first bytes is not looked at.
schemathesis.openapi.media_type("image/png", strategies.binary(max_size=40).map(lambda rest: b"\x89PNG\r\n\x1a\n" + rest))


def leaver():
    """The token of the user who leaves, with role, name and password as at first."""
    role = os.environ["CALLER_ROLE"]
    user = {"username": "leaver", "email": "", "profile": {"role": role}, "permissions": {}, "group_ids": []}
    ADMIN.call("PUT", f"/api/v1/users/{LEAVER}/", user)
    ADMIN.call("PUT", f"/api/v1/users/{LEAVER}/password/change/", {"password": PASSWORD})
    return ADMIN.post("/api/v1/auth/token/", {"username": "leaver", "password": PASSWORD})["token"]


@schemathesis.hook
def before_call(context, case, kwargs):
    token = os.environ["CALLER_TOKEN"]
    if case.operation.definition.raw["operationId"] in LEAVING:
        token = leaver()
        if str(case.path_parameters.get("id")) in {str(CALLER), "1"}:
            case.path_parameters["id"] = LEAVER
    case.headers["Authorization"] = f"Token {token}"


@schemathesis.hook("map_body").apply_to(operation_id="createMessage")
def content_by_type(context, body):
    """`type` names the member that holds the content."""
    if isinstance(body, dict) and body.get("type") not in body:
        named = next((name for name in CONTENTS if name in body), None)
        if named:
            return {**body, "type": named}
    return body


@schemathesis.hook("map_body").apply_to(operation_id=["updateUser", "partialUpdateUser"])
def user_who_can_be(context, body):
    """Any number stands for one of the three groups that exist, and every other name for one that is free and of ASCII."""
    if not isinstance(body, dict):
        return body
    name, groups = body.get("username"), body.get("group_ids")
    if isinstance(name, str) and len(name) % 2 == 0:
        body = {**body, "username": f"user {crc32(repr(body).encode())}"}
    if isinstance(groups, list):
        body = {**body, "group_ids": [1 + group % 3 if type(group) is int else group for group in groups]}
    return body


@schemathesis.hook
def after_call(context, case, response):
    """Notes down what was answered, for `run` to see whether anything was."""
    with open(os.environ["ANSWERS"], "a") as answers:
        print(case.operation.definition.raw["operationId"], response.status_code, file=answers)
