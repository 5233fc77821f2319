import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { GraphApiError, WhatsAppClient } from "@kapso/whatsapp-cloud-api";
import { normalizeWebhook, verifySignature } from "@kapso/whatsapp-cloud-api/server";
import { ADA, ADA_ID, APP_SECRET, BUSINESS_ACCOUNT_ID, PHONE_NUMBER_ID, SIMULATOR, TOKEN, VERIFY_TOKEN, everyKind, png, receiver, until, write } from "./harness.mjs";

const client = new WhatsAppClient({ accessToken: TOKEN, baseUrl: SIMULATOR, graphVersion: "v25.0" });
const frame = { phoneNumberId: PHONE_NUMBER_ID, to: "+" + ADA };
const messages = [], statuses = [];
let close;

before(async () => {
    close = await receiver((query) => {
        assert.equal(query["hub.verify_token"], VERIFY_TOKEN);
        return query["hub.challenge"];
    }, (raw, headers) => {
        assert.ok(verifySignature({ appSecret: APP_SECRET, rawBody: raw, signatureHeader: headers["x-hub-signature-256"] }));
        const event = normalizeWebhook(JSON.parse(raw));
        messages.push(...event.messages);
        statuses.push(...event.statuses);
    });
});
after(() => close());

test("sends every type", async () => {
    const { id } = await client.media.upload({ phoneNumberId: PHONE_NUMBER_ID, type: "image/png", file: new Blob([png], { type: "image/png" }), fileName: "dot.png" });
    const api = client.messages, bodyText = "Choose";
    const image = { type: "image", image: { link: "https://a.example/a.png" } };
    const calls = [
        () => api.sendText({ ...frame, body: "Hello https://a.example", previewUrl: true }),
        () => api.sendImage({ ...frame, image: { id, caption: "A dot" } }),
        () => api.sendVideo({ ...frame, video: { link: "https://a.example/a.mp4", caption: "Moves" } }),
        () => api.sendAudio({ ...frame, audio: { link: "https://a.example/a.ogg" } }),
        () => api.sendDocument({ ...frame, document: { link: "https://a.example/a.pdf", filename: "a.pdf", caption: "Bill" } }),
        () => api.sendSticker({ ...frame, sticker: { link: "https://a.example/a.webp" } }),
        () => api.sendLocation({ ...frame, location: { latitude: 51.5, longitude: -0.08, name: "Shop", address: "1 Street" } }),
        () => api.sendContacts({ ...frame, contacts: [{ name: { formattedName: "Wren Okafor", firstName: "Wren" }, phones: [{ phone: "+15550100311", waId: "15550100311", type: "CELL" }], addresses: [{ city: "Leeds", countryCode: "gb" }] }] }),
        () => api.sendInteractiveButtons({ ...frame, bodyText, footerText: "Bye", header: { type: "text", text: "Now" }, buttons: [{ id: "yes", title: "Yes" }, { id: "no", title: "No" }] }),
        () => api.sendInteractiveList({ ...frame, bodyText, buttonText: "Open", sections: [{ title: "All", rows: [{ id: "one", title: "One", description: "The first" }] }] }),
        () => api.sendInteractiveProduct({ ...frame, bodyText, catalogId: "7", productRetailerId: "sku" }),
        () => api.sendInteractiveProductList({ ...frame, bodyText, header: { type: "text", text: "All" }, catalogId: "7", sections: [{ title: "All", productItems: [{ productRetailerId: "sku" }] }] }),
        () => api.sendInteractiveCatalogMessage({ ...frame, bodyText, parameters: { thumbnailProductRetailerId: "sku" } }),
        () => api.sendInteractiveFlow({ ...frame, bodyText, parameters: { flowId: "7", flowCta: "Book", flowToken: "t", flowMessageVersion: "3", flowAction: "navigate", flowActionPayload: { screen: "FIRST" } } }),
        () => api.sendInteractiveAddress({ ...frame, bodyText, parameters: { country: "IN" } }),
        () => api.sendInteractiveLocationRequest({ ...frame, bodyText, parameters: { requestMessage: "Where are you?" } }),
        () => api.sendInteractiveCallPermission({ ...frame, bodyText, parameters: { phoneNumber: "+15550100200" } }),
        () => api.sendInteractiveCtaUrl({ ...frame, bodyText, header: image, parameters: { displayText: "Look", url: "https://a.example" } }),
        () => api.sendInteractiveCarousel({ ...frame, bodyText, cards: [0, 1].map((cardIndex) => ({ cardIndex, header: image, bodyText: "A lamp", action: { displayText: "Look", url: "https://a.example" } })) }),
        () => api.sendInteractiveCarousel({ ...frame, bodyText, cards: [0, 1].map((cardIndex) => ({ cardIndex, header: image, action: { buttons: [{ id: "b" + cardIndex, title: "Buy" }] } })) }),
        () => api.sendTemplate({ ...frame, template: { name: "order_ready", language: { code: "en_US" }, components: [
            { type: "header", parameters: [{ type: "image", image: { link: "https://a.example/a.png" } }] },
            { type: "body", parameters: [{ type: "text", text: "Ada" }, { type: "text", text: "today" }] },
            { type: "button", subType: "url", index: 1, parameters: [{ type: "text", text: "7" }] },
        ] } }),
        () => api.sendTemplate({ ...frame, template: { name: "greeting", language: { code: "en_US", policy: "deterministic" }, components: [
            { type: "body", parameters: [{ type: "text", parameterName: "first_name", text: "Ada" }] },
        ] } }),
        () => api.sendText({ phoneNumberId: PHONE_NUMBER_ID, recipient: ADA_ID, body: "By BSUID", bizOpaqueCallbackData: "row-1" }),
    ];
    for (const call of calls) {
        const answer = await call().catch((error) => { throw new Error(call + ": " + JSON.stringify(error)); });
        const id = answer.messages[0].id;
        await until("statuses of " + call, () => ["sent", "delivered", "read"].every((status) => statuses.some((one) => one.id === id && one.status === status)));
    }
});

