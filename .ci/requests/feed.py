"""Gives an embedded inbox something of everything, so that generated requests find what they ask for.

The values become the dictionaries of schemathesis.toml: ids, numbers and texts that exist. What is named `doomed_..` is there to be deleted.
"""

import base64
import json
import urllib.error
import urllib.request

CUSTOMERS = [f"4917139200{n:02}" for n in range(1, 9)]
# Blocked and reported, which ends what can be sent to them.
DOOMED_CUSTOMERS = [f"4917139200{n:02}" for n in range(20, 26)]
# How many there are of what each request deletes.
DOOMED = 30
EDGES = [-(2**63), -(2**31) - 1, -1, 0, 1, 2**31, 2**32, 2**53 + 1, 2**63 - 1, 2**63, 2**64]
# Of JSON, SQL, full-text search, paths, headers and writing systems.
ODD_TEXTS = ["", " ", "\0", "a\0b", "\n", "\r\nX: y", "'", '"', "\\", "%", "_", "%_%", "*", "a*", '"a', "AND", "NOT a", "NEAR(a b)", "a:b", "^a", "-a", "(",
             "..", "../..", "%2e%2e/", "%00", "?", "#", "a/b", "null", "NaN", "1e999", "\u202eabc", "\ufeff", "e\u0301", "\U0001f468\u200d\U0001f469", "x" * 5000]
PASSWORD = "correct horse"
PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
EXPORTED = "19.11.25, 09:00 - +49 171 3920009: Are you open?\n19.11.25, 09:05 - Shop: Until six."


class Inbox:
    """Calls an inbox as one user."""

    def __init__(self, url, token):
        self.url = url
        self.token = token

    def call(self, method, path, body=None, headers=None, bearer=None):
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Token {self.token}", "Content-Type": "application/json", **(headers or {})}
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                read = response.read()
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{method} {path} answered {error.code}: {error.read().decode(errors='replace')}") from None
        return json.loads(read) if read else None

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, body):
        return self.call("POST", path, body)

    def upload(self, path, name, mime_type, content):
        head = f'--edge\r\nContent-Disposition: form-data; name="file_encoded"; filename="{name}"\r\nContent-Type: {mime_type}\r\n\r\n'
        body = head.encode() + content + b"\r\n--edge--\r\n"
        return self.call("POST", path, body, {"Content-Type": "multipart/form-data; boundary=edge"})

    def user(self, name, role, groups=()):
        """A person with a password: id and token."""
        user = self.post("/api/v1/users/", {"username": name, "email": f"{name}@example.com", "profile": {"role": role}})
        if groups:
            self.call("PATCH", f"/api/v1/users/{user['id']}/", {"group_ids": list(groups)})
        self.call("PATCH", f"/sandbox/users/{user['id']}", {"is_active": True})
        self.call("PUT", f"/api/v1/users/{user['id']}/password/change/", {"password": PASSWORD})
        token = self.post("/api/v1/auth/token/", {"username": name, "password": PASSWORD})["token"]
        return user["id"], token


def conversation(inbox, number):
    """A customer writes of several kinds and is answered: ids of get.chat and of WhatsApp."""
    path = f"/sandbox/customers/{number}/messages"
    said = [inbox.post(path, message) for message in (
        {"text": {"body": "hello, my order 1234"}, "profile_name": f"Customer {number[-2:]}"},
        {"image": {"data": PICTURE, "mime_type": "image/png", "caption": "my parcel"}},
        {"location": {"latitude": 52.5, "longitude": 13.4, "name": "Home"}},
        {"text": {"body": "from your advertisement"}, "referral": {"source_url": "https://example.com/ad", "source_id": "1", "source_type": "ad",
                                                                  "headline": "Parcels", "body": "Sent today", "media_type": "image"}},
    )]
    said.append(inbox.post(path, {"text": {"body": "that one"}, "context": {"message_id": said[0]["id"]}}))
    answered = inbox.post("/api/v1/messages/", {"wa_id": number, "type": "text", "text": {"body": "On its way."}})
    return [one["getchat_id"] for one in said] + [answered["id"]], [one["id"] for one in said]


def people(inbox):
    """Users of all kinds, and what they may come in by."""
    agents = [inbox.user(f"agent {n}", "user")[0] for n in range(12)]
    inbox.user("pia", "user")

    def activations(role, count):
        new = [inbox.post("/api/v1/users/", {"username": f"new {role} {n}", "profile": {"role": role}}) for n in range(count)]
        return [user["activation_url"].partition("c=")[2] for user in new]

    return {
        "agents": agents,
        "users": [2, *agents],
        "fresh_users": [f"person {n}" for n in range(500)],
        "groups": [1, 2, 3],
        "refresh_tokens": [inbox.get(f"/api/v1/auth/refresh_token/{user}/")["refresh_token"] for user in agents],
        "names": ["pia"],
        "passwords": [PASSWORD],
        "activations": activations("app", 20) + activations("user", 6),
        "devices": ids(inbox, "fcm_device_tokens", ({"token": f"device {n}"} for n in range(4))),
        "doomed_devices": ids(inbox, "fcm_device_tokens", ({"token": f"doomed {n}"} for n in range(DOOMED))),
    }


