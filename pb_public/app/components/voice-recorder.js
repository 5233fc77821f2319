// @ts-check
import { html, useEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import "/app/i18n/more.js";
import { LARGE, MOST_SECONDS, clock, microphoneProblem } from "/app/lib/voice-note.js";
import { t } from "/app/i18n/index.js";
import { Icon } from "/app/components/icon.js";
import { cannotRecord, record } from "/app/components/recording.js";
import { VoicePlayer } from "/app/components/voice-player.js";
import "/app/components/icons-more.js";

/** A button that is held for longer than this stops when it is let go. */
const HELD = 600;
/** So quiet for so long: the microphone is muted, or it is the wrong one. */
const SILENCE = 0.005;
const SILENT_AFTER = 3000;

/**
 * A voice note, from asking for the microphone to listening before it is sent. It takes the place of the box.
 *
 * @typedef {import("/app/lib/voice-note.js").Note} Note
 * @typedef {"asking" | "recording" | "making" | "listening" | "problem"} Step
 * @param {object} props
 * @param {string} props.name who gets it
 * @param {Note | null} props.kept what was recorded and not sent before
 * @param {{current: boolean}} props.held whether the button that began it is being held
 * @param {(note: Note) => boolean} props.onSend false when it can't go now
 * @param {(note: Note) => void} props.onKeep the thread is left before it was sent
 * @param {(note: Note) => void} props.onDrop it was thrown away
 * @param {() => void} props.onClose
 */
export function VoiceRecorder({ name, kept, held, onSend, onKeep, onDrop, onClose }) {
	const [step, setStep] = useState(/** @type {Step} */ (kept ? "listening" : "asking"));
	const [why, setWhy] = useState("");
	const [note, setNote] = useState(kept);
	const [seconds, setSeconds] = useState(0);
	const [silent, setSilent] = useState(false);
	const running = useRef(/** @type {import("/app/components/recording.js").Recording | null} */ (null));
	const meter = useRef(/** @type {HTMLElement | null} */ (null));
	const root = useRef(/** @type {HTMLDivElement | null} */ (null));
	const url = useAddress(note);
	// Once it was sent or dropped there is nothing left to be done when the thread is left.
	const end = useRef(/** @type {"" | "done" | "left"} */ (""));
	const last = useRef({ note, onKeep });
	last.current = { note, onKeep };

	/** @param {string} what */
	const fail = (what) => {
		setWhy(what);
		setStep("problem");
	};
	/** @param {boolean} send */
	const finish = async (send) => {
		const recording = running.current;
		if (!recording) return;
		running.current = null;
		setStep("making");
		try {
			const made = await recording.finish();
			if (end.current === "done") return;
			// Whoever has pressed send may look at another conversation before there is a note.
			if (end.current === "left") return void ((send && onSend(made)) || onKeep(made));
			if (send) return hand(made);
			setNote(made);
			setStep("listening");
		} catch {
			recording.drop();
			fail("failed");
		}
	};
	const leave = () => {
		end.current = "done";
		running.current?.drop();
		running.current = null;
		onClose();
	};
	/** Throws it away; whoever wants it back can have what was said until now. */
	const dropIt = () => {
		const recording = running.current;
		const some = recording && recording.seconds() >= 1;
		if (some) {
			running.current = null;
			recording.finish().then(onDrop, recording.drop);
		}
		leave();
		if (note) onDrop(note);
	};
	/** @param {Note} made */
	const hand = (made) => {
		if (onSend(made)) return leave();
		setNote(made);
		setStep("listening");
	};
	const start = async () => {
		const cannot = cannotRecord();
		if (cannot) return fail(cannot);
		setStep("asking");
		try {
			const recording = await record(() => void finish(false));
			if (end.current) return recording.drop();
			running.current = recording;
			setStep("recording");
		} catch (error) {
			fail(microphoneProblem(error));
		}
	};

	useEffect(() => {
		if (!kept) void start();
		return () => {
			const recording = running.current;
			running.current = null;
			if (end.current) return;
			end.current = "left";
			// Somebody looks at another conversation: what they said is there when they are back.
			const { note, onKeep } = last.current;
			if (note) onKeep(note);
			else if (recording && recording.seconds() >= 1) recording.finish().then(onKeep, recording.drop);
			else recording?.drop();
		};
	}, []);

	useEffect(() => {
		if (step !== "recording") return undefined;
		let loudest = 0;
		const from = performance.now();
		const timer = setInterval(() => {
			const recording = running.current;
			if (!recording) return;
			const level = recording.level();
			loudest = Math.max(loudest, level);
			setSeconds(Math.floor(recording.seconds()));
			setSilent(loudest < SILENCE && performance.now() - from > SILENT_AFTER);
			// Loudness is heard in steps, not in volts.
			if (meter.current) meter.current.style.transform = `scaleX(${Math.sqrt(level).toFixed(2)})`;
			if (recording.seconds() >= MOST_SECONDS) void finish(false);
		}, 100);
		return () => clearInterval(timer);
	}, [step]);

	// Held: letting go stops it. Never sends it: nobody has heard it yet.
	const began = useRef(performance.now());
	useEffect(() => {
		if (!held.current || kept) return undefined;
		// note: when it was let go, not when a busy page hears of it
		const release = (/** @type {PointerEvent} */ up) => {
			if (up.timeStamp - began.current > HELD) void finish(false);
		};
		document.addEventListener("pointerup", release, { once: true });
		return () => document.removeEventListener("pointerup", release);
	}, []);

	// The button that has just been pressed is gone: the one that comes next has the focus.
	useEffect(() => {
		/** @type {HTMLElement | null} */ (root.current?.querySelector("[data-first]"))?.focus();
	}, [step]);
	useUnload(step === "recording" || step === "making" || step === "listening");

	/** @param {KeyboardEvent} event */
	const press = (event) => {
		if (event.key !== "Escape") return;
		event.preventDefault();
		event.stopPropagation();
		if (step === "recording") void finish(false);
		else dropIt();
	};
	const drop = html`<button type="button" class="icon-button voice-drop" aria-label=${t("voice.drop")} title=${t("voice.drop")} data-testid="voice-drop" onClick=${dropIt}>
		<${Icon} name=${step === "problem" || step === "asking" ? "close" : "trash"} />
	</button>`;

	return html`<div class="voice" ref=${root} role="group" aria-label=${t("voice.label", { name })} data-testid="voice" data-step=${step} onKeyDown=${press}>
		<div class="composer-row voice-row">
			${drop}
			${step === "asking" && html`<p class="voice-words" tabindex="-1" data-first>${t("voice.asking")}</p>`}
			${step === "making" && html`<p class="voice-words">${t("voice.making")}</p>`}
			${step === "problem" && html`<p class="voice-words voice-problem" role="alert" data-testid="voice-problem">${t(/** @type {any} */ (`voice.why.${why}`))}</p>`}
			${step === "recording" &&
			html`<p class="voice-words">
					<span class="voice-dot" aria-hidden="true"></span>
					<span class="voice-time" role="timer" data-testid="voice-time">${clock(seconds)}</span>
					<span class="voice-meter" aria-hidden="true"><span ref=${meter}></span></span>
				</p>
				<button type="button" class="icon-button voice-stop" data-first aria-label=${t("voice.stop")} title=${t("voice.stop")} data-testid="voice-stop" onClick=${() => finish(false)}>
					<${Icon} name="stop" />
				</button>`}
			${step === "listening" && html`<${VoicePlayer} src=${url} name=${t("voice.listen", { time: clock(note?.seconds ?? 0) })} testid="voice-listen" first />`}
			${step === "problem" &&
			why !== "insecure" &&
			why !== "unsupported" &&
			html`<button type="button" class="button" data-first data-testid="voice-again" onClick=${start}>${t("voice.again")}</button>`}
			${(step === "recording" || step === "listening") &&
			html`<button
				type="button"
				class="send-button"
				aria-label=${t("voice.send")}
				title=${t("voice.send")}
				data-testid="voice-send"
				onClick=${() => (step === "listening" && note ? hand(note) : finish(true))}
			>
				<${Icon} name="send" />
			</button>`}
		</div>
		${silent && step === "recording" && html`<p class="composer-note" role="status"><${Icon} name="alert" />${t("voice.silent")}</p>`}
		${step === "listening" && note && !note.voice && html`<p class="composer-note"><${Icon} name="info" />${t("voice.plain")}</p>`}
		${step === "listening" && note?.voice && note.blob.size > LARGE && html`<p class="composer-note"><${Icon} name="info" />${t("voice.large")}</p>`}
		<p class="visually-hidden" role="status">${step === "recording" ? t("voice.recording") : step === "listening" ? t("voice.recorded", { time: clock(note?.seconds ?? 0) }) : ""}</p>
	</div>`;
}

/** The address of what can be listened to. @param {Note | null} note */
function useAddress(note) {
	const [url, setURL] = useState("");
	useEffect(() => {
		if (!note) return undefined;
		const made = URL.createObjectURL(note.blob);
		setURL(made);
		return () => URL.revokeObjectURL(made);
	}, [note]);
	return url;
}

/** The browser asks before the page is closed, and what was said with it. @param {boolean} unsent */
function useUnload(unsent) {
	useEffect(() => {
		if (!unsent) return undefined;
		const ask = (/** @type {Event} */ event) => event.preventDefault();
		window.addEventListener("beforeunload", ask);
		return () => window.removeEventListener("beforeunload", ask);
	}, [unsent]);
}
