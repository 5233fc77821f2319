import assert from "node:assert/strict";
import { test } from "node:test";
import { amountText, fieldWords, hostOf, phoneLink } from "/app/lib/parts.js";

test("an amount keeps every digit", () => {
	const text = (value, currency) => amountText(value, currency, "en").replace(/\u00a0/g, " ");
	assert.equal(text("199.80", "GBP"), "GBP 199.80");
	assert.equal(text("1234567.005", "EUR"), "EUR 1,234,567.005");
	assert.equal(text("5000", "JPY"), "JPY 5,000");
	assert.equal(text("12.50", ""), "12.50");
	assert.equal(text("-3.00", "EUR"), "-EUR 3.00");
	assert.equal(text("123456789012345.67", "EUR"), "EUR 123,456,789,012,345.67");
});

test("what is no amount is shown as it is", () => {
	assert.equal(amountText("cheap", "EUR"), "cheap EUR");
	assert.equal(amountText("1", "not a currency"), "1 not a currency");
	assert.equal(amountText("", "EUR"), "");
	assert.equal(amountText(undefined, undefined), "");
});

test("the fields of a form are words", () => {
	for (const [name, words] of Object.entries({
		date: "Date",
		screen_0_First_Name_1: "First Name",
		"values.in_pin_code": "Values, in pin code",
		"screen_1_Address_2.City_0": "Address, City",
		_: "_",
	})) {
		assert.equal(fieldWords(name), words);
	}
});

test("only a number can be called", () => {
	assert.equal(phoneLink("+49 30 5550-0166"), "tel:+493055500166");
	assert.equal(phoneLink("javascript:alert(1)"), "");
	assert.equal(phoneLink("ask"), "");
});

test("an address says whose page it leads to", () => {
	assert.equal(hostOf("https://cdn.example.com:8443/a.jpg?x=1"), "cdn.example.com:8443");
	assert.equal(hostOf("https://user@пример.example/"), "xn--e1afmkfd.example", "no letters that look like others");
	for (const link of ["javascript:alert(1)", "data:text/html,x", "/a.jpg", "", "http://"]) assert.equal(hostOf(link), "", link);
});
