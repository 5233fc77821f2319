// @ts-check
import { html, useEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { sizeWords } from "/app/lib/media-kinds.js";
import { own } from "/app/lib/own.js";
import { hostOf } from "/app/lib/parts.js";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";
import "/app/components/icons-more.js";
import { VoicePlayer } from "/app/components/voice-player.js";

const PICTURES = ["image", "sticker"];
const SOUND = ["audio", "voice"];
/** The type of what isn't what it says it is: it can only be saved. */
const OPAQUE = "application/octet-stream";

/**
 * The file of a message: a picture, something to play, or something to save.
 *
 * @typedef {(row: Comm, query: Record<string, string>, anew?: boolean) => Promise<string>} FileAddress
 * @typedef {(address: string, asked: number) => Promise<{bytes: number} | {address: string, wait: number} | null>} WhyNot why a smaller picture didn't come: see state/picture-again.js
 * @typedef {import("/app/components/pending-file.js").Local} Local
 * @param {{row: Comm, local: Local | undefined, file: FileAddress, onAgain: (row: Comm) => void, onNoPicture: WhyNot}} props local: it went out from this page
 */
export function Media({ row, local, file, onAgain, onNoPicture }) {
	if (local && row.direction === "outbound") return html`<${Look} kind=${kindOf(row, local.blob.type)} type=${local.blob.type} whole=${local.url} shown=${local.url} name=${row.media_name} bytes=${local.blob.size} size=${local} />`;
	if (row.media_state === "stored" && row.media) return html`<${Stored} key=${row.media} row=${row} file=${file} onNoPicture=${onNoPicture} />`;
	if (row.media_state === "pending") return html`<p class="bubble-mark" role="status"><${Icon} name="clock" />${t("message.mediaPending")}</p>`;
	return html`<p class="bubble-mark"><${Icon} name="alert" />${row.media_error || t("message.mediaFailed")}</p>
		${row.media_fetchable && html`<button type="button" class="button button-small" data-testid="media-again" onClick=${() => onAgain(row)}>${t("message.mediaRetry")}</button>`}`;
}

/** The file of a message on its way. @param {{one: Pending, local: Local | undefined}} props */
export function PendingMedia({ one, local }) {
	const { name = "", size = 0, type = "" } = one.file ?? {};
	const kind = one.content.kind ?? "document";
	if (!local || kind === "document") return html`<p class="media-file" dir="auto"><${Icon} name="document" /><span>${name} <span class="media-size">${sizeWords(size)}</span></span></p>`;
	return html`<${Look} kind=${kind} type=${type} whole=${local.url} shown=${local.url} name=${name} size=${local} />`;
}

/** @type {Record<string, string>} */
const ICONS = { image: "image", video: "video", audio: "mic", document: "document", sticker: "smile" };

/** A file that isn't here: WhatsApp fetches it from somebody's page. @param {{link: string, kind: string, name: string}} props */
export function LinkedFile({ link, kind, name }) {
	const host = hostOf(link);
	const words = html`${name || t(/** @type {any} */ (`message.kind.${kind}`))} <span class="part-quiet" dir="ltr">${host || link}</span>`;
	if (!host) return html`<p class="media-file"><${Icon} name=${own(ICONS, kind) ?? "document"} /><span>${words}</span></p>`;
	return html`<a class="media-file" href=${link} target="_blank" rel="noopener noreferrer" data-testid="media-link" dir="auto"><${Icon} name=${own(ICONS, kind) ?? "document"} /><span>${words}</span></a>`;
}

/** The file of a template, or of a form, looks as it would by itself. @param {Comm} row @param {string} type */
const kindOf = (row, type) => (row.message_type === "template" || row.message_type === "interactive" ? type.split("/")[0] : row.message_type);

/** @param {string} kind @param {string} type */
const isPicture = (kind, type) => PICTURES.includes(kind) && type.startsWith("image/");

/** @param {{row: Comm, file: FileAddress, onNoPicture: WhyNot}} props */
function Stored({ row, file, onNoPicture }) {
	const type = row.media_mime ?? "";
	const kind = kindOf(row, type);
	const picture = isPicture(kind, type);
	const [address, setAddress] = useState({ shown: "", whole: "" });
	const [failures, setFailures] = useState(0);
	const [large, setLarge] = useState(/** @type {{bytes: number} | null} */ (null));
	const asked = useRef(0);
	const load = async (/** @type {boolean} */ anew) => {
		try {
			const whole = await file(row, {}, anew);
			if (anew && whole === address.whole) setFailures(2); // nothing will be asked again
			setAddress({ whole, shown: picture ? await file(row, { thumb: "480x480f" }) : whole });
		} catch {
			// The next look at the thread asks again.
		}
	};
	useEffect(() => void load(false), [row.media]);
	// The address has ended: once more with a new one. After that it isn't the address. Or the server has many to make.
	const renew = async () => {
		if (picture) {
			const why = await onNoPicture(address.shown, asked.current++);
			if (why && "bytes" in why) return setLarge(why);
			if (why) return void setTimeout(() => setAddress({ ...address, shown: why.address }), why.wait);
		}
		setFailures(failures + 1);
		if (failures === 0) void load(true);
	};
	if (!address.whole) return html`<div class=${picture ? "media-space" : ""}></div>`;
	return html`<${Look} kind=${kind} type=${type} ...${address} name=${row.media_name} bytes=${large?.bytes ?? row.media_size} large=${!!large} broken=${failures > 1} onError=${renew} />`;
}

/**
 * @param {object} props
 * @param {string} props.kind
 * @param {string} props.type
 * @param {string} props.whole
 * @param {string} props.shown smaller, of a picture
 * @param {string} [props.name]
 * @param {number} [props.bytes] how large the file is, where it is known
 * @param {{width: number, height: number}} [props.size] of a picture, where it is known
 * @param {boolean} [props.large] there is no smaller picture of it: who wants it opens it
 * @param {boolean} [props.broken] this browser can't show it
 * @param {() => void} [props.onError]
 */
function Look({ kind, type, whole, shown, name: given, bytes, size, large = false, broken = false, onError }) {
	const name = given || t("message.file");
	const measure = bytes ? html` <span class="media-size">${sizeWords(bytes)}</span>` : "";
	if (large) {
		return html`<p class="bubble-mark"><${Icon} name="image" />${t("message.pictureLarge")}</p>
			<a class="media-file" href=${whole} target="_blank" rel="noopener" data-testid="media-large" dir="auto"><${Icon} name="image" /><span>${t("message.pictureOpen", { name })}${measure}</span></a>`;
	}
	const plays = type !== OPAQUE && !broken;
	if (isPicture(kind, type)) {
		const sizes = size?.width ? { width: size.width, height: size.height } : {};
		return html`<a class=${`media-picture ${kind === "sticker" ? "is-sticker" : ""} ${size?.width ? "is-sized" : ""}`} href=${whole} target="_blank" rel="noopener">
			<img src=${shown} ...${sizes} alt=${t("message.pictureNamed", { name })} loading="lazy" data-testid="media-picture" onError=${onError} />
		</a>`;
	}
	if (SOUND.includes(kind) && plays) return html`<${VoicePlayer} src=${whole} name=${name} onError=${onError} />`;
	if (kind === "video" && plays) return html`<video class="media-video" controls preload="metadata" src=${whole} aria-label=${name} data-testid="media-video" onError=${onError}></video>`;
	const download = whole.startsWith("blob:") ? { href: whole, download: name } : { href: `${whole}&download=1` };
	const why = broken && html`<p class="bubble-mark"><${Icon} name="alert" />${t("voice.unplayable")}</p>`;
	return html`${why}<a class="media-file" ...${download} data-testid="media-file" dir="auto"><${Icon} name="document" /><span>${name}${measure}</span></a>`;
}
