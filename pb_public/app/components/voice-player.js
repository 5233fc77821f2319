// @ts-check
import { html, useEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { clock } from "/app/lib/voice-note.js";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";
import "/app/components/icons-more.js";

const SPEEDS = [1, 1.5, 2];
/** The same speed for all until the page is left, as on the phone. */
let last = 1;
/** What is playing: another one stops it. @type {HTMLAudioElement | null} */
let playing = null;

/**
 * Sound, to be heard and gone through.
 *
 * @param {object} props
 * @param {string} props.src
 * @param {string} props.name
 * @param {string} [props.testid]
 * @param {boolean} [props.first] whether its button has the focus first
 * @param {() => void} [props.onError]
 */
export function VoicePlayer({ src, name, testid = "media-audio", first, onError }) {
	const sound = useRef(/** @type {HTMLAudioElement | null} */ (null));
	const [speed, setSpeed] = useState(last);
	const [on, setOn] = useState(false);
	const [at, setAt] = useState(0);
	const [length, setLength] = useState(0);
	const [broken, setBroken] = useState(false);
	useEffect(() => {
		if (sound.current) sound.current.playbackRate = sound.current.defaultPlaybackRate = speed;
	}, [speed, src]);
	useEffect(() => () => sound.current?.pause(), []);

	const measure = () => {
		const { duration = 0 } = sound.current ?? {};
		// note: a recording that was never finished doesn't know how long it is.
		if (Number.isFinite(duration)) setLength(duration);
	};
	const toggle = async () => {
		const element = sound.current;
		if (!element) return;
		if (!element.paused) return element.pause();
		setSpeed(last);
		try {
			await element.play();
		} catch (error) {
			// Stopped before it began, by another one.
			if (/** @type {any} */ (error).name !== "AbortError") setBroken(true);
		}
	};
	const begin = () => {
		if (playing !== sound.current) playing?.pause();
		playing = sound.current;
		setBroken(false);
		setOn(true);
	};
	const label = t(on ? "voice.pause" : "voice.play", { name });
	const rate = t("voice.speed", { speed });
	return html`<div class="voice-player" role="group" aria-label=${name}>
		<audio
			ref=${sound}
			preload="metadata"
			src=${src || undefined}
			data-testid=${testid}
			onError=${onError}
			onLoadedMetadata=${measure}
			onDurationChange=${measure}
			onTimeUpdate=${() => setAt(sound.current?.currentTime ?? 0)}
			onPlay=${begin}
			onPause=${() => setOn(false)}
			onEnded=${() => {
				setOn(false);
				setAt(0);
			}}
		></audio>
		<button type="button" class="voice-play" aria-label=${label} title=${label} data-first=${first ? "" : undefined} data-testid=${`${testid}-play`} onClick=${toggle}>
			<${Icon} name=${on ? "pause" : "play"} />
		</button>
		<input
			type="range"
			class="voice-position"
			min="0"
			max=${length || 1}
			step="0.1"
			value=${at}
			disabled=${length === 0}
			aria-label=${t("voice.position", { name })}
			aria-valuetext=${t("voice.at", { at: clock(at), length: clock(length) })}
			onInput=${(/** @type {any} */ event) => {
				if (!sound.current) return;
				sound.current.currentTime = Number(event.currentTarget.value);
				setAt(sound.current.currentTime);
			}}
		/>
		<span class="voice-at" aria-hidden="true">${clock(at > 0 || length === 0 ? at : length)}</span>
		<button
			type="button"
			class="voice-speed"
			aria-label=${rate}
			title=${rate}
			data-testid="voice-speed"
			onClick=${() => {
				last = SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length];
				setSpeed(last);
			}}
		>
			${speed}×
		</button>
		${broken && html`<p class="bubble-mark" role="alert"><${Icon} name="alert" />${t("voice.unplayable")}</p>`}
	</div>`;
}
