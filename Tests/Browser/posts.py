"""Receivers of what Kehou sends: a mail server by aiosmtpd, an HTTP receiver that checks signatures its own way."""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import subprocess
import threading
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from city import free_port

KEY = "a key that both sides know"
# Instead of a status: the note is taken, and the answer never comes.
SILENCE = 0
USER, PASSWORD = "kehou", "not for people"


def certificate(folder: Path, name: str = "localhost") -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    cert, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True)
    return cert, key


class MailServer:
    """Takes mails as a relay does. `reply` is what it says to a mail's receiver, None for yes."""

    def __init__(self, folder: Path, security: str, name: str = "localhost", *, reply: str | None = None) -> None:
        self.mails: list[EmailMessage] = []
        self.receivers: list[str] = []
        self.were_encrypted: list[bool] = []
        self.reply = reply
        self.cert, key = certificate(folder, name)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.cert, key)
        wants = {"starttls": {"tls_context": context, "require_starttls": True}, "tls": {}, "none": {}}[security]
        if security != "none":
            wants |= {"authenticator": self._sign_in, "auth_required": True, "auth_require_tls": security == "starttls"}
        self.port = free_port()
        self.controller = Controller(
            self, hostname="127.0.0.1", port=self.port, ssl_context=context if security == "tls" else None, **wants)

    def __enter__(self) -> MailServer:
        self.controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.controller.stop()

    @staticmethod
    def _sign_in(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: object) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()))

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.reply:
            return self.reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.receivers += envelope.rcpt_tos
        self.were_encrypted.append(session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None)
        return "250 OK"


class Webhook:
    """Takes notes over HTTP, refuses what is not signed, and answers the given statuses first."""

    def __init__(self, *answers: int) -> None:
        self.notes: list[dict[str, str]] = []
        self.keys: list[str] = []
        self.answers = list(answers)
        self.arrived = threading.Condition()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                signed = self.headers["Kehou-Timestamp"].encode() + b"." + body
                wanted = "v1=" + hmac.new(KEY.encode(), signed, hashlib.sha256).hexdigest()
                with outer.arrived:
                    if not hmac.compare_digest(wanted, self.headers["Kehou-Signature"]):
                        status = 401
                    else:
                        status = outer.answers.pop(0) if outer.answers else 200
                        outer.keys.append(self.headers["Idempotency-Key"])
                        if status == 200:
                            outer.notes.append(json.loads(body))
                    outer.arrived.notify_all()
                if status == SILENCE:
                    time.sleep(20)
                    return
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """The tests' output is for the tests."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/notes"

    def __enter__(self) -> Webhook:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def wait_for_call(self, count: int, seconds: float = 30) -> None:
        """Until so many calls have come, answered or not."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.keys) >= count, seconds), f"only {len(self.keys)} calls came"

    def wait_for(self, count: int, seconds: float = 30) -> list[dict[str, str]]:
        """The notes, once there are so many."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.notes) >= count, seconds), f"only {self.notes} came"
            return list(self.notes)
