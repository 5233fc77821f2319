// @ts-check
import { useEffect, useState } from "/vendor/preact-htm-signals.mjs";

/**
 * A module that is fetched when it is first needed; null until it is there.
 *
 * @template T
 * @param {() => Promise<T>} load the same function for the same module
 * @param {() => void} [onError]
 * @returns {T | null}
 */
export function useModule(load, onError) {
	const [state, setState] = useState(/** @type {{load: () => Promise<T>, module: T} | null} */ (null));
	useEffect(() => {
		let left = false;
		load().then(
			(module) => left || setState({ load, module }),
			() => left || onError?.(),
		);
		return () => void (left = true);
	}, [load]);
	return state?.load === load ? state.module : null;
}