test("receives every type, reacts, quotes and reads", async () => {
    for (const inbound of everyKind) {
        const id = await write(inbound);
        await until(inbound.type ?? "text", () => messages.find((one) => one.id === id));
    }
    const last = messages.at(-1).id;
    assert.ok((await client.messages.markRead({ phoneNumberId: PHONE_NUMBER_ID, messageId: last, typingIndicator: { type: "text" } })).success);
    await client.messages.sendReaction({ ...frame, reaction: { messageId: last, emoji: "👍" } });
    await client.messages.sendText({ ...frame, body: "A quote", contextMessageId: last });
});

test("media go up, come down and away", async () => {
    const image = messages.find((one) => one.type === "image").image;
    const info = await client.media.get({ mediaId: image.id, phoneNumberId: PHONE_NUMBER_ID });
    const bytes = await client.media.download({ mediaId: image.id, phoneNumberId: PHONE_NUMBER_ID, auth: "always" });
    assert.equal(bytes.byteLength, Number(info.fileSize));
    assert.ok((await client.media.delete({ mediaId: image.id, phoneNumberId: PHONE_NUMBER_ID })).success);
    await assert.rejects(client.media.get({ mediaId: image.id }), (error) => error instanceof GraphApiError && error.code === 100);
});

test("templates are made, listed, approved and deleted", async () => {
    const account = { businessAccountId: BUSINESS_ACCOUNT_ID };
    const made = await client.templates.create({ ...account, name: "sdk_made", language: "en_US", category: "UTILITY", parameterFormat: "POSITIONAL", components: [
        { type: "BODY", text: "Hello {{1}}, it is ready.", example: { bodyText: [["Ada"]] } }, { type: "FOOTER", text: "Thank you" },
    ] });
    assert.equal(made.status, "PENDING");
    await until("approval", async () => (await client.templates.list({ ...account, name: "sdk_made" })).data[0].status === "APPROVED");
    await client.messages.sendTemplate({ ...frame, template: { name: "sdk_made", language: { code: "en_US" }, components: [{ type: "body", parameters: [{ type: "text", text: "Ada" }] }] } });
    assert.ok((await client.templates.list({ ...account, limit: 1 })).paging.cursors.after);
    assert.ok((await client.templates.delete({ ...account, name: "sdk_made" })).success);
    await assert.rejects(client.messages.sendTemplate({ ...frame, template: { name: "sdk_made", language: { code: "en_US" } } }), (error) => error.code === 132001 && error.isTemplateError());
});

test("the number is set up", async () => {
    const number = { phoneNumberId: PHONE_NUMBER_ID };
    assert.ok((await client.phoneNumbers.businessProfile.update({ ...number, about: "Lamps", websites: ["https://a.example"], vertical: "RETAIL" })).success);
    const profile = await client.phoneNumbers.businessProfile.get({ ...number, fields: "about,vertical" });
    assert.equal(profile.data[0].about, "Lamps");
    assert.ok((await client.phoneNumbers.requestCode({ ...number, codeMethod: "SMS", language: "en_US" })).success);
    assert.ok((await client.phoneNumbers.verifyCode({ ...number, code: "123456" })).success);
    assert.ok((await client.phoneNumbers.deregister(number)).success);
    await assert.rejects(client.messages.sendText({ ...frame, body: "Hello" }), (error) => error.code === 133010);
    assert.ok((await client.phoneNumbers.register({ ...number, pin: "123456" })).success);
    assert.ok((await client.phoneNumbers.settings.update({ ...number, calling: { status: "ENABLED" } })).success);
    assert.equal((await client.phoneNumbers.settings.get(number)).calling.status, "ENABLED");
});
