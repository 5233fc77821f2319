// An SDK of plain functions, on fetch.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as sdk from "@whatsapp-cloudapi/client";
import { ADA, PHONE_NUMBER_ID, SIMULATOR, TOKEN, png, receiver, until, write } from "./harness.mjs";

const frame = { accessToken: TOKEN, from: PHONE_NUMBER_ID, to: "+" + ADA, baseUrl: SIMULATOR };
const values = [];
let close;

before(async () => {
    close = await receiver((query) => query["hub.challenge"], (raw) => { values.push(JSON.parse(raw).entry[0].changes[0].value); });
});
after(() => close());

test("sends every type and hears of each", async () => {
    const { id } = await sdk.uploadMedia({ ...frame, file: new File([png], "dot.png", { type: "image/png" }) });
    const bodyText = "Choose", headerImage = { link: "https://a.example/a.png" };
    const all = {
        text: () => sdk.sendTextMessage({ ...frame, text: "Hello https://a.example", previewUrl: true, bizOpaqueCallbackData: "row-1" }),
        image: () => sdk.sendImageMessage({ ...frame, mediaId: id, caption: "A dot" }),
        buttons: () => sdk.sendButtonsMessage({ ...frame, bodyText, buttons: [{ id: "yes", title: "Yes" }, { id: "no", title: "No" }], headerImage, footerText: "Bye" }),
        list: () => sdk.sendListMessage({ ...frame, bodyText, buttonText: "Open", sections: [{ title: "All", rows: [{ id: "one", title: "One", description: "The first" }] }], headerText: "Now" }),
        link: () => sdk.sendCTAURLMessage({ ...frame, bodyText, buttonText: "Look", url: "https://a.example", headerImage: { id } }),
        flow: () => sdk.sendFlowMessage({ ...frame, bodyText, flowToken: "t", flowId: "7", flowCta: "Book", flowAction: "navigate", screen: "FIRST", data: { a: 1 } }),
        template: () => sdk.sendTemplateMessage({ ...frame, templateName: "greeting", languageCode: "en_US", languagePolicy: "deterministic", components: [{ type: "body", parameters: [{ type: "text", parameter_name: "first_name", text: "Ada" }] }] }),
    };
    for (const [name, send] of Object.entries(all)) {
        const answer = await send();
        assert.deepEqual(answer.contacts, [{ input: "+" + ADA, wa_id: ADA, ...(answer.contacts[0].user_id && { user_id: answer.contacts[0].user_id }) }], name);
        await until("read: " + name, () => values.some((value) => value.statuses?.[0].id === answer.messages[0].id && value.statuses[0].status === "read"));
    }
    await assert.rejects(sdk.sendTextMessage({ ...frame, to: "12", text: "Hello" }), /"code":/);
});

test("reads and types", async () => {
    const messageId = await write({ text: "Hello" });
    assert.deepEqual(await sdk.markMessageRead({ ...frame, messageId, showTypingIndicator: true }), { success: true });
});
