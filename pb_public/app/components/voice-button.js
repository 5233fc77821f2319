// @ts-check
import { html, useEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";
import { fingerDone, isFinger } from "/app/components/finger.js";
import { Icon } from "/app/components/icon.js";
import { useModule } from "/app/components/lazy.js";
import "/app/components/icons-more.js";

/** What only some ever use comes when it is used. */
const loadRecorder = () => import("/app/components/voice-recorder.js");
const nothing = () => Promise.resolve(null);

/**
 * The microphone where there is nothing to send yet, and what it opens.
 *
 * @param {{name: string, note: import("/app/lib/voice-note.js").Note | null,
 *   onVoice: (note: import("/app/lib/voice-note.js").Note) => boolean, onKeepVoice: (note: import("/app/lib/voice-note.js").Note | null) => void,
 *   onDropVoice: (note: import("/app/lib/voice-note.js").Note) => void, onTrouble: () => void}} props
 * @param {boolean} possible
 */
export function useVoice({ name, note, onVoice, onKeepVoice, onDropVoice, onTrouble }, possible) {
	const [open, setOpen] = useState(!!note);
	// It takes a moment until what was left in the middle is a whole note.
	useEffect(() => {
		if (note) setOpen(true);
	}, [note]);
	const held = useRef(false);
	const microphone = useRef(/** @type {HTMLElement | null} */ (null));
	const module = useModule(open ? loadRecorder : nothing, () => {
		setOpen(false);
		onTrouble();
	});
	/** @param {PointerEvent} event */
	const hold = (event) => {
		if (event.button !== 0) return;
		held.current = true;
		// The button that sends comes where this one was.
		if (isFinger(event)) fingerDone();
		const release = () => {
			held.current = false;
			for (const name of ["pointerup", "pointercancel"]) document.removeEventListener(name, release);
		};
		for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, release);
		setOpen(true);
	};
	useEffect(() => {
		const timer = setTimeout(() => loadRecorder().catch(() => {}), 1500);
		return () => clearTimeout(timer);
	}, []);
	const recorder =
		open &&
		possible &&
		(module
			? html`<${module.VoiceRecorder}
					name=${name}
					kept=${note}
					held=${held}
					onSend=${onVoice}
					onKeep=${onKeepVoice}
					onDrop=${onDropVoice}
					onClose=${() => {
						onKeepVoice(null);
						setOpen(false);
						setTimeout(() => microphone.current?.focus());
					}}
				/>`
			: html`<div class="composer-row"></div>`);
	const button = html`<button
		type="button"
		class="send-button"
		aria-label=${t("voice.button")}
		title=${t("voice.button")}
		data-testid="voice-button"
		ref=${microphone}
		onPointerDown=${hold}
		onClick=${() => setOpen(true)}
		onContextMenu=${(/** @type {Event} */ event) => event.preventDefault()}
	>
		<${Icon} name="mic" />
	</button>`;
	return { recorder, button, recording: open };
}
