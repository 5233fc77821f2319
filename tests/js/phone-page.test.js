// The pure parts of the simulator's phone page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { busy } from "./busy.mjs";
import { isBigEmoji, left, length, phone } from "../../whatsapp/simulator/page/js/format.js";
import { markup, withoutMarks } from "../../whatsapp/simulator/page/js/markup.js";
import { summary } from "../../whatsapp/simulator/page/js/summary.js";

/** A tree as a short line: b(…) i(…) s(…) m[…] <link>. */
function show(pieces) {
	return pieces
		.map(({ kind, text, href, children }) => {
			if (kind === "text") return text;
			if (kind === "mono") return `m[${text}]`;
			if (kind === "link") return `<${href}>`;
			return `${kind[0]}(${show(children)})`;
		})
		.join("");
}

const cases = {
	"plain text": "plain text",
	"*bold* and _italic_ and ~gone~": "b(bold) and i(italic) and s(gone)",
	"*bold _both_*": "b(bold i(both))",
	"2*3*4 and snake_case_name": "2*3*4 and snake_case_name",
	"* not bold *": "* not bold *",
	"*never\nover lines*": "*never\nover lines*",
	"**": "**",
	"*open": "*open",
	"(*bold*), _italic_.": "(b(bold)), i(italic).",
	"`a *b* c` and ```two\nlines```": "m[a *b* c] and m[two\nlines]",
	"see https://example.com/a_b_c?x=1*2.": "see <https://example.com/a_b_c?x=1*2>.",
	"(https://example.com/wiki_(x))": "(<https://example.com/wiki_(x)>)",
	"*https://example.com*": "b(<https://example.com>)",
	"www.example.com/x, please": "<https://www.example.com/x>, please",
	"javascript:alert(1) and data:text/html,x": "javascript:alert(1) and data:text/html,x",
	"https://": "https://",
	"<b>not markup</b>": "<b>not markup</b>",
	"Γειά *σου* 👋": "Γειά b(σου) 👋",
	"*b*_i_~s~": "b(b)i(i)s(s)",
};

for (const [text, wanted] of Object.entries(cases)) {
	test(`phone text: ${JSON.stringify(text)}`, () => assert.equal(show(markup(text)), wanted));
}

test("long runs of marks end", () => {
	const took = busy(() => {
		for (const mark of ["*", "_", "`", "*_~", "https://", "*a "]) markup(mark.repeat(1300));
	});
	assert.ok(took < 2000, `${took} ms`);
});

test("a list of chats shows messages in one line", () => {
	const own = (type, content, more = {}) => summary({ type, content, text: "", author: "customer", ...more });
	assert.equal(withoutMarks("*Hi*\n  _there_"), "Hi there");
	assert.equal(own("text", {}, { text: "*Hi*\nyou" }), "Hi you");
	assert.equal(own("image", { caption: "_The_ scratch" }), "📷 The scratch");
	assert.equal(own("image", {}), "📷 Photo");
	assert.equal(own("audio", { voice: true }), "🎤 Voice message");
	assert.equal(own("document", { filename: "a.pdf" }), "📄 a.pdf");
	assert.equal(own("contacts", [{ name: { formatted_name: "Wren" } }]), "👤 Wren");
	assert.equal(own("interactive", { type: "list_reply", list_reply: { title: "Full service" } }), "Full service");
	assert.equal(own("interactive", { type: "button", body: { text: "*When?*" } }, { author: "business" }), "When?");
	assert.equal(own("text", {}, { text: "x", revoked: true }), "You deleted this message");
	assert.equal(own("a_new_type", {}, { text: "Message of type a new type" }), "Message of type a new type");
});

test("small forms", () => {
	assert.equal(phone("447700900123"), "+44\u00a07700900123");
	assert.equal(phone("GB.901"), "GB.901");
	assert.equal(left(90 * 60_000), "1 h 30 min left");
	assert.equal(length(67.4), "1:07");
	assert.equal(length(Number.POSITIVE_INFINITY), "");
	assert.ok(isBigEmoji("👋🏽 ❤️"));
	assert.ok(!isBigEmoji("12") && !isBigEmoji("👋 hi"));
});
