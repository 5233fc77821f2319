// What the tests of all SDKs share: a receiver of webhooks, and the phone.
import http from "node:http";

export const { SIMULATOR, TOKEN, APP_SECRET, VERIFY_TOKEN, PHONE_NUMBER_ID, BUSINESS_ACCOUNT_ID, ADA, ADA_ID } = process.env;

// receiver starts the business's webhook. verify answers the handshake with the
// challenge or throws; take gets each raw body with its headers.
export async function receiver(verify, take) {
    const server = http.createServer(async (request, response) => {
        try {
            if (request.method === "GET") {
                const query = Object.fromEntries(new URL(request.url, "http://localhost").searchParams);
                response.end(String(await verify(query)));
                return;
            }
            const chunks = [];
            for await (const chunk of request) chunks.push(chunk);
            await take(Buffer.concat(chunks).toString("utf8"), request.headers);
            response.end();
        } catch (error) {
            response.statusCode = 400;
            response.end(String(error));
        }
    });
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    const callback = `http://127.0.0.1:${server.address().port}/webhook`;
    const answer = await graph("POST", "300400500600700/subscriptions", {
        object: "whatsapp_business_account", callback_url: callback, verify_token: VERIFY_TOKEN, fields: "messages,message_template_status_update",
    });
    if (!answer.success) throw new Error("not subscribed: " + JSON.stringify(answer));
    return () => new Promise((done) => { server.closeAllConnections(); server.close(done); });
}

export async function graph(method, path, body) {
    const response = await fetch(`${SIMULATOR}/v25.0/${path}`, {
        method, headers: { Authorization: "Bearer " + TOKEN, "Content-Type": "application/json" }, body: body && JSON.stringify(body),
    });
    return response.json();
}

// write makes the customer send something.
export async function write(inbound) {
    const response = await fetch(`${SIMULATOR}/simulator/inbound`, { method: "POST", body: JSON.stringify({ from: ADA, ...inbound }) });
    const answer = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer.id;
}

// until waits for a condition, ten seconds at most.
export async function until(what, condition) {
    for (const end = Date.now() + 60_000; ;) {
        const value = await condition();
        if (value) return value;
        if (Date.now() > end) throw new Error("it did not happen: " + what);
        await new Promise((done) => setTimeout(done, 5));
    }
}

// everyKind is a message of each type that a customer can send.
export const everyKind = [
    { text: "Hello" },
    { type: "image", content: { caption: "Look" } }, { type: "video" }, { type: "audio" }, { type: "document" }, { type: "sticker" },
    { type: "location", content: { latitude: 51.5, longitude: -0.08, name: "Shop" } },
    { type: "contacts", content: [{ name: { formatted_name: "Wren Okafor", first_name: "Wren" }, phones: [{ phone: "+1 555-010-0311" }] }] },
    { type: "interactive", content: { type: "button_reply", button_reply: { id: "yes", title: "Yes" } } },
    { type: "interactive", content: { type: "list_reply", list_reply: { id: "one", title: "One", description: "The first" } } },
    { type: "button", content: { payload: "thanks", text: "Thanks" } },
    { type: "order", content: { catalog_id: "7", text: "", product_items: [{ product_retailer_id: "sku", quantity: 1, item_price: 5, currency: "EUR" }] } },
];

export const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==", "base64");
