import assert from "node:assert/strict";
import { test } from "node:test";
import { whyNoPicture } from "/app/state/picture-again.js";

/** @param {number} status @param {Record<string, string>} [headers] */
const answering = (status, headers = {}) => (globalThis.fetch = async () => /** @type {any} */ ({ status, headers: new Headers(headers), json: async () => ({ data: { thumb: { code: "crm_picture_too_large", params: { bytes: 97_000 } } } }) }));

test("a picture too large for a smaller one is told from one that has to wait, and from an address that has ended", async () => {
	answering(422);
	assert.deepEqual(await whyNoPicture("/f?thumb=1", 0), { bytes: 97_000 });
	answering(404);
	assert.equal(await whyNoPicture("/f?thumb=1", 0), null);
	answering(200);
	assert.equal(await whyNoPicture("/f?thumb=1", 0), null);
});

test("one that has to wait is asked for again after as long as the server says, at another address each time", async () => {
	answering(503, { "Retry-After": "3" });
	const first = /** @type {any} */ (await whyNoPicture("/f?thumb=1", 0));
	assert.ok(first.wait >= 3000 && first.wait <= 6000, `${first.wait}`);
	const second = /** @type {any} */ (await whyNoPicture(first.address, 1));
	assert.notEqual(first.address, second.address);
	assert.equal(second.address, "/f?thumb=1&again=1");
	assert.equal(await whyNoPicture(second.address, 1000), null, "without end");
});
