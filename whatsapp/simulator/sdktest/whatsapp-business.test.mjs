// An SDK on axios and form-data, which knows only graph.facebook.com.
import assert from "node:assert/strict";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import "./redirect.mjs";
import { WABAClient } from "whatsapp-business";
import { webhookHandler } from "whatsapp-business/dist/src/webhooks/helpers.js";
import { ADA, BUSINESS_ACCOUNT_ID, PHONE_NUMBER_ID, TOKEN, everyKind, png, receiver, until, write } from "./harness.mjs";

const client = new WABAClient({ accountId: BUSINESS_ACCOUNT_ID, apiToken: TOKEN, phoneId: PHONE_NUMBER_ID });
const messages = [], statuses = [];
let close;

before(async () => {
    close = await receiver((query) => query["hub.challenge"], (raw) => webhookHandler(JSON.parse(raw), {
        onMessageReceived: (message, contact, metadata) => messages.push({ ...message, contact, metadata }),
        onStatusReceived: (status) => statuses.push(status),
    }));
});
after(() => close());

test("media go up and come down", async () => {
    const dir = await mkdtemp(join(tmpdir(), "sdk"));
    await writeFile(join(dir, "dot.png"), png);
    const { id } = await client.uploadMedia({ file: join(dir, "dot.png"), type: "image" });
    const { url, sha256, file_size, mime_type } = await client.getMedia(id);
    assert.equal(mime_type, "image/png");
    assert.equal(Number(file_size), png.length);
    assert.match(sha256, /^[0-9a-f]{64}$/);
    const stream = await client.downloadMedia(url, join(dir, "copy.png"));
    await new Promise((done) => stream.on("finish", done));
    assert.deepEqual(await readFile(join(dir, "copy.png")), png);
    const sent = await client.sendMessage({ to: ADA, type: "image", image: { id, caption: "A dot" } });
    await until("read", () => statuses.some((one) => one.id === sent.messages[0].id && one.status === "read"));
    assert.deepEqual(await client.deleteMedia(id), { success: true });
    const gone = await client.getMedia(id).then(() => null, (error) => error);
    assert.equal(gone.code, 100);
});

test("receives every type", async () => {
    for (const inbound of everyKind) {
        const id = await write(inbound);
        const got = await until(inbound.type ?? "text", () => messages.find((one) => one.id === id));
        assert.equal(got.contact.wa_id, ADA);
        assert.equal(got.metadata.phone_number_id, PHONE_NUMBER_ID);
    }
    assert.deepEqual(await client.markMessageAsRead(messages.at(-1).id), { success: true });
});

test("the number is set up", async () => {
    assert.deepEqual(await client.updateBusinessProfile({ about: "Lamps", vertical: "RETAIL", websites: ["https://a.example"] }), { success: true });
    const { data: [profile] } = await client.getBusinessProfile();
    assert.equal(profile.vertical, "RETAIL");
    assert.deepEqual(profile.websites, ["https://a.example"]);
    assert.equal((await client.getBusinessPhoneNumbers()).data[0].id, PHONE_NUMBER_ID);
    assert.equal((await client.getSingleBusinessPhoneNumber(PHONE_NUMBER_ID)).quality_rating, "GREEN");
    assert.deepEqual(await client.updateIdentityCheckState({ enable_identity_key_check: true }), { success: true });
    const phoneNumberId = PHONE_NUMBER_ID;
    assert.deepEqual(await client.setupTwoStepAuth({ phoneNumberId, pin: "123456" }), { success: true });
    assert.deepEqual(await client.requestPhoneNumberVerificationCode({ phoneNumberId, code_method: "SMS", language: "en_US" }), { success: true });
    assert.ok((await client.verifyPhoneNumberCode({ phoneNumberId, code: "123456" })).success);
    assert.deepEqual(await client.deregisterPhone(phoneNumberId), { success: true });
    assert.deepEqual(await client.registerPhone({ phoneNumberId, pin: "123456" }), { success: true });
});
