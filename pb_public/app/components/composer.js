// @ts-check
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { enterHint, isSend } from "/app/lib/enter.js";
import { isShut } from "/app/lib/window.js";
import { t } from "/app/i18n/index.js";
import { useAttach } from "/app/components/attach-inputs.js";
import { isFinger } from "/app/components/finger.js";
import { Icon } from "/app/components/icon.js";
import { useLongPress } from "/app/components/long-press.js";
import { Menu } from "/app/components/menu.js";
import { useQuick } from "/app/components/quick-list.js";
import { useVoice } from "/app/components/voice-button.js";
import { windowWords } from "/app/components/window-words.js";
import "/app/components/icons-more.js";

/** From here on the counter is shown. */
const COUNT_FROM = 3500;

/**
 * The box a reply is written in. Where free text can't be sent, a template can.
 *
 * @param {object} props
 * @param {string} props.name
 * @param {string} props.to how the address is shown
 * @param {string} props.initial a draft
 * @param {number} props.max
 * @param {boolean} props.enterSends or it breaks the line
 * @param {import("/app/lib/window.js").Window} props.window
 * @param {string} [props.hint]
 * @param {string} [props.blocked] why nothing can be sent at all
 * @param {{who: string, text: string} | null} props.quote what is being answered
 * @param {() => void} props.onUnquote
 * @param {QuickReply[]} props.quick
 * @param {() => void} props.onQuick told that the list is needed
 * @param {(text: string) => string} props.fill fills placeholders
 * @param {{icon: string, label: string, testid: string, run: () => void}[]} props.more what else can be sent
 * @param {(files: File[]) => void} props.onFiles
 * @param {import("/app/lib/voice-note.js").Note | null} props.note a voice note that was recorded and not sent
 * @param {(note: import("/app/lib/voice-note.js").Note) => boolean} props.onVoice
 * @param {(note: import("/app/lib/voice-note.js").Note | null) => void} props.onKeepVoice
 * @param {(note: import("/app/lib/voice-note.js").Note) => void} props.onDropVoice
 * @param {() => void} props.onTrouble the recorder could not be fetched
 * @param {() => void} props.onTemplate
 * @param {() => void} props.onTyping
 * @param {(text: string) => void} props.onDraft
 * @param {(text: string) => void} props.onSend
 * @param {(text: string) => void} props.onLater
 * @param {() => void} props.onEscape
 * @param {{current: ((text: string) => void) | null}} props.insert called to put a text into the box
 */
