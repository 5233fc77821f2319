// An SDK that checks what it gets with zod.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { WhatsAppBusinessSDK } from "@microfox/whatsapp-business";
import { ADA, BUSINESS_ACCOUNT_ID, PHONE_NUMBER_ID, SIMULATOR, TOKEN, png, receiver, until, write } from "./harness.mjs";

process.env.WHATSAPP_WEBHOOK_URL = "https://a.example";
const sdk = new WhatsAppBusinessSDK({ phoneNumberId: PHONE_NUMBER_ID, businessAccountId: BUSINESS_ACCOUNT_ID, accessToken: TOKEN, version: "v25.0", baseUrl: SIMULATOR + "/v25.0" });
const values = [];
let close;

before(async () => {
    close = await receiver((query) => query["hub.challenge"], (raw) => { values.push(JSON.parse(raw).entry[0].changes[0].value); });
});
after(() => close());

test("sends and uploads", async () => {
    const uploaded = await sdk.uploadMedia(new Blob([png], { type: "image/png" }), "image");
    const all = {
        text: () => sdk.sendTextMessage(ADA, "Hello"),
        image: () => sdk.sendImageMessage(ADA, { id: uploaded.data.id, caption: "A dot" }),
        video: () => sdk.sendVideoMessage(ADA, { link: "https://a.example/a.mp4" }),
        document: () => sdk.sendDocumentMessage(ADA, { link: "https://a.example/a.pdf", filename: "a.pdf" }),
        audio: () => sdk.sendAudioMessage(ADA, { link: "https://a.example/a.ogg" }),
        sticker: () => sdk.sendStickerMessage(ADA, { link: "https://a.example/a.webp" }),
        location: () => sdk.sendLocationMessage(ADA, { latitude: 51.5, longitude: -0.08, name: "Shop", address: "1 Street" }),
        template: () => sdk.sendTemplateMessage(ADA, "hello_world", "en_US"),
        where: () => sdk.sendLocationRequestMessage(ADA, "Where are you?"),
    };
    for (const [name, send] of Object.entries(all)) {
        const { data } = await send().catch((error) => { throw new Error(name + ": " + JSON.stringify(error)); });
        await until("read: " + name, () => values.some((value) => value.statuses?.[0].id === data.messages[0].id && value.statuses[0].status === "read"));
    }
    const bytes = (await sdk.downloadMedia(uploaded.data.id)).data;
    assert.deepEqual(Buffer.from(bytes), png);
});

test("answers, reacts, reads", async () => {
    const id = await write({ text: "Hello" });
    await until("the webhook", () => values.some((value) => value.messages?.[0].id === id));
    await sdk.sendReply(ADA, "text", "Yes", id);
    await sdk.sendReaction(ADA, id, "👍");
    await sdk.sendTypingIndicator({ messageId: id });
    await sdk.markMessageAsRead(id);
});

test("conversational components and errors", async () => {
    await sdk.configureConversationalComponents({ enable_welcome_message: true, prompts: ["Opening hours"], commands: [{ command_name: "order", command_description: "Order a lamp" }] });
    const shown = await sdk._makeRequest(`/${PHONE_NUMBER_ID}?fields=conversational_automation`, "GET");
    assert.deepEqual(shown.data.conversational_automation.prompts, ["Opening hours"]);
    assert.equal((await sdk.getPhoneNumbers()).data.data[0].id, PHONE_NUMBER_ID);
    assert.equal((await sdk.getTemplates()).data.data.at(-1).name, "hello_world");
    // no such edges at Meta either
    for (const call of [() => sdk.getQRCode(), () => sdk.getAnalytics({ granularity: "DAY" }), () => sdk.getCommerceSettings()]) {
        await assert.rejects(call(), (error) => error.code === 2500 || error.code === 100);
    }
});
