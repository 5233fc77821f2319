// @ts-check
import { html, useLayoutEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { parseDate } from "/app/lib/dates.js";
import { toLocalInput } from "/app/lib/dates-more.js";
import { t, typeName } from "/app/i18n/index.js";
import { Dialog } from "/app/components/dialog.js";
import { Choice, Field } from "/app/components/field.js";
import { Icon } from "/app/components/icon.js";
import { focusFirst } from "/app/components/send-dialog.js";

/** What is written by hand; WhatsApp entries are the server's alone. */
const BY_HAND = /** @type {CommType[]} */ (["note", "call", "meeting", "email", "sms"]);

/**
 * A draft as it was kept; nothing of it when it can't be read.
 *
 * @param {string} draft
 * @returns {{type?: CommType, direction?: Direction, body?: string, when?: string}}
 */
function readKept(draft) {
	try {
		return draft ? JSON.parse(draft) : {};
	} catch {
		return {};
	}
}

/**
 * A note, call, meeting, e-mail or SMS: a new one, or a correction.
 *
 * @param {object} props
 * @param {Comm | null} props.row the entry to correct
 * @param {CommType} [props.type]
 * @param {string} props.draft what was typed before and neither saved nor given up
 * @param {(draft: string) => void} props.onDraft
 * @param {() => void} props.onKept called when the dialog is closed with a draft in it
 * @param {(entry: import("/app/state/entries.js").Entry) => Promise<Problem | null>} props.onSave
 * @param {() => void} props.onClose
 */
export function EntryDialog({ row, type: first = "note", draft, onDraft, onKept, onSave, onClose }) {
	const [kept] = useState(() => readKept(draft));
	const [type, setType] = useState(/** @type {CommType} */ (row?.type ?? kept.type ?? first));
	const [direction, setDirection] = useState(/** @type {Direction} */ (row?.direction ?? kept.direction ?? "outbound"));
	const [when, setWhen] = useState(kept.when || toLocalInput(parseDate(row?.occurred_at) ?? new Date()));
	const [touched, setTouched] = useState(!!kept.when);
	const [body, setBody] = useState(kept.body ?? row?.body ?? "");
	const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
	const [busy, setBusy] = useState(false);

	const changed = body.trim() !== "" && body !== (row?.body ?? "");
	const saved = useRef(false);
	// note: at once. What is typed last would be lost to an Escape that follows it.
	useLayoutEffect(() => {
		if (!saved.current) onDraft(changed ? JSON.stringify({ type, direction, body, when: touched ? when : "" }) : "");
	}, [type, direction, body, when]);
	const giveUp = () => {
		saved.current = true;
		onDraft("");
		onClose();
	};
	const leave = () => {
		if (changed) onKept();
		onClose();
	};

	/** @param {Event} event */
	const submit = async (event) => {
		event.preventDefault();
		if (busy) return;
		const form = /** @type {HTMLFormElement} */ (event.currentTarget);
		// note: a time left alone is the moment itself, not the minute it was drawn with.
		const at = touched ? new Date(when) : (parseDate(row?.occurred_at) ?? new Date());
		/** @type {Record<string, string>} */
		const found = {};
		if (!body.trim()) found.body = t("entry.needText");
		if (Number.isNaN(at.getTime())) found.occurred_at = t("entry.needWhen");
		setErrors(found);
		if (Object.keys(found).length > 0) return focusFirst(form);
		setBusy(true);
		const problem = await onSave({ type, direction, body: body.trim(), at });
		setBusy(false);
		if (!problem) return giveUp();
		const known = { body: problem.fields.body ?? "", occurred_at: problem.fields.occurred_at ?? "" };
		const other = Object.entries(problem.fields).find(([field]) => !(field in known))?.[1];
		setErrors({ ...known, general: other ?? (known.body || known.occurred_at ? "" : problem.message) });
		focusFirst(form);
	};

	return html`<${Dialog}
		title=${row ? t("entry.editTitle") : t("entry.title")}
		onClose=${leave}
		testid="entry-dialog"
	>
		<form class="form" novalidate onSubmit=${submit}>
			${!row &&
			html`<${Choice}
				legend=${t("entry.type")}
				name="entry-type"
				value=${type}
				options=${BY_HAND.map((value) => ({ value, label: typeName(value) }))}
				onChange=${setType}
			/>`}
			${!row &&
			type !== "note" &&
			html`<${Choice}
				legend=${t("entry.direction")}
				name="entry-direction"
				value=${direction}
				options=${[
					{ value: "outbound", label: t("entry.outbound") },
					{ value: "inbound", label: t("entry.inbound") },
				]}
				onChange=${setDirection}
			/>`}
			<${Field}
				label=${type === "note" ? t("entry.noteText") : t("entry.text")}
				error=${errors.body}
				control=${(/** @type {any} */ tie) => html`<textarea
					...${tie}
					class="input"
					rows="4"
					dir="auto"
					maxlength="20000"
					autofocus
					data-testid="entry-body"
					value=${body}
					onInput=${(/** @type {any} */ e) => setBody(e.currentTarget.value)}
				></textarea>`}
			/>
			<${Field}
				label=${t("entry.when")}
				error=${errors.occurred_at}
				control=${(/** @type {any} */ tie) => html`<input
					...${tie}
					class="input"
					type="datetime-local"
					data-testid="entry-when"
					value=${when}
					onInput=${(/** @type {any} */ e) => {
						setTouched(true);
						setWhen(e.currentTarget.value);
					}}
				/>`}
			/>
			${errors.general && html`<p class="form-error" role="alert"><${Icon} name="alert" />${errors.general}</p>`}
			<div class="form-actions">
				<button type="button" class="button" onClick=${giveUp}>${t("common.cancel")}</button>
				<button type="submit" class="button button-primary" data-testid="entry-submit" disabled=${busy}>${t("entry.save")}</button>
			</div>
		</form>
	<//>`;
}
