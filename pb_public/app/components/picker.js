// @ts-check
import { html, useEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { debounce } from "/app/lib/debounce.js";
import { roveFrom } from "/app/lib/rove-from.js";
import { t } from "/app/i18n/index.js";
import { Avatar } from "/app/components/avatar.js";
import { Field } from "/app/components/field.js";

/** @typedef {{customer: CustomerPick, detail: string}} Found */

/**
 * Chooses a customer: search as you type, the likely ones first. The arrow keys go through what
 * was found.
 *
 * @param {object} props
 * @param {(text: string) => Promise<Found[]>} props.find
 * @param {() => Promise<Found[]>} [props.likely] with the reason of each
 * @param {string} [props.without] id of a customer who can't be chosen
 * @param {string} [props.hint]
 * @param {boolean} [props.busy]
 * @param {(customer: CustomerPick) => void} props.onChoose
 */
export function CustomerPicker({ find, likely, without, hint, busy, onChoose }) {
	const [text, setText] = useState("");
	const [found, setFound] = useState(/** @type {Found[] | null} */ (null));
	const [guesses, setGuesses] = useState(/** @type {Found[]} */ ([]));
	const root = useRef(/** @type {HTMLDivElement | null} */ (null));

	useEffect(() => {
		let left = false;
		// Both at once, so that nothing moves under the pointer when the second one comes.
		const ask = async () => {
			try {
				const [some, rows] = await Promise.all([!text && likely ? likely() : [], find(text)]);
				if (left) return;
				if (!text) setGuesses(some.filter((one) => one.customer.id !== without));
				setFound(rows.filter((one) => one.customer.id !== without));
			} catch {
				// Typed on: the next search answers.
			}
		};
		const search = debounce(ask, text ? 180 : 0);
		search();
		return () => {
			left = true;
			search.cancel();
		};
	}, [text, without]);

	/** @param {KeyboardEvent} event */
	const press = (event) => {
		const picks = /** @type {HTMLElement[]} */ ([...(root.current?.querySelectorAll(".pick") ?? [])]);
		roveFrom(event, root.current?.querySelector("input"), picks);
	};

	const shownGuesses = text ? [] : guesses;
	const guessed = new Set(shownGuesses.map((one) => one.customer.id));
	const rest = (found ?? []).filter((one) => !guessed.has(one.customer.id));
	/** @param {Found} one */
	const pick = (one) => html`<li key=${one.customer.id}>
		<button type="button" class="pick" disabled=${busy} data-testid="customer-pick" data-customer-id=${one.customer.id} onClick=${() => onChoose(one.customer)}>
			<${Avatar} name=${one.customer.name} id=${one.customer.id} small />
			<span class="pick-main">
				<span><bdi>${one.customer.name || t("customers.nameless")}</bdi>${one.customer.company && html` <span class="quiet">${one.customer.company}</span>`}</span>
				${one.detail && html`<span class="pick-detail">${one.detail}</span>`}
			</span>
		</button>
	</li>`;

	return html`<div class="picker" ref=${root} onKeyDown=${press}>
		<${Field}
			label=${t("customers.search")}
			hint=${hint}
			control=${(/** @type {any} */ tie) => html`<input
				...${tie}
				class="input"
				type="search"
				autofocus
				autocomplete="off"
				enterkeyhint="search"
				placeholder=${t("picker.placeholder")}
				data-testid="picker-search"
				value=${text}
				onInput=${(/** @type {any} */ e) => setText(e.currentTarget.value)}
				onKeyDown=${(/** @type {KeyboardEvent} */ e) => e.key === "Enter" && e.preventDefault()}
			/>`}
		/>
		<div class="picker-list" aria-busy=${found === null ? "true" : undefined}>
			${shownGuesses.length > 0 &&
			html`<h3>${t("picker.likely")}</h3>
				<ul class="picks">
					${shownGuesses.map(pick)}
				</ul>`}
			${!text && rest.length > 0 && html`<h3>${t("picker.recent")}</h3>`}
			<ul class="picks">
				${rest.map(pick)}
			</ul>
			${found !== null && rest.length + shownGuesses.length === 0 && html`<p class="quiet">${t(text ? "picker.none" : "picker.nobody")}</p>`}
		</div>
		<p class="visually-hidden" role="status">${found && text ? t("picker.count", { count: rest.length }) : ""}</p>
	</div>`;
}