export function Composer(props) {
	const { name, to, initial, max, enterSends, window, hint, blocked, quote, onUnquote, onTemplate, onTyping, onDraft, onSend, onLater, onEscape, insert } = props;
	const [text, setText] = useState(initial);
	const box = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
	const id = useId();
	const count = [...text].length;
	const over = count - max;
	const shut = isShut(window) && !blocked;
	const ready = text.trim() !== "" && over <= 0 && !blocked && !shut;

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
	const attach = useAttach(props.onFiles);
	const voice = useVoice(props, !shut && !blocked);
	const quick = useQuick(props, text, (body) => {
		change(props.fill(body));
		box.current?.focus();
	});

	// The box grows with its text; the stylesheet limits how far.
	useLayoutEffect(() => {
		const element = box.current;
		if (!element) return;
		element.style.height = "auto";
		element.style.height = `${element.scrollHeight + 2}px`;
	}, [text, shut, voice.recording]);

	const submit = () => {
		if (!ready) return;
		onSend(text);
		change("");
		box.current?.focus();
	};
	const later = () => ready && onLater(text);
	const holds = useLongPress(() => {
		later();
		return true;
	});

	/** @param {KeyboardEvent} event */
	const press = (event) => {
		if (event.isComposing || event.keyCode === 229) return;
		if (quick.press(event)) return;
		if (isSend(event, enterSends)) {
			event.preventDefault();
			submit();
		}
		if (event.key === "Escape") {
			event.stopPropagation();
			if (quote) onUnquote();
			else onEscape();
		}
	};
	const menu = html`<${Menu}
		label=${t("composer.more")}
		testid="composer-more"
		icon="plus"
		class="menu-up"
		items=${[...(ready ? [{ icon: "clock", label: t("later.menu"), testid: "composer-later-menu", run: later }] : []), ...attach.entries, ...props.more]}
	/>${attach.inputs}`;

	if (shut) {
		return html`<div class="composer composer-shut" data-testid="composer-shut">
			<p class="composer-note" role="status"><${Icon} name="clock" /><span>${t(/** @type {any} */ (`window.${window.state}`))}</span></p>
			${window.state !== "elsewhere" &&
			html`<button type="button" class="button button-whatsapp composer-input" data-testid="composer-template" onClick=${onTemplate}>
				<${Icon} name="template" />${t("template.choose")}
			</button>`}
			<p class="composer-hint">
				<span>${to && t("composer.to", { address: to })}</span>
				${text.trim() && html`<span class="composer-kept" dir="auto">${t("composer.kept", { text: text.trim() })}</span>`}
			</p>
		</div>`;
	}
	return html`<form
		class="composer"
		onSubmit=${(/** @type {Event} */ event) => {
			event.preventDefault();
			submit();
		}}
	>
		${quick.list}
		${(blocked || hint) && html`<p class="composer-note" id=${`${id}-note`}><${Icon} name="info" />${blocked || hint}</p>`}
		${quote &&
		html`<div class="composer-quote" data-testid="composer-quote">
			<div>
				<p class="composer-quote-who">${t("quote.to", { name: quote.who })}</p>
				<p class="composer-quote-text" dir="auto">${quote.text}</p>
			</div>
			<button type="button" class="icon-button" aria-label=${t("quote.remove")} title=${t("quote.remove")} data-testid="quote-remove" onClick=${onUnquote}>
				<${Icon} name="close" />
			</button>
		</div>`}
		${voice.recorder ||
		html`<div class="composer-row">
			${!blocked && menu}
			<label class="visually-hidden" for=${id}>${t("composer.label", { name })}</label>
			<textarea
				ref=${box}
				id=${id}
				data-testid="composer-input"
				class="composer-input"
				rows="1"
				dir="auto"
				enterkeyhint=${enterHint(enterSends)}
				placeholder=${t("composer.placeholder")}
				aria-describedby=${`${id}-hint ${id}-note`}
				aria-invalid=${over > 0 ? "true" : undefined}
				...${quick.tie}
				value=${text}
				onInput=${(/** @type {any} */ event) => {
					change(event.currentTarget.value);
					if (event.currentTarget.value.trim()) onTyping();
				}}
				onKeyDown=${press}
			></textarea>
			${ready &&
			html`<button type="button" class="icon-button composer-later" aria-label=${t("later.menu")} title=${t("later.menu")} data-testid="composer-later" onClick=${later}>
				<${Icon} name="clock" />
			</button>`}
			${!blocked && text === ""
				? voice.button
				: html`<button
						type="submit"
						class="send-button"
						data-testid="composer-send"
						aria-label=${t("composer.send")}
						title=${t("composer.send")}
						disabled=${!ready}
						...${holds}
						onContextMenu=${(/** @type {Event} */ event) => {
							if (isFinger(event)) return holds.onContextMenu(event);
							event.preventDefault();
							later();
						}}
					>
						<${Icon} name="send" />
					</button>`}
		</div>`}
		<p class="composer-hint" id=${`${id}-hint`}>
			<span>
				${to && t("composer.to", { address: to })}
				<span class=${`composer-window is-${window.state}`} data-testid="composer-window" data-state=${window.state}>${windowWords(window)}</span>
			</span>
			${over > 0
				? html`<span class="field-error" role="alert">${t("composer.over", { count: over })}</span>`
				: count > COUNT_FROM
					? html`<span>${t("composer.count", { count, max })}</span>`
					: !voice.recorder && html`<span class="composer-keys">${t(enterSends ? "composer.hint" : "composer.hintBreak")}</span>`}
		</p>
		<p class="visually-hidden" role="status">${window.state === "last" && window.minutes % 15 === 0 ? windowWords(window) : ""}</p>
	</form>`;
}
