// @ts-check
import { html, useEffect, useRef, useState } from "/vendor/preact-htm-signals.mjs";
import { droppedFiles, hasFiles, pastedFiles } from "/app/lib/file-entry.js";
import { Icon } from "/app/components/icon.js";
import "/app/components/icons-more.js";

/**
 * Files that are dropped anywhere on the page, and pictures that are pasted. Anywhere, because one
 * that misses a small area would make the browser leave the page to show the file.
 *
 * @param {(files: File[], folders: number) => void} onFiles
 * @param {() => boolean} mine whether they are for whoever asks, when several do
 * @returns {boolean} whether files are being dragged over the page
 */
export function useFiles(onFiles, mine) {
	const [over, setOver] = useState(false);
	const latest = useRef({ onFiles, mine });
	latest.current = { onFiles, mine };
	useEffect(() => {
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		let timer;
		// note: a picture of the page that is dragged is a file as well, to the browser.
		let own = false;
		const start = () => void (own = true);
		const end = () => void (own = false);
		/** @param {DragEvent} event */
		const drag = (event) => {
			if (own || !hasFiles(event.dataTransfer)) return;
			event.preventDefault();
			if (!latest.current.mine()) return;
			if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
			setOver(true);
			// note: leaving the window isn't always told; while something is held over it, this is told again and again.
			clearTimeout(timer);
			timer = setTimeout(() => setOver(false), 500);
		};
		/** @param {DragEvent} event */
		const drop = (event) => {
			if (own || !hasFiles(event.dataTransfer)) return;
			event.preventDefault();
			clearTimeout(timer);
			setOver(false);
			if (!latest.current.mine() || !event.dataTransfer) return;
			const { files, folders } = droppedFiles(event.dataTransfer);
			latest.current.onFiles(files, folders);
		};
		/** @param {ClipboardEvent} event */
		const paste = (event) => {
			const files = pastedFiles(event.clipboardData);
			if (files.length === 0 || !latest.current.mine()) return;
			event.preventDefault();
			latest.current.onFiles(files, 0);
		};
		/** @type {[string, any][]} */
		const listeners = [["dragstart", start], ["dragend", end], ["dragover", drag], ["drop", drop], ["paste", paste]];
		for (const [name, listener] of listeners) document.addEventListener(name, listener);
		return () => {
			clearTimeout(timer);
			for (const [name, listener] of listeners) document.removeEventListener(name, listener);
		};
	}, []);
	return over;
}

/** Says that files can be dropped, or why not. @param {{words: string, refused?: boolean}} props */
export function DropArea({ words, refused }) {
	return html`<div class=${`drop-area ${refused ? "is-refused" : ""}`} data-testid="drop-area">
		<p><${Icon} name=${refused ? "clock" : "upload"} />${words}</p>
	</div>`;
}

