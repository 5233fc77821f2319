// @ts-check
import { html, useEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { enterHint, isSend } from "/app/lib/enter.js";
import { KINDS, MAX_CAPTION, hasCaption, sizeWords } from "/app/lib/media-kinds.js";
import { t } from "/app/i18n/index.js";
import { MOST_FILES, useItems } from "/app/components/attach-items.js";
import { Dialog } from "/app/components/dialog.js";
import { DropArea, useFiles } from "/app/components/drop-area.js";
import { Choice } from "/app/components/field.js";
import { Icon } from "/app/components/icon.js";
import "/app/components/icons-more.js";

/** @typedef {import("/app/components/attach-items.js").Item} Item */

/**
 * The files before they are sent: how each looks, what is under it, and what doesn't go and why.
 *
 * @param {object} props
 * @param {string} props.name who gets them
 * @param {File[]} props.files
 * @param {string} props.caption what was written already
 * @param {string} props.quote what is being answered
 * @param {boolean} props.enterSends or it breaks the line
 * @param {string} props.quality "standard" or "original"
 * @param {(quality: string) => void} props.onQuality
 * @param {(items: Item[]) => void} props.onSend
 * @param {(files: File[], caption: string) => void} props.onClose told what was chosen
 */
export function AttachFiles({ name, files, caption, quote, enterSends, quality, onQuality, onSend, onClose }) {
	const { items, add, choose, caption: setCaption, remove } = useItems(files, caption, quality === "standard");
	const form = useRef(/** @type {HTMLFormElement | null} */ (null));
	const picker = useRef(/** @type {HTMLInputElement | null} */ (null));
	const [folders, setFolders] = useState(0);
	const over = useFiles(
		(more, found) => {
			setFolders(found);
			add(more);
		},
		() => true,
	);
	const ready = items.length > 0 && items.every((one) => one.ready && !tooLong(one));
	const wrong = items.filter((one) => one.broken || (one.ways && !one.kind)).length;
	const full = items.length >= MOST_FILES;
	const close = () => onClose(items.map((one) => one.file), items.find((one) => one.caption)?.caption ?? "");

	// The first caption has the focus once there is one; later ones don't take it.
	const focused = useRef(false);
	useEffect(() => {
		const box = form.current?.querySelector("textarea");
		if (focused.current || !box) return;
		focused.current = true;
		box.focus();
		box.setSelectionRange(box.value.length, box.value.length);
	});

	// What is added later is below what is in sight.
	const known = useRef(items.length);
	useEffect(() => {
		const more = items.length > known.current;
		if (more && known.current > 0) form.current?.querySelectorAll(".attach-item")[known.current]?.scrollIntoView({ block: "start" });
		known.current = items.length;
	}, [items.length]);

	/** @param {Event} event */
	const submit = (event) => {
		event.preventDefault();
		if (ready) onSend(items);
	};
	/** @param {Item} item */
	const drop = (item) => {
		remove(item);
		if (items.length === 1) return onClose([], "");
		setTimeout(() => /** @type {HTMLElement | null} */ (form.current?.querySelector(".attach-item button"))?.focus());
	};
	return html`<${Dialog} title=${t("attach.title", { name })} onClose=${close} testid="attach-files" wide>
		<form class="form attach-form" ref=${form} onSubmit=${submit}>
			${quote && html`<p class="composer-quote-text attach-quote" dir="auto">${quote}</p>`}
			<ul class=${`attach-list ${items.length === 1 ? "is-single" : ""}`}>
				${items.map(
					(one) => html`<${Line}
						key=${one.id}
						item=${one}
						onKind=${(/** @type {any} */ kind) => choose(one, kind)}
						onCaption=${(/** @type {string} */ text) => setCaption(one.id, text)}
						onRemove=${() => drop(one)}
						enterSends=${enterSends}
						onSubmit=${() => form.current?.requestSubmit()}
					/>`,
				)}
			</ul>
			${items.some((one) => one.kind === "image") &&
			html`<${Choice}
				legend=${t("attach.quality")}
				name="attach-quality"
				value=${quality}
				options=${[
					{ value: "standard", label: t("attach.standard") },
					{ value: "original", label: t("attach.original") },
				]}
				onChange=${onQuality}
			/>`}
			${folders > 0 && html`<p class="form-note" role="status"><${Icon} name="info" />${t("attach.folders")}</p>`}
			${full && html`<p class="form-note"><${Icon} name="info" />${t("attach.full", { max: MOST_FILES })}</p>`}
			<div class="form-actions">
				${wrong > 0 && items.length > 1 && html`<p class="form-error" role="alert"><${Icon} name="alert" />${t("attach.wrong", { count: wrong })}</p>`}
				<button type="button" class="button button-quiet button-start" data-testid="attach-more" disabled=${full} onClick=${() => picker.current?.click()}>
					<${Icon} name="plus" />${t("attach.more")}
				</button>
				<button type="button" class="button only-roomy" onClick=${close}>${t("common.cancel")}</button>
				<button type="submit" class="button button-whatsapp" data-testid="attach-send" disabled=${!ready}>
					<${Icon} name="send" />${items.length > 1 ? t("attach.sendMany", { count: items.length }) : t("send.submit")}
				</button>
			</div>
			<input
				ref=${picker}
				type="file"
				hidden
				multiple
				data-testid="attach-input-more"
				onChange=${(/** @type {any} */ event) => {
					add([...event.currentTarget.files]);
					event.currentTarget.value = "";
				}}
			/>
			<p class="visually-hidden" role="status">${ready ? t("attach.ready", { count: items.length }) : ""}</p>
		</form>
		${over && html`<${DropArea} words=${t("attach.dropMore")} />`}
	<//>`;
}

/** @param {Item} one */
const tooLong = (one) => hasCaption(one.kind) && [...one.caption].length > MAX_CAPTION;

/** @param {{item: Item, enterSends: boolean, onKind: (kind: string) => void, onCaption: (text: string) => void, onRemove: () => void, onSubmit: () => void}} props */
function Line({ item, enterSends, onKind, onCaption, onRemove, onSubmit }) {
	const { file, ways, kind, ready, broken, caption } = item;
	const over = [...caption].length - MAX_CAPTION;
	const [size, before] = [sizeWords(ready?.blob.size ?? file.size), sizeWords(file.size)];
	const bad = broken || (ways && !kind);
	const told = kind === "sticker" ? "" : (ways?.why ?? "");
	const cause = broken ? (file.size === 0 ? "empty" : "broken") : told;
	const said = cause && t(/** @type {any} */ (`attach.why.${cause}`), { size: sizeWords(file.size), max: sizeWords(most(cause)), found: item.facts?.found ?? "" });
	const why = said && item.facts?.flaw && kind === "document" ? `${said} ${t("attach.asFile")}` : said;
	/** @param {KeyboardEvent} event */
	const press = (event) => {
		if (!isSend(event, enterSends)) return;
		event.preventDefault();
		onSubmit();
	};
	return html`<li class="attach-item" data-testid="attach-item" data-kind=${kind} data-ready=${ready ? "yes" : "no"}>
		<${Look} item=${item} />
		<div class="attach-what">
			<p class="attach-name" dir="auto" title=${file.name}>${file.name}</p>
			<p class="attach-size">${!ready && !bad ? t("attach.preparing") : size === before ? size : t("attach.smaller", { size, before })}</p>
			${why && html`<p class=${bad ? "field-error" : "field-hint"} role=${bad ? "alert" : undefined} data-testid="attach-why">${why}</p>`}
			${ways &&
			ways.kinds.length > 1 &&
			html`<label class="attach-as">
				<span>${t("attach.as")}</span>
				<select class="input" data-testid="attach-as" value=${kind} onChange=${(/** @type {any} */ event) => onKind(event.currentTarget.value)}>
					${ways.kinds.map((one) => html`<option key=${one} value=${one}>${t(/** @type {any} */ (`attach.kind.${one}`))}</option>`)}
				</select>
			</label>`}
			${(!ways || hasCaption(kind)) &&
			!bad &&
			html`<textarea
				class="input"
				rows="1"
				dir="auto"
				enterkeyhint=${enterHint(enterSends)}
				data-testid="attach-caption"
				aria-label=${t("attach.captionOf", { name: file.name })}
				placeholder=${t("attach.caption")}
				aria-invalid=${over > 0 ? "true" : undefined}
				value=${caption}
				onInput=${(/** @type {any} */ event) => onCaption(event.currentTarget.value)}
				onKeyDown=${press}
			></textarea>`}
			${over > 0 && html`<p class="field-error" role="alert">${t("attach.captionLong", { count: over, max: MAX_CAPTION })}</p>`}
		</div>
		<button type="button" class="icon-button" aria-label=${t("attach.remove", { name: file.name })} title=${t("attach.remove", { name: file.name })} data-testid="attach-remove" onClick=${onRemove}>
			<${Icon} name="trash" />
		</button>
	</li>`;
}

/** The limit that a sentence names. @param {string} cause */
function most(cause) {
	if (cause === "videoLarge") return KINDS.video.most;
	if (cause === "audioLarge") return KINDS.audio.most;
	return cause === "pictureLarge" ? KINDS.image.most : KINDS.document.most;
}

/** @param {{item: Item}} props */
function Look({ item }) {
	const { url, facts, kind } = item;
	if (facts?.width) return html`<img class=${`attach-look ${kind === "sticker" ? "is-sticker" : ""}`} src=${url} alt="" width=${facts.width} height=${facts.height} />`;
	if (facts?.type.startsWith("video/")) return html`<video class="attach-look" src=${url} muted preload="metadata" aria-hidden="true"></video>`;
	return html`<span class="attach-look attach-icon"><${Icon} name=${facts?.type.startsWith("audio/") ? "mic" : facts?.type.startsWith("image/") ? "image" : "document"} /></span>`;
}
