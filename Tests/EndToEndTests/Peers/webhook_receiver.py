"""A webhook receiver that trusts nothing: every delivery is verified by the `standardwebhooks` package.

Prints its port. PUT /secret sets the secret, GET /received lists what came and whether it verified.
"""
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks.webhooks import Webhook

received = []
secret = {}


class Receiver(BaseHTTPRequestHandler):
    def body(self):
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def answer(self, status, value=None):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_PUT(self):
        secret["value"] = self.body().decode()
        self.answer(200)

    def do_GET(self):
        self.answer(200, received)

    def do_POST(self):
        body = self.body()
        try:
            verified = Webhook(secret["value"]).verify(body, dict(self.headers.items()))
            received.append({"verified": True, "id": self.headers["webhook-id"], "message": verified})
        except Exception as error:  # the test wants to see whatever went wrong
            received.append({"verified": False, "error": repr(error)})
        self.answer(200)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_address[1], flush=True)
sys.stdin.close()
server.serve_forever()
