// @ts-check
import { api } from "./api.js";

/**
 * Files from this computer become what a phone would make of them.
 */

/** JSON may carry this much; larger files go up on their own before. */
const maxInJSON = 8 << 20;
const widest = 1600;
/** what Meta passes on as a video; others come as documents */
const films = ["video/mp4", "video/3gpp"];

/** A phone sends every picture as a JPEG of a moderate size. @param {File} file @returns {Promise<Blob>} */
async function asPhoto(file) {
  if ((file.type === "image/jpeg" || file.type === "image/png") && file.size < 5 << 20) return file;
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, widest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((made) => (made ? resolve(made) : reject(new Error("This picture can’t be read."))), "image/jpeg", 0.85));
}

/** @param {Blob} file @returns {Promise<string>} */
export function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(new Error("This file can’t be read."));
    reader.onload = () => resolve(String(reader.result).split(",", 2)[1] || "");
    reader.readAsDataURL(file);
  });
}

/**
 * The message that sends a file.
 *
 * @param {File} file
 * @param {boolean} [asDocument] also pictures and videos
 * @param {string} [caption]
 * @returns {Promise<object>}
 */
export async function messageWith(file, asDocument = false, caption = "") {
  if (file.size === 0) throw new Error("This file is empty.");
  if (file.size > 100 << 20) throw new Error("A file has at most 100 MB.");
  if (!asDocument && file.type.startsWith("image/")) {
    return within("image", await asPhoto(file).catch(() => Promise.reject(new Error("This picture can’t be read."))), "", caption);
  }
  if (!asDocument && films.includes(file.type) && file.size <= 16 << 20) return within("video", file, "", caption);
  return within("document", file, file.name, caption);
}

/** @param {string} type @param {Blob} file @param {string} filename @param {string} caption */
export async function within(type, file, filename, caption = "") {
  const mime_type = file.type || "application/octet-stream";
  if (file.size <= maxInJSON) return { type, media: await base64(file), mime_type, filename, text: caption };
  const { id } = await api.upload(new Blob([file], { type: mime_type }), type, filename);
  return { type, content: { id, caption: caption || undefined, filename: filename || undefined } };
}
