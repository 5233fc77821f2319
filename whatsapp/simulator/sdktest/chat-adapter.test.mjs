// A chat framework whose adapter checks signatures and keeps threads. It fetches
// nothing from addresses of this machine, so that its downloads are not tried.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createMemoryState } from "@chat-adapter/state-memory";
import { createWhatsAppAdapter } from "@chat-adapter/whatsapp";
import { Actions, Button, Card, Chat } from "chat";
import { APP_SECRET, PHONE_NUMBER_ID, SIMULATOR, TOKEN, VERIFY_TOKEN, everyKind, png, receiver, until, write } from "./harness.mjs";

const adapter = createWhatsAppAdapter({ accessToken: TOKEN, appSecret: APP_SECRET, phoneNumberId: PHONE_NUMBER_ID, verifyToken: VERIFY_TOKEN, apiUrl: SIMULATOR, apiVersion: "v25.0", userName: "shop" });
const chat = new Chat({ userName: "shop", adapters: { whatsapp: adapter }, state: createMemoryState(), logger: "silent" });
const messages = [], reactions = [];
let close, thread;

const note = async (where, message) => {
    thread = where;
    messages.push(message);
    await where.subscribe();
};
chat.onNewMention(note);
chat.onDirectMessage(note);
chat.onSubscribedMessage(note);
chat.onReaction((event) => reactions.push(event));

const handle = (query, init) => chat.webhooks.whatsapp(new Request("http://127.0.0.1/webhook?" + new URLSearchParams(query), init));

before(async () => {
    close = await receiver(async (query) => (await handle(query)).text(), async (raw, headers) => {
        assert.equal((await handle({}, { method: "POST", body: raw, headers: { "x-hub-signature-256": headers["x-hub-signature-256"] } })).status, 200);
    });
});
after(() => close());

test("receives what people write", async () => {
    for (const inbound of everyKind.filter(({ type }) => !["interactive", "button", "order", "contacts"].includes(type))) {
        const id = await write(inbound);
        const got = await until(inbound.type ?? "text", () => messages.find((one) => one.id === id));
        assert.equal(got.author.fullName, "Ada Merrow");
    }
    assert.ok(messages.some((one) => one.attachments.length > 0));
});

test("answers, with buttons and with a file", async () => {
    const sent = await thread.post("Hello **Ada**");
    assert.match(sent.id, /^wamid\./);
    await thread.post(Card({ title: "Choose", children: [Actions([Button({ id: "yes", label: "Yes" }), Button({ id: "no", label: "No" })])] }));
    await thread.post({ markdown: "A dot", files: [{ data: png, filename: "dot.png", mimeType: "image/png" }] });
    await write({ type: "reaction", message_id: sent.id, emoji: "👍" });
    await until("the reaction", () => reactions.find((event) => event.messageId === sent.id));
    await thread.startTyping();
});

test("a refusal has Meta's words", async () => {
    const nobody = adapter.encodeThreadId({ phoneNumberId: PHONE_NUMBER_ID, userWaId: "12" });
    await assert.rejects(adapter.postMessage(nobody, "Hello"), { name: "WhatsAppApiError", status: 400, errorCode: 131009, type: "OAuthException" });
});
