// @ts-check
// Whether free text can be sent to an address, kept true while one looks at it.

import { useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import { parseDate } from "/app/lib/dates.js";
import { steadyFor, windowAt } from "/app/lib/window.js";
import { askWindow } from "/app/state/window.js";

/**
 * The server's answer for the address; until it is there, what the conversation says.
 *
 * @param {string} customerID
 * @param {string} address
 * @param {Conversation | undefined} conversation
 * @param {boolean} loaded whether the conversation is known by now
 */
export function useWindow(customerID, address, conversation, loaded) {
	const [answer, setAnswer] = useState(/** @type {{address: string, until: Date | null, elsewhere: boolean} | null} */ (null));
	const [, tick] = useState(0);
	const told = conversation?.window_expires_at ?? "";
	useEffect(() => {
		if (!address) return;
		let left = false;
		void askWindow(customerID, address).then((found) => {
			if (left || !found) return;
			setAnswer({ address, until: parseDate(found.expires_at), elsewhere: !!found.elsewhere });
		});
		return () => void (left = true);
		// note: what nobody has said may be that the chat was handed over
	}, [customerID, address, told, conversation?.last_inbound_at, conversation?.last_direction === "internal" && conversation.last_at]);
	const asked = answer && answer.address === address ? answer : null;
	const until = asked ? asked.until : parseDate(told);
	const now = new Date();
	const wait = steadyFor(until, now);
	useEffect(() => {
		if (!wait) return;
		const timer = setTimeout(() => tick((count) => count + 1), wait);
		return () => clearTimeout(timer);
	}, [until?.getTime(), wait]);
	if (asked?.elsewhere) return /** @type {import("/app/lib/window.js").Window} */ ({ state: "elsewhere", until, minutes: 0 });
	return windowAt(until, now, !!asked || (loaded && (!!told || !address)));
}
