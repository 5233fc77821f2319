// @ts-check
import { mediaAddress } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { player } from "./player.js";
import { showPicture } from "./viewer.js";
import { text, words } from "./words.js";

/**
 * Files on the phone. Their bytes come from the simulator; what is behind a
 * link elsewhere is not fetched, and only its place is named.
 *
 * @typedef {import("./dom.js").Child} Child
 */

/** @param {any} media */
const addressOf = (media) => (text(media?.id) ? mediaAddress(text(media.id)) : "");

/** @param {any} media */
function host(media) {
  try {
    return new URL(media.link).host;
  } catch {
    return "";
  }
}

/** @param {"image"|"video"|"document"|"sticker"|"audio"} kind @param {string} line */
const placeholder = (kind, line) => h("span", { class: "picture picture-none" }, icon(kind), h("span", { class: "picture-line", dir: "auto" }, line));

/** @param {any} media @param {"image"|"video"|"sticker"} kind */
const elsewhere = (media, kind) => placeholder(kind, host(media) ? `A file at ${host(media)}, not fetched here` : "No file");

/** @param {any} media */
export function picture(media) {
  const from = addressOf(media);
  if (!from) return elsewhere(media, "image");
  const image = h("img", { src: from, alt: text(media.caption) || "Photo", class: "picture-image", onerror: () => button.replaceWith(placeholder("image", "This photo is no longer there")) });
  const button = h("button", { type: "button", class: "picture picture-button", "aria-label": "Open the photo", onclick: () => showPicture(from, image.alt) }, image);
  return button;
}

/** @param {any} media */
export function film(media) {
  const from = addressOf(media);
  if (!from) return elsewhere(media, "video");
  const video = h("video", { src: from, controls: true, preload: "metadata", playsinline: true, class: "picture-video", "aria-label": text(media.caption) || "Video" });
  video.addEventListener("error", () => frame.replaceWith(placeholder("video", "This video can’t be played here")));
  const frame = h("span", { class: "picture" }, video);
  return frame;
}

/** @param {any} media */
export function sticker(media) {
  const from = addressOf(media);
  if (!from) return elsewhere(media, "sticker");
  const image = h("img", { src: from, alt: "Sticker", class: "sticker", onerror: () => image.replaceWith(placeholder("sticker", "Sticker")) });
  return image;
}

/** @param {any} media */
export function file(media) {
  const name = text(media?.filename) || "Document";
  const extension = (/\.([a-z0-9]{1,5})$/i.exec(name) || [])[1] || text(media?.mime_type).split("/")[1] || "file";
  const from = addressOf(media);
  const inside = [
    h("span", { class: "card-sign", "aria-hidden": "true" }, extension.slice(0, 4).toUpperCase()),
    h("span", { class: "card-title", dir: "auto" }, name),
    h("span", { class: "card-line" }, from ? text(media.mime_type).split(";")[0] || "Tap to save" : `at ${host(media)}`),
    from && icon("download"),
  ];
  return from ? h("a", { class: "card", href: from, download: name }, ...inside) : h("span", { class: "card" }, ...inside);
}

/**
 * @param {import("./types.js").Message} message
 * @returns {Child[]}
 */
export function media(message) {
  const content = message.content || {};
  const caption = content.caption && words(text(content.caption));
  switch (message.type) {
    case "image":
      return [picture(content), caption];
    case "video":
      return [film(content), caption];
    case "audio":
      return [player(addressOf(content), message, host(content))];
    case "sticker":
      return [sticker(content)];
  }
  return [file(content), caption];
}
