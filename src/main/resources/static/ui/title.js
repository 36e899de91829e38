// @ts-check
/** How much is unread, where one sees it in other tabs: in the title and on the icon. */
const NAME = 'AgentIM';
let shown = 0;

/** @param {number} count */
export function showUnread(count) {
  if (count === shown) return;
  shown = count;
  document.title = count ? `(${count}) ${NAME}` : NAME;
  draw(count);
}

/** @param {number} count */
function draw(count) {
  const link = /** @type {HTMLLinkElement} */ (document.querySelector('link[rel=icon]'));
  link.dataset.plain ??= link.href;
  if (!count) {
    link.href = link.dataset.plain;
    return;
  }
  const canvas = Object.assign(document.createElement('canvas'), {width: 64, height: 64});
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  pen.fillStyle = '#2f5d50';
  pen.roundRect(0, 0, 64, 64, 16);
  pen.fill();
  pen.fillStyle = '#d9784f';
  pen.beginPath();
  pen.arc(40, 24, 24, 0, 7);
  pen.fill();
  pen.fillStyle = '#fff';
  pen.font = 'bold 30px sans-serif';
  pen.textAlign = 'center';
  pen.fillText(count > 99 ? '99' : String(count), 40, 35);
  link.href = canvas.toDataURL();
}
