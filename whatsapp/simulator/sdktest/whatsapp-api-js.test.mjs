import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { WhatsAppAPI } from "whatsapp-api-js";
import * as M from "whatsapp-api-js/messages";
import { ADA, ADA_ID, APP_SECRET, PHONE_NUMBER_ID, SIMULATOR, TOKEN, VERIFY_TOKEN, everyKind, png, receiver, until, write } from "./harness.mjs";

// the SDK can't be told another address, but takes a fetch
const redirected = (url, options) => fetch(String(url).replace("https://graph.facebook.com", SIMULATOR), options);
const api = new WhatsAppAPI({
    token: TOKEN, appSecret: APP_SECRET, webhookVerifyToken: VERIFY_TOKEN, v: "v25.0",
    ponyfill: { fetch: redirected, subtle: crypto.subtle },
});
const messages = [], statuses = [];
let close;

before(async () => {
    api.on.message = (event) => void messages.push(event);
    api.on.status = (event) => void statuses.push(event);
    close = await receiver((query) => api.get(query), async (raw, headers) => {
        if (JSON.parse(raw).entry[0].changes[0].field === "messages") await api.post(JSON.parse(raw), raw, headers["x-hub-signature-256"]);
    });
});
after(() => close());

const sent = async (name, message, to = { phone: ADA }) => {
    const answer = await api.sendMessage(PHONE_NUMBER_ID, to, message);
    assert.ok(answer.messages, name + ": " + JSON.stringify(answer));
    return answer.messages[0].id;
};

test("sends every type", async () => {
    const file = new FormData();
    file.set("file", new Blob([png], { type: "image/png" }), "dot.png");
    const { id } = await api.uploadMedia(PHONE_NUMBER_ID, file);
    const product = new M.CatalogProduct("sku", "7");
    const all = {
        text: new M.Text("Hello", true),
        image: new M.Image(id, true, "A dot"),
        video: new M.Video("https://a.example/a.mp4", false, "Moves"),
        audio: new M.Audio("https://a.example/a.ogg"),
        document: new M.Document("https://a.example/a.pdf", false, "Bill", "bill.pdf"),
        sticker: new M.Sticker("https://a.example/a.webp"),
        location: new M.Location(-0.08, 51.5, "Shop", "1 Street"),
        contacts: new M.Contacts([new M.Name("Wren Okafor", "Wren"), new M.Phone("+15550100311", "CELL"), new M.Birthday("1990", "12", "31"), new M.Organization("Shop")]),
        buttons: new M.Interactive(new M.ActionButtons(new M.Button("yes", "Yes"), new M.Button("no", "No")), new M.Body("Choose"), new M.Header("Now"), new M.Footer("Bye")),
        list: new M.Interactive(new M.ActionList("Open", new M.ListSection("All", new M.Row("one", "One", "The first"), new M.Row("two", "Two"))), new M.Body("Choose")),
        catalogue: new M.Interactive(new M.ActionCatalog(new M.Product("sku")), new M.Body("Look")),
        product: new M.Interactive(new M.ActionProduct(product), new M.Body("Look")),
        products: new M.Interactive(new M.ActionProductList("7", new M.ProductSection("All", new M.Product("sku"))), new M.Body("Look"), new M.Header("All")),
        link: new M.Interactive(new M.ActionCTA("Look", "https://a.example"), new M.Body("Look")),
        flow: new M.Interactive(new M.ActionNavigateFlow("token", "7", "Book", "FIRST", { a: 1 }), new M.Body("Book")),
        place: new M.Interactive(new M.ActionLocation(), new M.Body("Where are you?")),
        number: new M.Interactive(new M.ActionContactRequest(), new M.Body("Your number?")),
        call: new M.Interactive(new M.ActionCallPermission(), new M.Body("May we call?")),
        template: new M.Template("order_ready", "en_US",
            new M.HeaderComponent(new M.HeaderParameter(new M.Image("https://a.example/a.png"))),
            new M.BodyComponent(new M.BodyParameter("Ada"), new M.BodyParameter(new M.DateTime("today"))),
            new M.PayloadComponent("thanks"), new M.URLComponent("7")),
        named: new M.Template("greeting", new M.Language("en_US", "deterministic"), new M.BodyComponent(new M.BodyParameter("Ada", "first_name"))),
    };
    for (const [name, message] of Object.entries(all)) {
        const id = await sent(name, message);
        await until("statuses of " + name, () => ["sent", "delivered", "read"].every((status) => statuses.some((one) => one.id === id && one.status === status)));
    }
    const byID = await sent("to a BSUID", new M.Text("Hello"), { bsuid: ADA_ID });
    const status = await until("its status", () => statuses.find((one) => one.id === byID));
    assert.equal(status.recipient.bsuid, ADA_ID);
});

test("receives every type, answers, reacts and reads", async () => {
    for (const inbound of everyKind) {
        const id = await write(inbound);
        const got = await until(inbound.type ?? "text", () => messages.find((one) => one.message.id === id));
        assert.equal(got.contact.wa_id, ADA);
        assert.equal(got.contact.user_id, ADA_ID);
        assert.ok(got.message[got.message.type], JSON.stringify(got.message));
    }
    const last = messages.at(-1);
    assert.deepEqual(await last.received("text"), { success: true });
    const answer = await last.reply(new M.Text("Thank you"), true, "row-1");
    const status = await until("a status with the data", () => statuses.find((one) => one.id === answer.messages[0].id));
    assert.equal(status.biz_opaque_callback_data, "row-1");
    await sent("reaction", new M.Reaction(last.message.id, "👍"));
});

test("media go up, come down and away", async () => {
    const picture = messages.find((one) => one.message.type === "image").message.image;
    const { url, mime_type } = await api.retrieveMedia(picture.id, PHONE_NUMBER_ID);
    assert.equal(mime_type, "image/jpeg");
    const bytes = Buffer.from(await (await api.fetchMedia(url)).arrayBuffer());
    const sum = Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("base64");
    assert.equal(sum, picture.sha256);
    assert.deepEqual(await api.deleteMedia(picture.id, PHONE_NUMBER_ID), { success: true });
    assert.ok((await api.retrieveMedia(picture.id)).error);
});

test("blocks, and makes short links", async () => {
    const blocked = await api.blockUser(PHONE_NUMBER_ID, { phone: ADA });
    assert.equal(blocked.block_users.added_users[0].wa_id, ADA);
    const refused = await api.sendMessage(PHONE_NUMBER_ID, { phone: ADA }, new M.Text("Hello"));
    assert.equal(refused.error.code, 130403);
    const free = await api.unblockUser(PHONE_NUMBER_ID, { phone: ADA });
    assert.equal(free.block_users.removed_users[0].wa_id, ADA);
    const { code } = await api.createQR(PHONE_NUMBER_ID, "Hello");
    assert.equal((await api.retrieveQR(PHONE_NUMBER_ID)).data.length, 1);
    assert.equal((await api.updateQR(PHONE_NUMBER_ID, code, "Good morning")).prefilled_message, "Good morning");
    assert.equal((await api.retrieveQR(PHONE_NUMBER_ID, code)).data[0].prefilled_message, "Good morning");
    assert.deepEqual(await api.deleteQR(PHONE_NUMBER_ID, code), { success: true });
});
