// Verifies a webhook of MusicAuth with the library of Standard Webhooks, and shows that a forged one is refused.
import { Webhook } from "standardwebhooks";

const { secret, headers, body } = JSON.parse(process.argv[2]);
const webhook = new Webhook(secret);
const event = webhook.verify(body, headers);

function refuses(forgedBody, forgedHeaders) {
  try {
    webhook.verify(forgedBody, forgedHeaders);
    return false;
  } catch {
    return true;
  }
}

console.log(JSON.stringify({
  type: event.type,
  provider: event.data.connections[0].provider,
  refuses_another_text: refuses(body.replace("spotify", "deezer"), headers),
  refuses_another_id: refuses(body, { ...headers, "webhook-id": "msg_forged" }),
}));
