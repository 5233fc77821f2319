// @ts-check
import { html, useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";

const PICTURES = ["image", "sticker"];

/**
 * The file of a message: a picture, something to play, or something to save.
 *
 * @typedef {(row: Comm, query: Record<string, string>, anew?: boolean) => Promise<string>} FileAddress
 * @param {{row: Comm, file: FileAddress, onAgain: (row: Comm) => void}} props
 */
export function Media({ row, file, onAgain }) {
	if (row.media_state === "stored" && row.media) return html`<${Stored} key=${row.media} row=${row} file=${file} />`;
	if (row.media_state === "pending") return html`<p class="bubble-mark" role="status"><${Icon} name="clock" />${t("message.mediaPending")}</p>`;
	return html`<p class="bubble-mark"><${Icon} name="alert" />${row.media_error || t("message.mediaFailed")}</p>
		${row.direction === "inbound" && html`<button type="button" class="button button-small" data-testid="media-again" onClick=${() => onAgain(row)}>${t("message.mediaRetry")}</button>`}`;
}

/** @param {{row: Comm, file: FileAddress}} props */
function Stored({ row, file }) {
	const picture = PICTURES.includes(row.message_type) && (row.media_mime ?? "").startsWith("image/");
	const [address, setAddress] = useState({ shown: "", whole: "" });
	const load = async (/** @type {boolean} */ anew) => {
		try {
			const whole = await file(row, {}, anew);
			setAddress({ whole, shown: picture ? await file(row, { thumb: "480x480f" }) : whole });
		} catch {
			// The next look at the thread asks again.
		}
	};
	useEffect(() => void load(false), [row.media]);
	// The address has ended: once more with a new one, then never mind.
	const [renewed, setRenewed] = useState(false);
	const renew = () => {
		if (renewed) return;
		setRenewed(true);
		void load(true);
	};
	const name = row.media_name || t("message.file");
	if (!address.whole) return html`<div class=${picture ? "media-space" : ""}></div>`;
	if (picture) {
		return html`<a class="media-picture" href=${address.whole} target="_blank" rel="noopener">
			<img src=${address.shown} alt=${t("message.pictureNamed", { name })} loading="lazy" data-testid="media-picture" onError=${renew} />
		</a>`;
	}
	if (row.message_type === "audio") return html`<audio class="media-audio" controls preload="metadata" src=${address.whole} aria-label=${name} data-testid="media-audio" onError=${renew}></audio>`;
	if (row.message_type === "video") return html`<video class="media-video" controls preload="metadata" src=${address.whole} aria-label=${name} data-testid="media-video" onError=${renew}></video>`;
	return html`<a class="media-file" href=${`${address.whole}&download=1`} data-testid="media-file" dir="auto"><${Icon} name="note" />${name}</a>`;
}
