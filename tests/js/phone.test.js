import assert from "node:assert/strict";
import { test } from "node:test";
import { contactText } from "/app/lib/contact-text.js";
import { formatAddress, formatPhone, identity, initials, tint } from "/app/lib/phone.js";
import { party } from "/app/lib/names.js";

test("numbers are grouped as people of the country read them", () => {
	const cases = {
		447700900123: "+44 7700 900123",
		15550100322: "+1 555 010 0322",
		306900000123: "+30 690 000 0123",
		5531999990123: "+55 31 99999 0123",
		553199990123: "+55 31 9999 0123",
		5215555500144: "+52 1 55 5550 0144",
		35312345678: "+353 123 456 78",
		491555010077: "+49 155 501 0077",
	};
	for (const [digits, shown] of Object.entries(cases)) assert.equal(formatPhone(digits), shown);
});

test("every grouping keeps every digit", () => {
	for (const code of ["1", "44", "55", "91", "353", "998", "7"]) {
		for (let length = 4; length <= 11; length++) {
			const digits = code + "2345678901234".slice(0, length);
			if (digits.length <= 15) assert.equal(formatPhone(digits).replace(/\D/g, ""), digits);
		}
	}
});

test("what is no number is shown as it is", () => {
	for (const text of ["", "12", "abc", "+44 7700", "1234567890123456"]) assert.equal(formatPhone(text), text);
});

test("a user id of WhatsApp is shortened", () => {
	assert.equal(formatAddress("GB.90100000000000000001"), "GB.…00001");
	assert.equal(formatAddress("447700900123"), "+44 7700 900123");
});

test("an international number has its plus, one as written at home stays as it is", () => {
	assert.equal(formatAddress("15550100311"), "+1 555 010 0311");
	assert.equal(formatAddress("+1 555 010 0311"), "+1 555 010 0311");
	assert.equal(formatAddress("020 7946 0000"), "020 7946 0000");
	assert.equal(contactText({ value: "15550100311", digits: "15550100311" }), "+1 555 010 0311");
	assert.equal(contactText({ value: "02079460000", digits: "442079460000" }), "02079460000");
	assert.equal(contactText({ value: "ada@example.com", digits: "" }), "ada@example.com");
});

test("customer_id says who is behind it", () => {
	assert.equal(identity("abc123def456ghi").known, true);
	assert.deepEqual(identity("unknown:447700900123"), {
		known: false,
		address: "447700900123",
		phone: "447700900123",
		userID: "",
	});
	assert.equal(identity("unknown:SG.90100000000000000005").userID, "SG.90100000000000000005");
});

test("an unknown sender is called by number, and by profile only where the number is hidden", () => {
	assert.deepEqual(party("unknown:447700900123", null, "Sam"), { title: "+44 7700 900123", unknown: true, profile: "Sam" });
	assert.deepEqual(party("unknown:SG.90100000000000000005", null, "noor"), { title: "~noor", unknown: true, profile: "" });
	assert.deepEqual(party("abc", { name: "Ada" }, "Someone"), { title: "Ada", unknown: false, profile: "" });
});

test("initials in any script", () => {
	assert.equal(initials("Ada Merrow"), "AM");
	assert.equal(initials("ada"), "A");
	assert.equal(initials("Νίκος Παπαδάκης"), "ΝΠ");
	assert.equal(initials("  "), "?");
	assert.equal(initials("👋 Ada"), "A");
	assert.equal(initials("+44 7700 900123"), "23");
});

test("tints are steady and spread", () => {
	assert.equal(tint("abc", 6), tint("abc", 6));
	const used = new Set(Array.from({ length: 60 }, (_, i) => tint(`939e6asajf1g${i}rk`, 6)));
	assert.equal(used.size, 6);
});
