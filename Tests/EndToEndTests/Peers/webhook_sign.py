"""Signs a webhook with the `standardwebhooks` package: SECRET ID BODY → the signature of now, and the timestamp."""
import json
import sys
from datetime import datetime, timezone

from standardwebhooks.webhooks import Webhook

secret, message, body = sys.argv[1:]
now = datetime.now(timezone.utc)
signature = Webhook(secret).sign(message, now, body)
print(json.dumps({"timestamp": str(int(now.timestamp())), "signature": signature}))
