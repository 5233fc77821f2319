// @ts-check
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";

/** From here on the counter is shown. */
const COUNT_FROM = 3500;

/**
 * The box a reply is written in. Enter sends, Shift+Enter breaks the line, and an Enter that
 * finishes a word of an input method does neither.
 *
 * @param {object} props
 * @param {string} props.name
 * @param {string} props.to how the address is shown
 * @param {string} props.initial a draft
 * @param {number} props.max
 * @param {string} [props.warning]
 * @param {string} [props.blocked] why nothing can be sent at all
 * @param {(text: string) => void} props.onDraft
 * @param {(text: string) => void} props.onSend
 * @param {() => void} props.onEscape
 * @param {{current: ((text: string) => void) | null}} props.insert called to put a text into the box
 */
export function Composer({ name, to, initial, max, warning, blocked, onDraft, onSend, onEscape, insert }) {
	const [text, setText] = useState(initial);
	const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
	const id = useId();
	const count = [...text].length;
	const over = count - max;
	const ready = text.trim() !== "" && over <= 0 && !blocked;

	/** @param {string} next */
	const change = (next) => {
		setText(next);
		onDraft(next);
	};
	insert.current = (next) => {
		change(next);
		box.current?.focus();
	};
	useEffect(() => () => void (insert.current = null), []);

	// The box grows with its text; the stylesheet limits how far.
	useLayoutEffect(() => {
		const element = box.current;
		if (!element) return;
		element.style.height = "auto";
		element.style.height = `${element.scrollHeight + 2}px`;
	}, [text]);

	const submit = () => {
		if (!ready) return;
		onSend(text);
		change("");
		box.current?.focus();
	};

	/** @param {KeyboardEvent} event */
	const press = (event) => {
		if (event.isComposing || event.keyCode === 229) return;
		if (event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
			event.preventDefault();
			submit();
		}
		if (event.key === "Escape") {
			event.stopPropagation();
			onEscape();
		}
	};

	return html`<form
		class="composer"
		onSubmit=${(/** @type {Event} */ event) => {
			event.preventDefault();
			submit();
		}}
	>
		${(blocked || warning) && html`<p class="composer-note" id=${`${id}-note`}><${Icon} name="info" />${blocked || warning}</p>`}
		<div class="composer-row">
			<label class="visually-hidden" for=${id}>${t("composer.label", { name })}</label>
			<textarea
				ref=${box}
				id=${id}
				data-testid="composer-input"
				class="composer-input"
				rows="1"
				dir="auto"
				enterkeyhint="send"
				placeholder=${t("composer.placeholder")}
				aria-describedby=${`${id}-hint ${id}-note`}
				aria-invalid=${over > 0 ? "true" : undefined}
				value=${text}
				onInput=${(/** @type {any} */ event) => change(event.currentTarget.value)}
				onKeyDown=${press}
			></textarea>
			<button
				type="submit"
				class="send-button"
				data-testid="composer-send"
				aria-label=${t("composer.send")}
				title=${t("composer.send")}
				disabled=${!ready}
			>
				<${Icon} name="send" />
			</button>
		</div>
		<p class="composer-hint" id=${`${id}-hint`}>
			<span>${to && t("composer.to", { address: to })}</span>
			${over > 0
				? html`<span class="field-error" role="alert">${t("composer.over", { count: over })}</span>`
				: count > COUNT_FROM
					? html`<span>${t("composer.count", { count, max })}</span>`
					: html`<span class="composer-keys">${t("composer.hint")}</span>`}
		</p>
	</form>`;
}
