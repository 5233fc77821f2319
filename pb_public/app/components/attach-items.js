// @ts-check
// The files that somebody has chosen, while they look at them: what each is, how it can be sent,
// and what will be sent of it.

import { useEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { MAX_CAPTION, hasCaption, waysOf } from "/app/lib/media-kinds.js";
import { inspect, makeReady } from "/app/lib/picture.js";

/** As many as WhatsApp lets people choose at once. */
export const MOST_FILES = 30;

/**
 * @typedef {import("/app/lib/media-kinds.js").Kind} Kind
 * @typedef {import("/app/lib/picture.js").Ready} Ready
 *
 * @typedef {object} Item
 * @property {number} id
 * @property {File} file
 * @property {string} url
 * @property {import("/app/lib/media-kinds.js").Facts | null} facts null while it is being read
 * @property {import("/app/lib/media-kinds.js").Ways | null} ways
 * @property {Kind | ""} kind as what it is sent; empty when it can't be
 * @property {string} caption
 * @property {Ready | null} ready what is sent; null while it is being made
 * @property {boolean} broken it could not be read or made
 */

let next = 1;

/**
 * @param {File[]} files to begin with
 * @param {string} caption of the first that can have one
 * @param {boolean} standard whether pictures are made smaller
 */
export function useItems(files, caption, standard) {
	const [items, setItems] = useState(/** @type {Item[]} */ ([]));
	const wish = useRef(standard);
	wish.current = standard;
	const left = useRef(false);
	const now = useRef(items);
	now.current = items;

	/** @param {number} id @param {Partial<Item>} change */
	const update = (id, change) => left.current || setItems((list) => list.map((one) => (one.id === id ? { ...one, ...change } : one)));

	/** Makes what is sent of one item, unless it has become another meanwhile. @param {Item} item @param {Kind | ""} kind */
	const make = async (item, kind) => {
		const { id, file, facts, ways } = item;
		if (!facts || !ways || !kind) return;
		const quality = wish.current;
		update(id, { kind, ready: null, broken: false });
		try {
			const ready = await makeReady(file, facts, kind, { standard: quality, convert: ways.convert });
			if (now.current.some((one) => one.id === id && one.kind === kind) && wish.current === quality) update(id, { ready });
		} catch {
			update(id, { broken: true });
		}
	};

	/** @param {File[]} more @param {string} [words] */
	const add = (more, words = "") => {
		/** @type {Item[]} */
		const fresh = more.slice(0, MOST_FILES - now.current.length).map((file) => ({
			id: next++,
			file,
			url: URL.createObjectURL(file),
			facts: null,
			ways: null,
			kind: /** @type {Kind | ""} */ (""),
			caption: "",
			ready: null,
			broken: false,
		}));
		setItems((list) => [...list, ...fresh]);
		void (async () => {
			// One after the other: a phone has no room for thirty pictures at once.
			let unsaid = words.length <= MAX_CAPTION ? words : "";
			for (const item of fresh) {
				try {
					const facts = await inspect(item.file);
					const ways = waysOf(facts);
					const [kind = ""] = ways.kinds;
					const said = kind && hasCaption(kind) ? unsaid : "";
					if (said) unsaid = "";
					/** @type {Item} */
					const known = { ...item, facts, ways, kind, caption: said };
					if (left.current) return;
					setItems((list) => list.map((one) => (one.id === item.id ? { ...known, caption: one.caption || said } : one)));
					now.current = now.current.map((one) => (one.id === item.id ? known : one));
					await make(known, kind);
				} catch {
					// It was moved or deleted, or is a folder.
					update(item.id, { broken: true });
				}
			}
		})();
	};

	useEffect(() => {
		add(files, caption);
		return () => {
			left.current = true;
			for (const item of now.current) URL.revokeObjectURL(item.url);
		};
	}, []);
	// Another quality: every picture is made anew.
	const first = useRef(true);
	useEffect(() => {
		if (!first.current) void (async () => {
			for (const item of now.current) if (item.kind === "image") await make(item, "image");
		})();
		first.current = false;
	}, [standard]);

	return {
		items,
		add,
		/** @param {Item} item @param {Kind} kind */
		choose: (item, kind) => {
			now.current = now.current.map((one) => (one.id === item.id ? { ...one, kind } : one));
			void make(item, kind);
		},
		/** @param {number} id @param {string} text */
		caption: (id, text) => update(id, { caption: text }),
		/** @param {Item} item */
		remove: (item) => {
			URL.revokeObjectURL(item.url);
			setItems((list) => list.filter((one) => one.id !== item.id));
		},
	};
}
