// A bot framework with a web server of its own; it knows only graph.facebook.com.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import "./redirect.mjs";
import { createBot } from "whatsapp-cloud-api";
import { ADA, PHONE_NUMBER_ID, TOKEN, VERIFY_TOKEN, everyKind, receiver, until, write } from "./harness.mjs";

const bot = createBot(PHONE_NUMBER_ID, TOKEN, { version: "v20.0" });
const messages = [];
let close, server;

before(async () => {
    bot.on("message", (message) => messages.push(message));
    ({ server } = await bot.startExpressServer({ webhookVerifyToken: VERIFY_TOKEN, webhookPath: "/webhook", port: 0 }));
    const own = `http://127.0.0.1:${server.address().port}/webhook`;
    close = await receiver(async (query) => {
        const answer = await fetch(own + "?" + new URLSearchParams(query));
        assert.equal(answer.status, 200);
        return answer.text();
    }, async (raw) => {
        // the framework answers 400 to what is no message
        if (JSON.parse(raw).entry[0].changes[0].value.messages) assert.equal((await fetch(own, { method: "POST", headers: { "Content-Type": "application/json" }, body: raw })).status, 200);
    });
});
after(async () => {
    await close();
    server.closeAllConnections();
    server.close();
});

test("sends every type", async () => {
    const all = {
        text: () => bot.sendText(ADA, "Hello https://a.example", { preview_url: true }),
        image: () => bot.sendImage(ADA, "https://a.example/a.png", { caption: "A dot" }),
        document: () => bot.sendDocument(ADA, "https://a.example/a.pdf", { caption: "Bill", filename: "bill.pdf" }),
        audio: () => bot.sendAudio(ADA, "https://a.example/a.mp3"),
        video: () => bot.sendVideo(ADA, "https://a.example/a.mp4", { caption: "Moves" }),
        sticker: () => bot.sendSticker(ADA, "https://a.example/a.webp"),
        location: () => bot.sendLocation(ADA, 40.7128, -74.006, { name: "Shop", address: "1 Street" }),
        template: () => bot.sendTemplate(ADA, "hello_world", "en_us"), // as its own tests write it
        contacts: () => bot.sendContacts(ADA, [{ name: { formatted_name: "Wren Okafor", first_name: "Wren" }, phones: [{ type: "HOME", phone: "0712345678" }], emails: [{ type: "HOME", email: "wren@example.com" }] }]),
        buttons: () => bot.sendReplyButtons(ADA, "Choose", { yes: "Yes", no: "No" }, { footerText: "Bye", header: { type: "text", text: "Now" } }),
        list: () => bot.sendList(ADA, "Open", "Choose", { First: [{ id: "one", title: "One", description: "The first" }], Second: [{ id: "two", title: "Two" }] }),
    };
    for (const [name, send] of Object.entries(all)) {
        const answer = await send().catch((error) => { throw new Error(name + ": " + JSON.stringify(error)); });
        assert.match(answer.messageId, /^wamid\./, name);
        assert.equal(answer.whatsappId, ADA, name);
    }
    await assert.rejects(bot.sendText(ADA, ""));
});

test("its web server takes every type it knows", async () => {
    // it has no events for taps on templates and for orders
    for (const inbound of everyKind.filter(({ type }) => type !== "button" && type !== "order")) {
        const id = await write(inbound);
        const got = await until(inbound.type ?? "text", () => messages.find((one) => one.id === id));
        assert.equal(got.from, ADA);
        assert.equal(got.name, "Ada Merrow");
    }
});
