// @ts-check
import { html, useEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { t } from "/app/i18n/index.js";

const SPEEDS = [1, 1.5, 2];
/** The same speed for all until the page is left, as on the phone. */
let last = 1;

/**
 * Sound in the thread: the browser's own player, and how fast.
 *
 * @param {{src: string, name: string, onError?: () => void}} props
 */
export function VoicePlayer({ src, name, onError }) {
	const sound = useRef(/** @type {HTMLAudioElement | null} */ (null));
	const [speed, setSpeed] = useState(last);
	useEffect(() => {
		if (sound.current) sound.current.playbackRate = sound.current.defaultPlaybackRate = speed;
	}, [speed, src]);
	const words = t("voice.speed", { speed });
	return html`<div class="voice-player">
		<audio
			ref=${sound}
			class="media-audio"
			controls
			preload="metadata"
			src=${src || undefined}
			aria-label=${name}
			data-testid="media-audio"
			onError=${onError}
			onPlay=${() => setSpeed(last)}
		></audio>
		<button
			type="button"
			class="voice-speed"
			aria-label=${words}
			title=${words}
			data-testid="voice-speed"
			onClick=${() => {
				last = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length];
				setSpeed(last);
			}}
		>
			${speed}×
		</button>
	</div>`;
}
