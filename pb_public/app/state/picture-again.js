// @ts-check
// Why a smaller picture didn't come, which a browser doesn't tell of a picture.

/** How often a picture is asked for that the server had no time for. */
const TRIES = 40;

/**
 * How large the file is when there is no smaller picture; where and in how many milliseconds to ask again; null when it is something else.
 *
 * @param {string} address
 * @param {number} asked how often that was so already
 * @returns {Promise<{bytes: number} | {address: string, wait: number} | null>}
 */
export async function whyNoPicture(address, asked) {
	if (asked >= TRIES) return null;
	try {
		const answer = await fetch(address, { cache: "no-store" });
		if (answer.status === 422) return { bytes: Number((await answer.json()).data?.thumb?.params?.bytes) || 0 };
		if (answer.status !== 503) return null;
		// Not all at the same time again.
		const wait = (Number(answer.headers.get("Retry-After")) || 2) * 1000 * (1 + Math.random());
		return { address: `${address.replace(/&again=\d+$/, "")}&again=${asked}`, wait };
	} catch {
		return null;
	}
}
