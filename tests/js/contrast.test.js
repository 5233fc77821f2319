// The contrast of every pair of colours in use, in both themes, by WCAG 2.2.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const css = readFileSync(join(import.meta.dirname, "../../pb_public/css/tokens.css"), "utf8");
const tokens = new Map();
for (const [, name, light, dark] of css.matchAll(/--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/g)) {
	tokens.set(name, { light, dark });
}

/** Text needs 4.5, what only has to be seen (edges, icons, ticks) 3. */
const TEXT = 4.5;
const SEEN = 3;
/** @type {[string, string, number][]} */
const PAIRS = [
	...["canvas", "surface", "raised", "hover", "selected"].flatMap((ground) => [["text", ground, TEXT], ["quiet", ground, TEXT]]),
	...["canvas", "surface", "raised", "selected"].map((ground) => ["accent", ground, TEXT]),
	...["canvas", "surface", "raised"].map((ground) => ["danger", ground, TEXT]),
	...["surface", "canvas", "raised"].map((ground) => ["edge", ground, SEEN]),
	["on-accent", "accent", TEXT],
	["on-accent", "accent-hover", TEXT],
	["on-whatsapp", "whatsapp", TEXT],
	["on-whatsapp", "whatsapp-hover", TEXT],
	["danger", "danger-soft", TEXT],
	["amber-text", "amber-soft", TEXT],
	["amber-text", "surface", TEXT], // a contact that is no number, the last hour
	["amber-text", "raised", TEXT], // why a template can't be sent
	["amber-text", "canvas", TEXT], // nobody knows whether it arrived
	["whatsapp", "hover", TEXT], // who is quoted
	["bubble-quiet", "surface", TEXT], // a file of a template
	["amber-text", "bubble-in", SEEN],
	["danger", "amber-soft", TEXT],
	["surface", "text", TEXT], // a notice
	["surface", "edge", SEEN], // the knob of a switch
	...["surface", "hover", "selected", "bubble-in", "bubble-out"].map((ground) => ["whatsapp", ground, SEEN]),
	...["bubble-in", "bubble-out"].flatMap((ground) => [
		["text", ground, TEXT],
		["bubble-quiet", ground, TEXT],
		["tick-read", ground, TEXT],
		["danger", ground, SEEN],
	]),
	["tick-read", "surface", SEEN],
	...Array.from({ length: 6 }, (_, i) => [`tint-${i}-text`, `tint-${i}`, TEXT]),
];

for (const theme of ["light", "dark"]) {
	test(`contrast in the ${theme} theme`, () => {
		for (const [over, under, least] of PAIRS) {
			const ratio = contrast(color(over, theme), color(under, theme));
			assert.ok(ratio >= least, `--${over} on --${under}: ${ratio.toFixed(2)}, needs ${least}`);
		}
	});
}

test("colours are written in one place only", () => {
	for (const file of ["base", "layout", "controls", "lists", "panels", "feedback", "thread", "composer", "sending"]) {
		const text = readFileSync(join(import.meta.dirname, `../../pb_public/css/${file}.css`), "utf8");
		assert.doesNotMatch(text, /#[0-9a-f]{3,8}\b(?!\w)|\brgba?\(|\bhsla?\(/i, file);
	}
});

function color(name, theme) {
	const pair = tokens.get(name);
	assert.ok(pair, `no token --${name}`);
	return pair[theme];
}

function contrast(a, b) {
	const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (high + 0.05) / (low + 0.05);
}

function luminance(hex) {
	const [r, g, b] = [1, 3, 5]
		.map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
		.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
