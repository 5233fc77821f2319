// @ts-check
import { useEffect, useState } from "/vendor/preact-htm-signals.mjs";
import { mergedInto } from "/app/state/moves.js";

/**
 * The merge that made a customer disappear; null when there was none, undefined until it is known.
 *
 * @param {string} customerID empty while there is nothing to ask
 */
export function useMerged(customerID) {
	const [answer, setAnswer] = useState(/** @type {{id: string, move: Move | null} | null} */ (null));
	useEffect(() => {
		if (!customerID) return undefined;
		let left = false;
		void mergedInto(customerID).then((move) => left || setAnswer({ id: customerID, move }));
		return () => void (left = true);
	}, [customerID]);
	return answer?.id === customerID ? answer.move : undefined;
}
