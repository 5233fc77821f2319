// @ts-check
import { html } from "/vendor/preact-htm-signals.mjs";
import { fullTime, parseDate } from "/app/lib/dates.js";
import { moveWords, undoable } from "/app/lib/moves.js";
import { t } from "/app/i18n/index.js";

/**
 * What was moved to and from a customer, newest first.
 *
 * @param {{moves: Move[], here: string, onUndo: (move: Move) => void}} props
 */
export function MoveList({ moves, here, onUndo }) {
	if (moves.length === 0) return html`<p class="quiet">${t("moves.empty")}</p>`;
	return html`<ul class="moves">
		${moves.map((move) => {
			const { key, values } = moveWords(move, here);
			const words = t(/** @type {any} */ (key), values);
			const at = parseDate(move.created);
			const undone = parseDate(move.undone_at);
			return html`<li key=${move.id} class="move" data-testid="move-item" data-kind=${move.kind}>
				<div class="move-main">
					<p class=${undone ? "move-undone" : ""}><bdi>${words}</bdi></p>
					<p class="quiet">
						${[move.actor_name || t("moves.byItself"), at && fullTime(at)].filter(Boolean).join(" · ")}
						${undone && html`<br />${t("moves.undoneAt", { time: fullTime(undone) })}`}
					</p>
				</div>
				${undoable(move, new Date()) &&
				html`<button type="button" class="button button-quiet" aria-label=${t("moves.undoNamed", { what: words })} data-testid="move-undo" onClick=${() => onUndo(move)}>
					${t("common.undo")}
				</button>`}
			</li>`;
		})}
	</ul>`;
}