def tags(inbox, waba_ids):
    """Tags, and what bears them. What is doomed is made first: the smallest ids are those that are tried most."""

    def tagged(path, member, values, with_tags):
        return ids(inbox, path, ({"tag": tag, member: value} for tag in with_tags for value in values))

    doomed = ids(inbox, "tags", ({"name": f"doomed {n}"} for n in range(DOOMED)))
    kept = ids(inbox, "tags", ({"name": f"tag {n}", "web_inbox_color": "#00f"} for n in range(8)))
    return {
        "doomed_tags": doomed[:-3],
        "tags": kept,
        "doomed_chat_taggings": tagged("chat_tagging", "chat", CUSTOMERS, doomed[-3:]),
        "chat_taggings": tagged("chat_tagging", "chat", CUSTOMERS, kept[:2]),
        "doomed_message_taggings": tagged("message_tagging", "message", waba_ids[:8], doomed[-3:]),
        "message_taggings": tagged("message_tagging", "message", waba_ids[:8], kept[:2]),
    }


def ids(inbox, path, bodies):
    return [inbox.post(f"/api/v1/{path}/", body)["id"] for body in bodies]


def feed(inbox, receiver):
    """Fills the inbox. The dictionaries."""
    talks = [conversation(inbox, number) for number in CUSTOMERS]
    waba_ids = [waba_id for _, said in talks for waba_id in said]
    nasty = [inbox.post(f"/sandbox/customers/{number}/messages", {"text": {"body": "hello"}})["id"] for number in DOOMED_CUSTOMERS]

    inbox.call("PUT", "/sandbox/faults", {"rules": [{"on": "status", "fault": "failed", "code": 131026, "times": 2}]})
    for number in CUSTOMERS[:2]:
        inbox.post("/api/v1/messages/", {"wa_id": number, "type": "text", "text": {"body": "This one fails."}})
    inbox.call("DELETE", "/sandbox/faults")

    inbox.call("PATCH", f"/api/v1/chats/{CUSTOMERS[7]}/resolve", {"resolved": True})
    for number, owner in zip(CUSTOMERS, ({"assigned_to_user": 2}, {"assigned_group": 1}, {"assigned_to_user": 1, "assigned_group": 3})):
        inbox.call("PATCH", f"/api/v1/chat_assignment/{number}/", owner)
    inbox.call("PUT", "/sandbox/contact-provider", {"contacts": [
        {"name": f"Customer {n}", "phone_numbers": [f"+{number}"], "email_addresses": [f"c{n}@example.com"]} for n, number in enumerate(CUSTOMERS)
    ]})
    templates = ["welcome", "order_update"]
    doomed_templates = [f"doomed_{n}" for n in range(DOOMED)]
    for name in templates + doomed_templates:
        inbox.call("PUT", f"/sandbox/templates/{name}", {"components": [{"type": "BODY", "text": "Hello {{1}}"}]})
    picture = inbox.upload("/api/v1/media/", "a.png", "image/png", base64.b64decode(PICTURE))
    inbox.upload("/api/v1/settings/profile/photo/", "a.png", "image/png", base64.b64decode(PICTURE))

    return {
        **people(inbox),
        **tags(inbox, waba_ids),
        "numbers": CUSTOMERS,
        "doomed_numbers": DOOMED_CUSTOMERS,
        "nasty_numbers": DOOMED_CUSTOMERS[:1],
        "nasty_messages": nasty[:1],
        "messages": [one for known, _ in talks for one in known],
        "waba_ids": waba_ids,
        "errors": [error["id"] for error in inbox.get("/api/v1/errors/waba/")["results"]],
        "doomed_saved_responses": ids(inbox, "saved_responses", ({"text": f"We open at {n}."} for n in range(DOOMED))),
        "templates": templates,
        "doomed_templates": doomed_templates,
        "fresh_templates": [f"fresh_{n}" for n in range(500)],
        "languages": ["en", "de"],
        "media": [picture["id"]],
        "pictures": ["https://example.com/a.png", picture["file"]],
        # They listen to nothing: calls for every message would be most of the work.
        "doomed_webhooks": ids(inbox, "webhooks/waba", ({"url": receiver} for _ in range(DOOMED))),
        "webhooks": ids(inbox, "webhooks/waba", ({"url": receiver} for _ in range(2))),
        "receivers": [receiver],
        "exported": [EXPORTED],
        "time_zones": [0, 60],
        "words": ["order", "parcel", "Customer", "4917", "hello", *ODD_TEXTS],
        "times": [1_763_632_800, 4_000_000_000, *EDGES],
        "wrong_keys": ["wrong", "0", "a b"],
        "edges": EDGES,
        "odd_texts": ODD_TEXTS,
    }
