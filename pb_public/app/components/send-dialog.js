// @ts-check
import { html, useEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { debounce } from "/app/lib/debounce.js";
import { enterHint, isSend } from "/app/lib/enter.js";
import { readWhen } from "/app/lib/schedule.js";
import { isShut } from "/app/lib/window.js";
import { whenWords } from "/app/lib/dates-more.js";
import { t } from "/app/i18n/index.js";
import { Dialog } from "/app/components/dialog.js";
import { useFiles } from "/app/components/drop-area.js";
import { Choice, Field } from "/app/components/field.js";
import { Icon } from "/app/components/icon.js";
import { When, whenProblem } from "/app/components/when.js";
import { windowWords } from "/app/components/window-words.js";
import "/app/components/icons-more.js";

/** @typedef {import("/app/lib/window.js").Window} Window */

const OTHER = "other";

/**
 * Writing to a customer from their page: to whom, and what: a text or a template, now or later.
 *
 * @param {object} props
 * @param {string} props.name
 * @param {{value: string, label: string}[]} props.numbers the customer's own
 * @param {string} [props.first] the number to begin with
 * @param {string} props.initial a draft
 * @param {number} props.max
 * @param {boolean} props.enterSends or it breaks the line
 * @param {string} [props.note]
 * @param {string} props.quote what is being answered
 * @param {() => void} props.onUnquote
 * @param {(to: string) => Promise<Window>} props.onWindow
 * @param {(to: string) => any} props.template draws the choice of a template
 * @param {(text: string) => void} props.onDraft
 * @param {(to: string, files: File[], text: string) => void} props.onFiles
 * @param {(to: string, message: string, sendAt: string) => Promise<Problem | null>} props.onSend
 * @param {() => void} props.onClose
 */
export function SendDialog(props) {
	const { name, numbers, first, initial, max, enterSends, note, quote, onUnquote, onWindow, template, onDraft, onFiles, onSend, onClose } = props;
	// null until somebody chooses or types: the numbers may come after the dialog was opened.
	const [chosen, setChoice] = useState(/** @type {string | null} */ (null));
	const [written, setTyped] = useState(/** @type {string | null} */ (null));
	const [mode, setMode] = useState("message");
	const several = numbers.length > 1;
	const start = numbers.find((one) => one.value === first) ?? numbers[0];
	const choice = chosen ?? (written ? OTHER : (start?.value ?? ""));
	const free = !several || choice === OTHER;
	const typed = written ?? (several ? "" : (start?.value ?? ""));
	const to = (free ? typed : choice).trim();
	const [toError, setToError] = useState("");
	const window = useAsked(to, onWindow);
	const shut = !!window && isShut(window);

	return html`<${Dialog} title=${t("send.title", { name })} onClose=${onClose} testid="send-dialog" wide=${mode === "template"}>
		<div class="form">
			${several &&
			html`<${Field}
				label=${t("send.to")}
				error=${free ? "" : toError}
				control=${(/** @type {any} */ tie) => html`<select
					...${tie}
					class="input"
					data-testid="send-to-phone"
					value=${choice}
					onChange=${(/** @type {any} */ e) => setChoice(e.currentTarget.value)}
				>
					${numbers.map((one) => html`<option key=${one.value} value=${one.value}>${one.label}</option>`)}
					<option value=${OTHER}>${t("send.other")}</option>
				</select>`}
			/>`}
			${free &&
			html`<${Field}
				label=${several ? t("send.otherLabel") : t("send.to")}
				hint=${t("send.toHelp")}
				error=${toError}
				control=${(/** @type {any} */ tie) => html`<input
					...${tie}
					class="input"
					type="tel"
					inputmode="tel"
					autocomplete="off"
					data-testid=${several ? "send-to-other" : "send-to-phone"}
					value=${typed}
					onInput=${(/** @type {any} */ e) => setTyped(e.currentTarget.value)}
				/>`}
			/>`}
			<${Choice}
				legend=${t("send.what")}
				name="send-what"
				value=${mode}
				options=${[
					{ value: "message", label: t("send.text") },
					{ value: "template", label: t("send.template") },
				]}
				onChange=${setMode}
			/>
			${note && html`<p class="composer-note"><${Icon} name="info" />${note}</p>`}
			${mode === "template"
				? template(to)
				: html`
						${shut &&
						html`<div class="composer-note">
							<${Icon} name="clock" />
							<p>${t(/** @type {any} */ (`window.${window?.state}`))}</p>
							<button type="button" class="link-button" data-testid="send-use-template" onClick=${() => setMode("template")}>${t("template.choose")}</button>
						</div>`}
						<${Text}
							...${{ initial, max, enterSends, quote, shut, onUnquote, onDraft, onClose }}
							hint=${window ? windowWords(window) : ""}
							until=${window?.until ?? null}
							onTemplate=${() => setMode("template")}
							onFiles=${(/** @type {File[]} */ files, /** @type {string} */ text) => {
								setToError(to ? "" : t("send.needTo"));
								if (to && !shut) onFiles(to, files, text);
							}}
							onSend=${async (/** @type {string} */ text, /** @type {string} */ sendAt) => {
								setToError(to ? "" : t("send.needTo"));
								if (!to) return "to";
								const problem = await onSend(to, text, sendAt);
								setToError(problem?.fields.to_phone ?? "");
								return problem;
							}}
						/>
					`}
		</div>
	<//>`;
}

/**
 * The window of a number, asked for once it is typed.
 *
 * @param {string} to
 * @param {(to: string) => Promise<Window>} ask
 */
function useAsked(to, ask) {
	const [window, setWindow] = useState(/** @type {Window | null} */ (null));
	useEffect(() => {
		let left = false;
		setWindow(null);
		const later = debounce(() => void ask(to).then((found) => left || setWindow(found)), 300);
		if (to.length > 4) later();
		return () => {
			left = true;
			later.cancel();
		};
	}, [to]);
	return window;
}

/**
 * @param {object} props
 * @param {string} props.initial
 * @param {number} props.max
 * @param {boolean} props.enterSends
 * @param {string} props.quote
 * @param {boolean} props.shut whether no file can be sent, and no text
 * @param {string} props.hint
 * @param {Date | null} props.until
 * @param {() => void} props.onUnquote
 * @param {() => void} props.onTemplate
 * @param {(files: File[], text: string) => void} props.onFiles
 * @param {(text: string) => void} props.onDraft
 * @param {(message: string, sendAt: string) => Promise<Problem | "to" | null>} props.onSend
 * @param {() => void} props.onClose
 */
function Text({ initial, max, enterSends, quote, shut, hint, until, onUnquote, onTemplate, onFiles, onDraft, onSend, onClose }) {
	const [message, setMessage] = useState(initial);
	const [later, setLater] = useState(false);
	const [when, setWhen] = useState("");
	const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
	const [busy, setBusy] = useState(false);
	const form = useRef(/** @type {HTMLFormElement | null} */ (null));
	const picker = useRef(/** @type {HTMLInputElement | null} */ (null));
	useFiles((files) => files.length > 0 && onFiles(files, message), () => !later && !shut);
	const count = [...message].length;
	const time = later ? readWhen(when, new Date()) : null;

	/** @param {Event} event */
	const submit = async (event) => {
		event.preventDefault();
		if (busy || !form.current) return;
		/** @type {Record<string, string>} */
		const found = {};
		if (!message.trim()) found.message = t("send.needMessage");
		if (count > max) found.message = t("composer.over", { count: count - max });
		if (time && !time.at) found.send_at = whenProblem(time.problem);
		setErrors(found);
		if (Object.keys(found).length > 0) return focusFirst(form.current);
		setBusy(true);
		const problem = await onSend(message, time?.at?.toISOString() ?? "");
		setBusy(false);
		if (!problem) return onClose();
		const box = form.current.closest("dialog");
		if (problem === "to") return box && focusFirst(box);
		const { to_phone = "", message: text = "", send_at = "", ...rest } = problem.fields;
		const other = Object.values(rest)[0];
		const general = other ?? (to_phone || text || send_at ? "" : problem.message);
		setErrors({ message: text, send_at, general, shut: problem.data.message?.code === "crm_window" ? "yes" : "" });
		if (box) focusFirst(box);
	};

	/** @param {KeyboardEvent} event */
	const press = (event) => {
		if (!isSend(event, enterSends)) return;
		event.preventDefault();
		form.current?.requestSubmit();
	};

	return html`<form class="form" novalidate ref=${form} onSubmit=${submit}>
		${quote &&
		html`<div class="composer-quote" data-testid="composer-quote">
			<p class="composer-quote-text" dir="auto">${quote}</p>
			<button type="button" class="icon-button" aria-label=${t("quote.remove")} onClick=${onUnquote}><${Icon} name="close" /></button>
		</div>`}
		<${Field}
			label=${t("send.message")}
			hint=${[`${t("composer.count", { count, max })}. ${t(enterSends ? "composer.hint" : "composer.hintBreak")}.`, hint && `${hint}.`].filter(Boolean).join(" ")}
			error=${errors.message}
			control=${(/** @type {any} */ tie) => html`<textarea
				...${tie}
				class="input"
				rows="5"
				dir="auto"
				enterkeyhint=${enterHint(enterSends)}
				autofocus
				data-testid="send-message"
				value=${message}
				onInput=${(/** @type {any} */ e) => {
					setMessage(e.currentTarget.value);
					onDraft(e.currentTarget.value);
				}}
				onKeyDown=${press}
			></textarea>`}
		/>
		<div class="send-more">
			<button type="button" class="button button-quiet" aria-expanded=${String(later)} data-testid="send-later" onClick=${() => setLater(!later)}>
				<${Icon} name="clock" />${t(later ? "later.now" : "later.open")}
			</button>
			${!later && !shut && html`<button type="button" class="button button-quiet" data-testid="send-attach" onClick=${() => picker.current?.click()}><${Icon} name="image" />${t("attach.more")}</button>`}
			<input
				ref=${picker}
				type="file"
				hidden
				multiple
				data-testid="send-attach-input"
				onChange=${(/** @type {any} */ event) => {
					const files = [...event.currentTarget.files];
					event.currentTarget.value = "";
					if (files.length > 0) onFiles(files, message);
				}}
			/>
		</div>
		${errors.shut && html`<button type="button" class="button" data-testid="send-use-template" onClick=${onTemplate}><${Icon} name="template" />${t("template.choose")}</button>`}
		${later && html`<${When} value=${when} error=${errors.send_at} onChange=${setWhen} />`}
		${time?.at && until && time.at > until && html`<p class="form-note"><${Icon} name="info" />${t("later.afterWindow", { time: whenWords(until, new Date()) })}</p>`}
		${errors.general && html`<p class="form-error" role="alert"><${Icon} name="alert" />${errors.general}</p>`}
		<div class="form-actions">
			<button type="button" class="button only-roomy" onClick=${onClose}>${t("common.cancel")}</button>
			<button type="submit" class="button button-whatsapp" data-testid="send-submit" disabled=${busy}>
				<${Icon} name=${later ? "clock" : "whatsapp"} />${busy ? t("send.busy") : time?.at ? t("later.submitAt", { time: whenWords(time.at, new Date()) }) : later ? t("later.submit") : t("send.submit")}
			</button>
		</div>
	</form>`;
}

/** The first field with an error, once it is drawn. @param {HTMLElement} form */
export function focusFirst(form) {
	setTimeout(() => {
		const wrong = form.querySelector("[aria-invalid=true]");
		if (wrong instanceof HTMLElement) wrong.focus();
	});
}
