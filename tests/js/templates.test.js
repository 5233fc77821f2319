// WhatsApp's templates: from Meta's components to a form, to the request, to what is read.

import assert from "node:assert/strict";
import { test } from "node:test";
import { checkTemplate, pickTemplates, startValues, templateForm, templateLine, templatePreview, templateRequest, variables, whyNot } from "/app/lib/templates.js";

const template = (change) => ({ id: "t", name: "hello", language: "en", category: "UTILITY", status: "APPROVED", parameter_format: "POSITIONAL", removed_at: "", components: [], ...change });
const NOW = new Date("2026-11-23T10:00:00Z");
const body = (text, example) => ({ type: "BODY", text, example });
const made = (one, values) => templateRequest(one, templateForm(one), values);

test("variables are found once each, in order", () => {
	assert.deepEqual(variables("{{1}} {{ 2 }} {{1}} {{first_name}} {3}"), ["1", "2", "first_name"]);
});

test("a text may name its numbers in any order", () => {
	const one = template({ components: [body("Order {{2}} for {{1}}", { body_text: [["Ada", "42"]] })] });
	assert.deepEqual(templateForm(one).slots.map(({ key, example }) => [key, example]), [["body.2", "42"], ["body.1", "Ada"]]);
	assert.deepEqual(made(one, { "body.1": "Ada", "body.2": "42" }).parameters, ["Ada", "42"]);
});

test("a positional body becomes a list", () => {
	const one = template({ components: [body("Hi {{1}}, order {{2}}", { body_text: [["Ada", "42"]] })] });
	assert.deepEqual(templateForm(one).slots.map(({ key, example }) => [key, example]), [["body.1", "Ada"], ["body.2", "42"]]);
	assert.deepEqual(made(one, { "body.1": "Ada", "body.2": " 4\n2 " }), { name: "hello", language: "en", parameters: ["Ada", "4 2"] });
});

test("a named one becomes an object", () => {
	const example = { body_text_named_params: [{ param_name: "first_name", example: "Ada" }] };
	const one = template({ parameter_format: "NAMED", components: [body("Hi {{first_name}}", example)] });
	assert.equal(templateForm(one).slots[0].example, "Ada");
	assert.deepEqual(made(one, { "body.first_name": "Ada" }).parameters, { first_name: "Ada" });
});

test("nothing to fill in is nothing to send", () => {
	const one = template({ components: [body("Hello"), { type: "HEADER", format: "TEXT", text: "Plain" }, { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "Yes" }] }] });
	assert.deepEqual(templateForm(one).slots, []);
	assert.deepEqual(made(one, {}), { name: "hello", language: "en" });
});

test("headers: text, a file by link or id, a place", () => {
	const text = template({ components: [{ type: "HEADER", format: "TEXT", text: "For {{1}}", example: { header_text: ["Ada"] } }, body("x")] });
	assert.equal(templateForm(text).slots[0].example, "Ada");
	assert.deepEqual(made(text, { "header.text.1": "Ada" }).header, { text: ["Ada"] });
	const file = template({ components: [{ type: "HEADER", format: "DOCUMENT" }, body("x")] });
	assert.deepEqual(made(file, { "header.link": "https://e.org/a.pdf", "header.filename": "a.pdf" }).header, { link: "https://e.org/a.pdf", filename: "a.pdf" });
	assert.deepEqual(made(file, { "header.link": "12345" }).header, { media_id: "12345" });
	const place = template({ components: [{ type: "HEADER", format: "LOCATION" }, body("x")] });
	const where = { "header.latitude": "51.5", "header.longitude": "-0.1", "header.name": "Shop", "header.address": "12 Mill Lane" };
	assert.deepEqual(made(place, where).header, { latitude: 51.5, longitude: -0.1, name: "Shop", address: "12 Mill Lane" });
});

test("buttons keep their place: the end of a link, a code to copy", () => {
	const buttons = [{ type: "QUICK_REPLY", text: "No" }, { type: "URL", text: "Order", url: "https://e.org/{{1}}", example: ["https://e.org/42"] }, { type: "COPY_CODE", text: "Copy", example: "TEN" }, { type: "URL", text: "Home", url: "https://e.org" }];
	const one = template({ components: [body("x"), { type: "BUTTONS", buttons }] });
	assert.deepEqual(templateForm(one).slots.map(({ key, kind, example }) => [key, kind, example]), [["button.1", "url", "42"], ["button.2", "code", "TEN"]]);
	assert.deepEqual(made(one, { "button.1": "42", "button.2": "TEN" }).buttons, [{ index: 1, type: "url", value: "42" }, { index: 2, type: "copy_code", value: "TEN" }]);
});

