// @ts-check
import { within } from "./device_file.js";

/**
 * Pictures that are drawn here, so that a demonstration shows more than grey
 * squares and the page needs no files of others.
 */

/**
 * @param {number} width
 * @param {number} height
 * @param {(pen: CanvasRenderingContext2D) => void} draw
 * @param {string} type
 * @returns {Promise<Blob>}
 */
function drawn(width, height, draw, type) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d");
  if (!pen) return Promise.reject(new Error("This browser draws no pictures."));
  draw(pen);
  return new Promise((resolve, reject) => canvas.toBlob((made) => (made ? resolve(made) : reject(new Error("The picture could not be made."))), type, 0.86));
}

/** @param {CanvasRenderingContext2D} pen @param {number} x @param {number} y @param {number} radius */
function wheel(pen, x, y, radius) {
  pen.lineWidth = 11;
  pen.strokeStyle = "#20262b";
  pen.beginPath();
  pen.arc(x, y, radius, 0, Math.PI * 2);
  pen.stroke();
  pen.lineWidth = 1.5;
  pen.strokeStyle = "#8b949a";
  for (let i = 0; i < 14; i++) {
    const angle = (i * Math.PI) / 7;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x + Math.cos(angle) * (radius - 6), y + Math.sin(angle) * (radius - 6));
    pen.stroke();
  }
}

/** @param {CanvasRenderingContext2D} pen @param {[number, number][]} points @param {string} color @param {number} width */
function line(pen, points, color, width) {
  pen.strokeStyle = color;
  pen.lineWidth = width;
  pen.lineCap = pen.lineJoin = "round";
  pen.beginPath();
  points.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
  pen.stroke();
}

/** A bicycle by the water in the evening. @param {CanvasRenderingContext2D} pen */
function scene(pen) {
  const sky = pen.createLinearGradient(0, 0, 0, 420);
  sky.addColorStop(0, "#5b86b5");
  sky.addColorStop(0.6, "#f0b98a");
  sky.addColorStop(1, "#f7d9a8");
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 960, 720);
  pen.fillStyle = "#fff1cf";
  pen.beginPath();
  pen.arc(690, 300, 62, 0, Math.PI * 2);
  pen.fill();
  pen.fillStyle = "#6f8f9f";
  pen.fillRect(0, 380, 960, 110);
  pen.fillStyle = "#3f6260";
  pen.beginPath();
  pen.moveTo(0, 390);
  pen.bezierCurveTo(180, 300, 320, 360, 470, 384);
  pen.lineTo(0, 400);
  pen.fill();
  pen.fillStyle = "#c9a778";
  pen.fillRect(0, 490, 960, 230);
  pen.fillStyle = "#b8935f";
  for (let x = -40; x < 960; x += 120) pen.fillRect(x, 490, 4, 230);
  wheel(pen, 300, 530, 108);
  wheel(pen, 640, 530, 108);
  line(pen, [[300, 530], [400, 390], [570, 390], [450, 530], [300, 530]], "#0c6b52", 13);
  line(pen, [[400, 390], [450, 530]], "#0c6b52", 13);
  line(pen, [[640, 530], [570, 390], [558, 340], [620, 326]], "#0c6b52", 12);
  line(pen, [[398, 386], [386, 352]], "#20262b", 9);
  line(pen, [[352, 348], [420, 348]], "#20262b", 17);
}

/** @param {string} caption */
export const samplePhoto = async (caption) => within("image", await drawn(960, 720, scene, "image/jpeg"), "", caption);

/** @param {string} emoji */
export const sampleSticker = async (emoji) =>
  within(
    "sticker",
    await drawn(
      512,
      512,
      (pen) => {
        pen.font = '380px "Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji", sans-serif';
        pen.textAlign = "center";
        pen.textBaseline = "middle";
        pen.fillText(emoji, 256, 282);
      },
      "image/webp",
    ),
    "",
  );
