import assert from "node:assert/strict";
import { test } from "node:test";
import { ENCODINGS, FIELDS, columnsShown, delimiterName, mapColumn, names, progress, startMapping, strangeSamples } from "/app/lib/mapping.js";
import { more } from "/app/i18n/en-more.js";

const columns = [
	{ name: "Name", samples: ["Ada", "Jonas", "Meera"], guess: "name" },
	{ name: "Tel", samples: ["07700 900123"], guess: "phone" },
	{ name: "Shoe size", samples: [], guess: "" },
];

test("guesses are shown until something was chosen", () => {
	assert.deepEqual(startMapping(columns, null), { 0: "name", 1: "phone", 2: "" });
	assert.deepEqual(startMapping(columns, {}), { 0: "name", 1: "phone", 2: "" });
	assert.deepEqual(startMapping(columns, { 0: "company", 1: "" }), { 0: "company", 1: "", 2: "" });
});

test("a field that nobody knows is left out", () => {
	assert.deepEqual(startMapping([{ name: "x", samples: [], guess: "horoscope" }], null), { 0: "" });
});

test("a name is in one column, numbers may be in several", () => {
	const start = { 0: "name", 1: "phone", 2: "" };
	assert.deepEqual(mapColumn(start, 2, "name"), { 0: "", 1: "phone", 2: "name" });
	assert.deepEqual(mapColumn(start, 2, "phone"), { 0: "name", 1: "phone", 2: "phone" });
	assert.deepEqual(mapColumn(start, 0, ""), { 0: "", 1: "phone", 2: "" });
	assert.deepEqual(start, { 0: "name", 1: "phone", 2: "" });
});

test("without a name or a number a row is nobody", () => {
	assert.ok(names({ 0: "phone" }));
	assert.ok(names({ 0: "", 1: "last_name" }));
	assert.ok(!names({ 0: "notes", 1: "" }));
});

test("the first row is a name or an example", () => {
	assert.deepEqual(columnsShown(columns, true, true)[0], columns[0]);
	assert.deepEqual(columnsShown(columns, true, false)[0], { name: "", samples: ["Name", "Ada", "Jonas"], guess: "name" });
	const bare = [{ name: "Column 1", samples: ["Ada", "Jonas"], guess: "name" }];
	assert.deepEqual(columnsShown(bare, false, false)[0].name, "");
	assert.deepEqual(columnsShown(bare, false, true)[0], { name: "Ada", samples: ["Jonas"], guess: "name" });
});

test("every field and every separator has its word", () => {
	for (const field of FIELDS) assert.ok(`import.field.${field}` in more, field);
	for (const encoding of ENCODINGS) assert.ok(`import.encoding.${encoding}` in more, encoding);
	for (const delimiter of [",", ";", "\t", "|"]) assert.ok(`import.delimiter.${delimiterName(delimiter)}` in more, delimiter);
	assert.equal(delimiterName("?"), "");
});

test("letters are judged by names beyond A to Z", () => {
	const file = [
		{ name: "City", samples: ["Łódź", "Berlin"], guess: "" },
		{ name: "Name", samples: ["Małgorzata", "Ann", "Małgorzata"], guess: "name" },
	];
	assert.deepEqual(strangeSamples(file), ["Małgorzata", "Łódź"]);
	assert.deepEqual(strangeSamples(columns), []);
});

test("progress stays between nothing and all", () => {
	assert.equal(progress({ total: 0, done: 0 }), null);
	assert.equal(progress({ total: 10, done: 5 }), 0.5);
	assert.equal(progress({ total: 10, done: 11 }), 1);
});