test("a code to sign in with is typed once", () => {
	const one = template({ category: "AUTHENTICATION", components: [body("*{{1}}* is your code."), { type: "BUTTONS", buttons: [{ type: "URL", text: "Copy code", url: "https://www.whatsapp.com/otp/code/?code=otp{{1}}" }] }] });
	assert.deepEqual(templateForm(one).slots.map(({ key }) => key), ["body.1"]);
	assert.deepEqual(made(one, { "body.1": "123456" }).buttons, [{ index: 0, type: "url", value: "123456" }]);
});

test("what is missing or wrong is said at its field", () => {
	const form = templateForm(template({ components: [{ type: "HEADER", format: "IMAGE" }, body("{{1}} {{2}}")] }));
	assert.deepEqual(checkTemplate(form, { "header.link": "photo.jpg", "body.1": " " }, NOW), { "header.link": "link", "body.1": "missing", "body.2": "missing" });
	assert.deepEqual(checkTemplate(form, { "header.link": "https://e.org/p.jpg", "body.1": "a", "body.2": "x".repeat(1100) }, NOW), { "body.2": "long" });
	const filled = (components, length, category) => checkTemplate(templateForm({ category, components }), { "body.1": "x".repeat(length) }, NOW)["body.1"];
	const alone = { type: "BODY", text: "{{1}}" };
	assert.deepEqual([filled([alone], 32_768), filled([alone], 32_769)], [undefined, "longAlone"]);
	assert.deepEqual([filled([alone, { type: "FOOTER", text: "x" }], 1024), filled([alone, { type: "FOOTER", text: "x" }], 1025)], [undefined, "long"]);
	assert.deepEqual([filled([alone, { type: "LIMITED_TIME_OFFER", limited_time_offer: { text: "x" } }], 601)], ["longOffer"]);
	assert.deepEqual([filled([alone], 15, "AUTHENTICATION"), filled([alone], 16, "AUTHENTICATION")], [undefined, "longCode"]);
	const place = templateForm(template({ components: [{ type: "HEADER", format: "LOCATION" }] }));
	assert.deepEqual(checkTemplate(place, { "header.latitude": "91", "header.longitude": "x", "header.name": "a", "header.address": "b" }, NOW), { "header.latitude": "number", "header.longitude": "number" });
});

test("the preview is filled as far as it is known", () => {
	const form = templateForm(template({ components: [{ type: "HEADER", format: "TEXT", text: "Hi" }, body("*{{1}}*, {{2}}"), { type: "FOOTER", text: "Bye" }, { type: "BUTTONS", buttons: [{ type: "PHONE_NUMBER", text: "Call" }] }] }));
	assert.deepEqual(templatePreview(form, { "body.1": "Ada" }), { media: "", caption: "", header: "Hi", body: "*Ada*, {{2}}", footer: "Bye", buttons: [{ kind: "phone_number", text: "Call" }], offer: null, cards: [] });
	assert.equal(templateLine(form), "Hi – *…*, …");
});

test("a value can't be taken for another variable", () => {
	const form = templateForm(template({ components: [body("{{1}} {{2}}")] }));
	assert.equal(templatePreview(form, { "body.1": "{{2}} $&", "body.2": "b" }).body, "{{2}} $& b");
});

test("why a template can't be sent", () => {
	assert.equal(whyNot(template(), true), "");
	assert.equal(whyNot(template({ category: "MARKETING" }), true), "optedOut");
	assert.equal(whyNot(template({ category: "MARKETING" }), false), "");
	for (const [status, why] of [["PAUSED", "paused"], ["PENDING", "pending"], ["REJECTED", "rejected"], ["DISABLED", "disabled"], ["LIMIT_EXCEEDED", "status"]]) assert.equal(whyNot(template({ status }), false), why);
	assert.equal(whyNot(template({ removed_at: "2026-11-01" }), false), "removed");
	assert.equal(whyNot(template({ components: [{ type: "CAROUSEL", cards: [] }] }), false), "unsupported");
});

const card = (text) => ({ components: [{ type: "HEADER", format: "IMAGE" }, body(text, { body_text: [["5"]] }), { type: "BUTTONS", buttons: [{ type: "QUICK_REPLY", text: "Buy" }, { type: "URL", text: "See", url: "https://e.org/{{1}}" }] }] });

