import assert from "node:assert/strict";
import { test } from "node:test";
import { busy } from "./busy.mjs";
import { plainText } from "/app/lib/plain.js";
import { parseText, renderText } from "/app/lib/text.js";

/** A tree as a short line: b(…) i(…) s(…) m[…] <link>. */
function show(nodes) {
	return nodes
		.map((node) => {
			if (node.kind === "text") return node.text;
			if (node.kind === "mono") return `m[${node.text}]`;
			if (node.kind === "link") return `<${node.href}>`;
			return `${node.kind[0]}(${show(node.children)})`;
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
	"``": "``",
	"see https://example.com/a_b_c?x=1*2.": "see <https://example.com/a_b_c?x=1*2>.",
	"(https://example.com/wiki_(x))": "(<https://example.com/wiki_(x)>)",
	"((https://example.com/a_(b)_[c]))], *and* on": "((<https://example.com/a_(b)_[c]>))], b(and) on",
	"https://example.com/a)": "<https://example.com/a>)",
	"https://example.com/(a))].": "<https://example.com/(a)>)].",
	"*a *b* _c\n_d_ *e": "b(a *b) _c\ni(d) *e",
	"[Look: https://example.com/a]": "[Look: <https://example.com/a>]",
	"*https://example.com*": "b(<https://example.com>)",
	"javascript:alert(1) and data:text/html,x": "javascript:alert(1) and data:text/html,x",
	"https://": "https://",
	"<b>not markup</b>": "<b>not markup</b>",
	"Γειά *σου* 👋": "Γειά b(σου) 👋",
	"مرحبا *بك*": "مرحبا b(بك)",
	"*a* *b*": "b(a) b(b)",
	"1 * 2 * 3": "1 * 2 * 3",
};

for (const [text, wanted] of Object.entries(cases)) {
	test(`text: ${JSON.stringify(text)}`, () => assert.equal(show(parseText(text)), wanted));
}

test("no character is lost but the marks", () => {
	const text = "a *b _c ~d~ e_ f* g\n  indented `x` *y https://example.com/?a=*b* z";
	const plain = show(parseText(text)).replace(/[bis]\(|m\[|[)\]<>]/g, "");
	for (const letter of "abcdefgxyz") assert.ok(plain.includes(letter), letter);
});

test("deep nesting and long runs of marks end", () => {
	const took = busy(() => {
		for (const mark of ["*", "_", "`", "*_~", "https://"]) parseText(mark.repeat(2000));
		parseText(`${"*a ".repeat(1000)}`);
	});
	assert.ok(took < 2000, `${took} ms`);
});

// WhatsApp takes 65,536 characters, and a page draws each message many times.
test("the longest messages are drawn in no time, whatever is in them", () => {
	for (const unit of ["_ab ", "*a _b ~c ", ")", "]", ")]", "`a ```b ", "*_~a ", "(", "https://a) "]) {
		for (const start of ["", "https://example.com/", "*"]) {
			const took = busy(() => parseText((start + unit.repeat(65_536)).slice(0, 65_536)));
			assert.ok(took < 1000, `${start}${unit}…: ${Math.round(took)} ms`);
		}
	}
});

test("links open safely, and text stays text", () => {
	const h = (tag, props, ...children) => ({ tag, props, children });
	const [before, link] = renderText("<img src=x> https://example.com/", h);
	assert.equal(before, "<img src=x> ");
	assert.deepEqual(link.props, { href: "https://example.com/", target: "_blank", rel: "noopener noreferrer" });
});

test("a line of a list has the words without their marks", () => {
	assert.equal(plainText("*Sale* ends _today_, ~not~ tomorrow"), "Sale ends today, not tomorrow");
	assert.equal(plainText("*_both_*"), "both");
	for (const text of ["2 * 3 * 4", "a_b_c", "*open", "", "**"]) assert.equal(plainText(text), text);
});

test("a list never searches a long text of marks", () => {
	const took = busy(() => assert.equal(plainText("*a ".repeat(50_000)).length, 301));
	assert.ok(took < 100, `${took} ms`);
});
