import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CloudAPI } from "@great-detail/whatsapp";
import { ADA, APP_SECRET, BUSINESS_ACCOUNT_ID, PHONE_NUMBER_ID, SIMULATOR, TOKEN, VERIFY_TOKEN, everyKind, png, receiver, until, write } from "./harness.mjs";

const sdk = new CloudAPI({ prefixUrl: SIMULATOR, graphVersion: "v25.0", request: { headers: { Authorization: "Bearer " + TOKEN }, retry: 0 } });
const phoneNumberID = PHONE_NUMBER_ID;
const events = [];
let close;

const values = () => events.flatMap((event) => event.entry.flatMap((entry) => entry.changes.map((change) => change.value)));

before(async () => {
    close = await receiver(async (query) => {
        const registration = await sdk.webhook.register({ method: "GET", query, headers: {} });
        assert.equal(registration.verifyToken, VERIFY_TOKEN);
        return registration.accept();
    }, async (raw, headers) => {
        const event = await sdk.webhook.eventNotification({ method: "POST", query: {}, body: raw, headers });
        await event.verifySignature(APP_SECRET);
        events.push(event.eventNotification);
    });
});
after(() => close());

const send = async (type, content) => {
    const answer = await sdk.message.createMessage({ phoneNumberID, to: "+" + ADA, type, [type]: content }).json();
    return answer.messages[0].id;
};

test("sends every type and hears of each", async () => {
    const { id } = await sdk.media.upload({ phoneNumberID, file: new Blob([png], { type: "image/png" }), filename: "dot.png", mimeType: "image/png" }).json();
    const all = {
        text: { body: "Hello", preview_url: false },
        image: { id, caption: "A dot" },
        video: { link: "https://a.example/a.mp4" },
        audio: { link: "https://a.example/a.ogg" },
        document: { link: "https://a.example/a.pdf", filename: "a.pdf" },
        sticker: { link: "https://a.example/a.webp" },
        location: { latitude: 51.5, longitude: -0.08 },
        contacts: [{ name: { formatted_name: "Wren Okafor", first_name: "Wren" } }],
        interactive: { type: "button", body: { text: "Choose" }, action: { buttons: [{ type: "reply", reply: { id: "yes", title: "Yes" } }] } },
        template: { name: "hello_world", language: { code: "en_US" } },
    };
    for (const [type, content] of Object.entries(all)) {
        const id = await send(type, content);
        await until("statuses of " + type, () => values().filter((value) => value.statuses?.[0].id === id).length === 3);
    }
});

test("receives every type and reads", async () => {
    let id;
    for (const inbound of everyKind) {
        id = await write(inbound);
        await until(inbound.type ?? "text", () => values().some((value) => value.messages?.[0].id === id));
    }
    assert.deepEqual(await sdk.message.createStatus({ phoneNumberID, status: "read", message_id: id }).json(), { success: true });
    await send("reaction", { message_id: id, emoji: "👍" });
});

test("media come down and go away", async () => {
    const picture = values().find((value) => value.messages?.[0].type === "image").messages[0].image;
    const { url, file_size } = await sdk.media.getURL({ mediaID: picture.id, phoneNumberID }).json();
    const bytes = await sdk.media.download({ mediaURL: url, request: { headers: { Authorization: "Bearer " + TOKEN } } }).arrayBuffer();
    assert.equal(bytes.byteLength, file_size);
    assert.deepEqual(await sdk.media.delete({ mediaID: picture.id }).json(), { success: true });
    await assert.rejects(sdk.media.getURL({ mediaID: picture.id }).json());
});

test("account, number, profile and templates", async () => {
    const account = await sdk.whatsappBusinessAccount.get(BUSINESS_ACCOUNT_ID, { fields: ["id", "name", "currency"] }).json();
    assert.equal(account.id, BUSINESS_ACCOUNT_ID);
    const numbers = await sdk.phoneNumbers.listPhoneNumbers({ businessAccountID: BUSINESS_ACCOUNT_ID, fields: ["id", "verified_name"] }).json();
    assert.equal(numbers.data[0].id, PHONE_NUMBER_ID);
    assert.ok((await sdk.phoneNumbers.updatePhoneNumber({ phoneNumberID, new_display_name: "Lamp shop" }).json()).success);
    await until("the new name", async () => (await sdk.phoneNumbers.getPhoneNumber({ phoneNumberID, fields: ["verified_name"] }).json()).verified_name === "Lamp shop");
    assert.ok((await sdk.businessProfile.updateBusinessProfile({ phoneNumberID, about: "Lamps" }).json()).success);
    assert.equal((await sdk.businessProfile.getBusinessProfile({ phoneNumberID, fields: ["about"] }).json()).data[0].about, "Lamps");
    assert.ok((await sdk.subscribedApps.createSubscription({ businessAccountID: BUSINESS_ACCOUNT_ID }).json()).success);
    assert.equal((await sdk.subscribedApps.listSubscriptions({ businessAccountID: BUSINESS_ACCOUNT_ID }).json()).data.length, 1);

    const made = await sdk.template.create(BUSINESS_ACCOUNT_ID, { name: "sdk_made", language: "en_US", category: "UTILITY", components: [{ type: "BODY", text: "It is ready." }] }).json();
    await until("approval", async () => (await sdk.template.get(made.id, { fields: ["status"] }).json()).status === "APPROVED");
    const found = await sdk.template.list(BUSINESS_ACCOUNT_ID, { name_or_content: "sdk_", status: ["APPROVED", "PENDING"], language: "en_US", limit: 5, fields: ["id", "name"] }).json();
    assert.deepEqual(found.data.map((one) => one.name), ["sdk_made"]);
    assert.ok((await sdk.template.update(made.id, { components: [{ type: "BODY", text: "It is ready now." }] }).json()).success);
    assert.ok((await sdk.template.delete(BUSINESS_ACCOUNT_ID, { name: "sdk_made", hsm_id: made.id }).json()).success);
    await assert.rejects(sdk.template.get(made.id, {}).json());
});