test("cards are filled in one by one", () => {
	const one = template({ components: [body("Hi {{1}}"), { type: "CAROUSEL", cards: [card("Blue {{1}}"), card("Red {{1}}")] }] });
	const form = templateForm(one);
	assert.deepEqual(form.slots.map(({ key, card }) => `${card} ${key}`), ["-1 body.1", "0 card.0.header.link", "0 card.0.body.1", "0 card.0.button.1", "1 card.1.header.link", "1 card.1.body.1", "1 card.1.button.1"]);
	assert.deepEqual(checkTemplate(form, { "body.1": "Ada", "card.0.header.link": "1", "card.0.body.1": "x".repeat(156), "card.0.button.1": "a", "card.1.header.link": "x", "card.1.body.1": "b" }, NOW), {
		"card.0.body.1": "longCard", "card.1.header.link": "link", "card.1.button.1": "missing",
	});
	const values = { "body.1": "Ada", "card.0.header.link": "https://e.org/b.png", "card.0.body.1": "5", "card.0.button.1": "b", "card.1.header.link": "77", "card.1.body.1": "6", "card.1.button.1": "r" };
	assert.deepEqual(checkTemplate(form, values, NOW), {});
	assert.deepEqual(made(one, values), {
		name: "hello", language: "en", parameters: ["Ada"],
		cards: [
			{ parameters: ["5"], header: { link: "https://e.org/b.png" }, buttons: [{ index: 1, type: "url", value: "b" }] },
			{ parameters: ["6"], header: { media_id: "77" }, buttons: [{ index: 1, type: "url", value: "r" }] },
		],
	});
	assert.deepEqual(templatePreview(form, values).cards.map((each) => each.body), ["Blue 5", "Red 6"]);
	assert.equal(whyNot(one, false), "");
});

test("an offer has an end that is to come", () => {
	const one = template({ components: [{ type: "LIMITED_TIME_OFFER", limited_time_offer: { text: "Soon over", has_expiration: true } }, body("x")] });
	const form = templateForm(one);
	assert.deepEqual(form.slots.map(({ key, kind }) => [key, kind]), [["offer.end", "time"]]);
	for (const end of ["2026-11-23T09:59", "tomorrow"]) assert.deepEqual(checkTemplate(form, { "offer.end": `${end}Z` }, NOW), { "offer.end": "time" });
	assert.deepEqual(checkTemplate(form, { "offer.end": "2026-12-01T10:00Z" }, NOW), {});
	assert.deepEqual(made(one, { "offer.end": "2026-12-01T10:00Z" }).limited_time_offer, { expiration_time_ms: Date.UTC(2026, 11, 1, 10) });
	const plain = template({ components: [{ type: "LIMITED_TIME_OFFER", limited_time_offer: { text: "Today" } }, body("x")] });
	assert.deepEqual([templateForm(plain).slots, made(plain, {}), templatePreview(templateForm(plain), {}).offer], [[], { name: "hello", language: "en" }, { text: "Today", until: "" }]);
});

test("a product is named by its numbers", () => {
	const one = template({ components: [{ type: "HEADER", format: "PRODUCT" }, body("x"), { type: "BUTTONS", buttons: [{ type: "SPM", text: "View" }] }] });
	assert.deepEqual(made(one, { "header.product_retailer_id": "a", "header.catalog_id": "1" }).header, { product_retailer_id: "a", catalog_id: "1" });
	assert.equal(whyNot(one, false), "");
});

test("search looks at name, text, language and category, and orders by use, language, name", () => {
	const list = [
		template({ name: "b_news", category: "MARKETING", components: [body("Räder im Frühling")], language: "de" }),
		template({ name: "order_ready", language: "pt_BR" }),
		template({ name: "order_ready", language: "en_GB" }),
		template({ name: "a_paused", status: "PAUSED" }),
	];
	const pick = (by) => pickTemplates(list, { query: "", recent: [], language: "", optedOut: false, ...by }).map((one) => `${one.name}/${one.language}`);
	assert.deepEqual(pick({ language: "pt" }), ["order_ready/pt_BR", "b_news/de", "order_ready/en_GB", "a_paused/en"]);
	assert.deepEqual(pick({ language: "pt", recent: ["order_ready/en_GB"] })[0], "order_ready/en_GB");
	assert.deepEqual(pick({ query: "FRUHLING" }), ["b_news/de"]);
	assert.deepEqual(pick({ query: "order ready" }).length, 2);
	assert.deepEqual(pick({ query: "marketing" }), ["b_news/de"]);
	assert.equal(pick({ optedOut: true }).indexOf("b_news/de"), 3, "what can't be sent is at the end");
});

test("fields begin with what they are usually for, or as they were filled before", () => {
	const start = (one, before = {}) => startValues(templateForm(one), before);
	assert.deepEqual(start(template({ components: [body("Hi {{1}}, your order {{2}}")] })), { "body.1": "{first_name}", "body.2": "" });
	assert.deepEqual(start(template({ components: [body("Γεια {{1}}!")] })), { "body.1": "{first_name}" });
	assert.deepEqual(start(template({ parameter_format: "NAMED", components: [body("{{customer_name}} {{company}} {{agent}} {{order}}")] })), {
		"body.customer_name": "{name}", "body.company": "{company}", "body.agent": "{me}", "body.order": "",
	});
	assert.deepEqual(start(template({ components: [body("Hi {{1}}")] }), { "body.1": "{name}" }), { "body.1": "{name}" });
});
