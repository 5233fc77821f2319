// Small things around sending: placeholders, quick replies, places, answers to press, what helps.

import assert from "node:assert/strict";
import { test } from "node:test";
import { optedOut } from "/app/lib/consent.js";
import { checkInteractive, emptyInteractive, interactiveRequest } from "/app/lib/interactive.js";
import { isShortLink, parsePlace } from "/app/lib/location.js";
import { helpFor, isWay } from "/app/lib/outcome.js";
import { fill, hasPlaceholder, unfilled, valuesOf } from "/app/lib/placeholders.js";
import { cleanShortcut, filterQuick, quickQuery } from "/app/lib/quick.js";

const ada = valuesOf({ name: "Ada King Lovelace", company: "", email: "ada@example.com" }, "Sam Porter");

test("placeholders are filled from the customer, and what isn't known stays to be seen", () => {
	assert.equal(fill("Hi {first_name} ({name}), {email}. {me}", ada), "Hi Ada (Ada King Lovelace), ada@example.com. Sam Porter");
	assert.equal(fill("{company} {unknown} {Name} {}", ada), "{company} {unknown} {Name} {}");
	assert.deepEqual(unfilled("{company} {company} {name} {x}", ada), ["company"]);
	assert.deepEqual([hasPlaceholder("4711 {x}"), hasPlaceholder("{me}")], [false, true]);
	assert.equal(fill("{name}", valuesOf({ name: "{me} $&" }, "Sam")), "{me} $&", "a name is no pattern");
	assert.equal(fill("{first_name}", valuesOf(null, "")), "{first_name}");
});

test("a slash at the beginning asks for quick replies, one elsewhere doesn't", () => {
	assert.deepEqual(["/", "/Öff", "a/", "/a b", "/a\n", "//", " /a", ""].map(quickQuery), ["", "off", null, null, null, null, null, null]);
});

test("quick replies: the shortcut goes before the text", () => {
	const list = [["open", "We open at nine"], ["hours", "open daily"], ["reopen", "x"], ["op", "y"]].map(([shortcut, text], i) => ({ id: `${i}`, shortcut, body: text }));
	assert.deepEqual(filterQuick(list, "op").map((one) => one.shortcut), ["op", "open", "reopen", "hours"]);
	assert.deepEqual(filterQuick(list, "").length, 4);
	assert.deepEqual(filterQuick(list, "zzz"), []);
	assert.equal(cleanShortcut("/Öffnungs zeiten!"), "offnungs-zeiten-");
});

test("a place is found in coordinates and in the links of maps", () => {
	const big = { latitude: 51.5007292, longitude: -0.1246254 };
	const at = (text) => parsePlace(text);
	assert.deepEqual(at("51.5007292, -0.1246254"), big);
	assert.deepEqual(at("(51.5007292 -0.1246254)"), big);
	assert.deepEqual(at("https://www.google.com/maps/place/X/@51.4,-0.1,17z/data=!8m2!3d51.5007292!4d-0.1246254"), big, "the pin, not the view");
	assert.deepEqual(at("https://www.google.com/maps/@51.5007292,-0.1246254,17z"), big);
	assert.deepEqual(at("https://maps.google.com/?q=51.5007292,-0.1246254"), big);
	assert.deepEqual(at("https://maps.apple.com/?ll=51.5007292%2C-0.1246254"), big);
	assert.deepEqual(at("https://www.openstreetmap.org/?mlat=51.5007292&mlon=-0.1246254#map=17/1/2"), big);
	assert.deepEqual(at("https://www.openstreetmap.org/#map=17/51.5007292/-0.1246254"), big);
	assert.deepEqual(at("geo:51.5007292,-0.1246254?z=3"), big);
	for (const text of ["", "Mill Lane 12", "91, 0", "12", "https://maps.app.goo.gl/abc"]) assert.equal(at(text), null, text);
	assert.deepEqual([isShortLink("https://maps.app.goo.gl/abc"), isShortLink("https://e.org/goo.gl/")], [true, false]);
});

test("answers to press: checked as WhatsApp limits them", () => {
	const draft = { ...emptyInteractive(), body: "When?", rows: [{ title: "Morning", description: "" }, { title: "", description: "" }, { title: "Morning", description: "" }] };
	assert.deepEqual(checkInteractive(draft), { "row.2": { why: "twice", max: 0 } });
	assert.deepEqual(Object.keys(checkInteractive(emptyInteractive())).sort(), ["body", "row.0"]);
	assert.equal(checkInteractive({ ...draft, header: "x".repeat(61) }).header.max, 60);
	assert.equal(checkInteractive({ ...draft, rows: [{ title: "x".repeat(21), description: "" }] })["row.0"].max, 20);
	const list = { ...draft, kind: "list", rows: [{ title: "", description: "only this" }] };
	assert.deepEqual(Object.keys(checkInteractive(list)).sort(), ["list", "row.0"]);
});

test("answers to press: the request has no empty parts", () => {
	const draft = { ...emptyInteractive(), body: " When? ", rows: [{ title: "Morning ", description: "" }, { title: "", description: "" }, { title: "Later", description: "" }] };
	assert.deepEqual(JSON.parse(JSON.stringify(interactiveRequest(draft))), { type: "button", body: "When?", buttons: [{ id: "b1", title: "Morning" }, { id: "b2", title: "Later" }] });
	const list = { ...draft, kind: "list", list: "Choose", footer: "Bye", rows: [{ title: "A", description: "first" }] };
	assert.deepEqual(JSON.parse(JSON.stringify(interactiveRequest(list))), {
		type: "list", body: "When?", footer: "Bye", button: "Choose", sections: [{ rows: [{ id: "r1", title: "A", description: "first" }] }],
	});
});

test("the button under a failed message is the one that helps", () => {
	assert.deepEqual(helpFor("131047", true), ["template"]);
	assert.deepEqual(helpFor("131026", true), ["other", "again"]);
	assert.deepEqual(helpFor("131026", false), ["again"]);
	assert.deepEqual(helpFor("131050", true), []);
	assert.deepEqual(helpFor("crm_window", true), ["template"], "refused by ourselves when its time came");
	assert.deepEqual(helpFor("crm_opted_out", true), []);
	assert.deepEqual(helpFor("", true), ["again"]);
});

test("what another program sent can't be sent again from here: words say where", () => {
	assert.deepEqual(helpFor("", false, "app"), ["app"]);
	assert.deepEqual(helpFor("131026", true, "history"), ["other", "app"]);
	assert.deepEqual(helpFor("131000", false, "meta_agent"), ["elsewhere"]);
	assert.deepEqual(helpFor("131047", false, "app"), ["template"]);
	for (const code of ["", "131026", "131047", "131049"]) {
		for (const source of ["app", "meta_agent", "other_app", "standby", "history"]) assert.ok(!helpFor(code, true, source).includes("again"), `${code} from ${source}`);
	}
	assert.deepEqual(["again", "template", "other", "app", "elsewhere"].filter(isWay), ["again", "template", "other"]);
});

test("an opt-out holds for its own number, however that is written", () => {
	const rows = [{ opted_out_at: "2026-11-03", digits: "447700900123", value: "07700 900123", wa_user_id: "" }, { opted_out_at: "", digits: "4930", value: "4930", wa_user_id: "GB.1" }];
	assert.equal(optedOut(rows, "+44 7700 900123"), rows[0]);
	assert.equal(optedOut(rows, "07700 900123"), rows[0]);
	assert.equal(optedOut(rows, "4930"), undefined);
	assert.equal(optedOut(rows, "GB.1"), undefined);
});
