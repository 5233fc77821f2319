// @ts-check
// A place out of what people paste: coordinates, or the address of a map.

const NUMBER = "(-?\\d{1,3}(?:\\.\\d+)?)";
/** The forms in which maps write a place, the most exact first. */
const FORMS = [
	new RegExp(`!3d${NUMBER}!4d${NUMBER}`), // Google, the pin itself
	new RegExp(`[?&#](?:q|query|ll|sll|daddr|destination|center|mlat)=(?:loc:)?${NUMBER}(?:,|%2C|&mlon=)\\s*${NUMBER}`, "i"),
	new RegExp(`@${NUMBER},${NUMBER}`), // Google, the middle of the view
	new RegExp(`#map=\\d+/${NUMBER}/${NUMBER}`), // OpenStreetMap
	new RegExp(`^geo:${NUMBER},${NUMBER}`, "i"),
	new RegExp(`^\\s*\\(?${NUMBER}\\s*[,; ]\\s*${NUMBER}\\)?\\s*$`),
];

/**
 * @param {string} text
 * @returns {{latitude: number, longitude: number} | null}
 */
export function parsePlace(text) {
	for (const form of FORMS) {
		const match = form.exec(text.trim());
		if (!match) continue;
		const [latitude, longitude] = [Number(match[1]), Number(match[2])];
		if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return { latitude, longitude };
	}
	return null;
}

/** A short link says where nothing is; only the map behind it does. @param {string} text */
export function isShortLink(text) {
	return /^https?:\/\/(?:maps\.app\.goo\.gl|goo\.gl|g\.co|maps\.apple|osm\.org|bit\.ly)\//i.test(text.trim());
}
